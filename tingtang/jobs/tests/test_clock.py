"""The clock: one leader, each instant once, missed instants as declared."""

import threading
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection, transaction

from tingtang.jobs import registry
from tingtang.jobs.clock import HOLD, Clock, hold, instants, next_instant, tick
from tingtang.jobs.models import Job, Lease, Tick
from tingtang.jobs.queries import CLOCK, clock_seen_at
from tingtang.jobs.registry import Entry, Missed
from tingtang.jobs.tests import sample

SIX = datetime(2026, 11, 22, 22, 0, tzinfo=UTC)  # 06:00 in Shanghai on the 23rd
DAY = timedelta(days=1)


def _entry(missed: Missed = "latest", cron: str = "0 6 * * *") -> Entry:
    return Entry(sample.note, cron, missed)


@pytest.fixture(autouse=True)
def _one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_entries", {"sample.note": _entry()})


def _ticks() -> list[datetime]:
    return sorted(job.tick for job in Job.objects.all() if job.tick)


def test_cron_fields_are_read_in_shanghai() -> None:
    assert list(instants("0 6 * * *", after=SIX - DAY, upto=SIX)) == [SIX]
    assert next_instant("0 6 * * *", after=SIX) == SIX + DAY
    assert next_instant("*/10 * * * *", after=SIX) == SIX + timedelta(minutes=10)


@pytest.mark.usefixtures("each_database")
class TestOnEachDatabase:
    """Held by real databases."""

    def test_an_entry_seen_for_the_first_time_makes_nothing_up(self) -> None:
        assert tick(_entry(), "0 6 * * *", at=SIX) == 0
        assert Tick.objects.get().last_at == SIX

    def test_an_instant_becomes_one_job_that_names_it(self) -> None:
        tick(_entry(), "0 6 * * *", at=SIX - timedelta(hours=1))
        assert tick(_entry(), "0 6 * * *", at=SIX + timedelta(seconds=1)) == 1
        assert tick(_entry(), "0 6 * * *", at=SIX + timedelta(seconds=2)) == 0
        job = Job.objects.get()
        assert (job.name, job.tick, job.key) == ("sample.note", SIX, "sample.note@2026-11-23T06:00:00+08:00")

    @pytest.mark.parametrize(
        ("missed", "expected"),
        [("latest", [SIX]), ("all", [SIX - 2 * DAY, SIX - DAY, SIX]), ("skip", [])],
    )
    def test_missed_instants_are_made_up_as_declared(self, missed: Missed, expected: list[datetime]) -> None:
        tick(_entry(missed), "0 6 * * *", at=SIX - 3 * DAY)
        tick(_entry(missed), "0 6 * * *", at=SIX + timedelta(hours=3))
        assert _ticks() == expected

    def test_an_instant_just_past_is_not_missed(self) -> None:
        tick(_entry("skip"), "0 6 * * *", at=SIX - DAY)
        assert tick(_entry("skip"), "0 6 * * *", at=SIX + timedelta(minutes=5)) == 1

    def test_a_long_outage_makes_up_a_bounded_number(self) -> None:
        tick(_entry("all", "* * * * *"), "* * * * *", at=SIX)
        assert tick(_entry("all", "* * * * *"), "* * * * *", at=SIX + DAY) == 100

    def test_the_lead_belongs_to_one_until_its_hold_ends(self) -> None:
        assert hold(CLOCK, owner="A", at=SIX)
        assert not hold(CLOCK, owner="B", at=SIX + HOLD)
        assert hold(CLOCK, owner="A", at=SIX + timedelta(seconds=5))
        assert hold(CLOCK, owner="B", at=SIX + HOLD + timedelta(seconds=6))
        assert not hold(CLOCK, owner="A", at=SIX + HOLD + timedelta(seconds=7))

    def test_a_leader_that_stops_leaves_the_lead_at_once(self) -> None:
        first, second = Clock("A"), Clock("B")
        first.turn(at=SIX)
        first.stop(at=SIX + timedelta(seconds=1))
        second.turn(at=SIX + timedelta(seconds=2))
        assert (first.leads, second.leads) == (False, True)

    def test_two_schedulers_make_one_tick(self) -> None:
        clocks = [Clock("A"), Clock("B")]
        for clock in clocks:
            clock.turn(at=SIX - timedelta(minutes=1))
        for second in range(10):
            for clock in clocks:
                clock.turn(at=SIX + timedelta(seconds=second))
        assert _ticks() == [SIX]

    def test_even_a_forgotten_tick_finds_its_job_there_already(self) -> None:
        tick(_entry(), "0 6 * * *", at=SIX - timedelta(minutes=1))
        tick(_entry(), "0 6 * * *", at=SIX)
        Tick.objects.update(last_at=SIX - timedelta(minutes=1))
        tick(_entry(), "0 6 * * *", at=SIX)
        assert _ticks() == [SIX]

    def test_the_tick_and_its_job_are_one_transaction(self) -> None:
        tick(_entry(), "0 6 * * *", at=SIX - timedelta(minutes=1))
        with transaction.atomic():
            tick(_entry(), "0 6 * * *", at=SIX)
            transaction.set_rollback(True)
        assert _ticks() == []
        assert Tick.objects.get().last_at == SIX - timedelta(minutes=1)


@pytest.mark.usefixtures("on_each_database")
def test_two_schedulers_that_both_believe_to_lead_make_one_tick() -> None:
    tick(_entry(), "0 6 * * *", at=SIX - timedelta(minutes=1))
    ready = threading.Barrier(4)
    made: list[int] = []

    def turn() -> None:
        try:
            ready.wait(60)
            made.append(tick(_entry(), "0 6 * * *", at=SIX + timedelta(seconds=1)))
        finally:
            connection.close()

    threads = [threading.Thread(target=turn) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [0, 0, 0, 1]
    assert _ticks() == [SIX]


@pytest.mark.django_db
def test_the_clock_is_seen_by_the_readiness_page() -> None:
    assert clock_seen_at() is None
    Clock("A").turn(at=SIX)
    assert clock_seen_at() == SIX
    assert Lease.objects.get().owner == "A"


@pytest.mark.django_db
def test_an_installation_may_set_another_hour_or_switch_an_entry_off(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = _entry()
    assert (entry.variable, entry.effective_cron()) == ("TINGTANG_CRON_SAMPLE_NOTE", "0 6 * * *")
    monkeypatch.setenv(entry.variable, "0 5 * * *")
    assert entry.effective_cron() == "0 5 * * *"
    monkeypatch.setenv(entry.variable, "off")
    clock = Clock("A")
    clock.turn(at=SIX - DAY)
    assert clock.turn(at=SIX + DAY) == 0


def test_every_declared_schedule_of_the_product_is_valid_and_of_a_declared_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    registry.load()
    names = {entry.name for entry in registry.entries()}
    assert {"live.prune", "jobs.prune"} <= names <= set(registry.names())
    for entry in registry.entries():
        assert next_instant(entry.cron, after=SIX) > SIX


def test_two_jobs_of_one_name_are_refused() -> None:
    stranger = SimpleNamespace(__module__="elsewhere")
    with pytest.raises(ValueError, match="two jobs"):
        registry.job("sample.note")(stranger)  # type: ignore[arg-type]
    with pytest.raises(registry.UnknownJob):
        registry.definition("nobody.knows")

"""The sweep: what was not done in time is missed, once, for good."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tingtang.audit.models import Entry
from tingtang.duties.actions import close_with_evidence, lapse_due, mark_seen
from tingtang.duties.models import Duty, DutyEvent, Notice
from tingtang.duties.tests.ledger import Bank, day
from tingtang.duties.verdicts import Evidence
from tingtang.live.models import OutboxEvent
from tingtang.manual.book import load

pytestmark = [pytest.mark.postgres]
GRACE = timedelta(hours=int(str(load().value("ledger.evidence_grace_hours", day(0).date()).value)))


@pytest.fixture
def bank(each_database: str) -> Bank:
    return Bank()


def test_what_passed_its_time_is_missed_at_that_time(bank: Bank) -> None:
    over = bank.duty()
    bank.duty(subject_id="C2", due_at=day(8), lapses_at=day(8))
    bank.duty(subject_id="C3", lapses_at=None)
    lapsed = lapse_due(by="system:jobs", at=day(6))
    assert (lapsed.missed, lapsed.by_clause) == (1, {"A31.2a": 1})
    assert set(Duty.objects.values_list("subject_id", "state")) == {("C1", "missed"), ("C2", "open"), ("C3", "open")}
    over.refresh_from_db()
    assert over.closed_at == day(5)
    event = DutyEvent.objects.get()
    assert (event.duty_id, event.what, event.at, event.detail) == (over.pk, "lapsed", day(6), {})


def test_the_verdict_waits_for_the_evidence_of_the_evening(bank: Bank) -> None:
    bank.duty()
    assert lapse_due(by="system:jobs", at=day(5) + GRACE).missed == 0
    contact = Evidence("contact.reached", "contact", "9", "customer", "C1", day(4, 20), "phone")
    assert close_with_evidence(evidence=contact, by="system:night", at=day(5, 6))[0].verdict == "met"
    assert lapse_due(by="system:jobs", at=day(9)).missed == 0


def test_a_second_sweep_finds_nothing(bank: Bank) -> None:
    bank.duty()
    lapse_due(by="system:jobs", at=day(6))
    assert lapse_due(by="system:jobs", at=day(7)).missed == 0
    assert DutyEvent.objects.count() == 1


def test_a_large_sweep_runs_in_chunks_and_misses_none(bank: Bank) -> None:
    for n in range(25):
        bank.duty(subject_id=f"C{n}")
    assert lapse_due(by="system:jobs", at=day(6), chunk=10).missed == 25
    assert Duty.objects.filter(state="missed").count() == DutyEvent.objects.filter(what="lapsed").count() == 25
    assert sum(entry.detail["missed"] for entry in Entry.objects.filter(action="duty.lapse")) == 25


def test_the_number_of_statements_does_not_grow_with_the_duties(
    bank: Bank, django_assert_max_num_queries: object
) -> None:
    for n in range(50):
        bank.duty(subject_id=f"C{n}")
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        lapse_due(by="system:jobs", at=day(6))


def test_the_head_is_told_once_a_day_by_a_growing_notice(bank: Bank) -> None:
    bank.duty()
    bank.duty(subject_id="C2")
    bank.duty(subject_id="C3", due_at=day(5, 2), lapses_at=day(5, 2))
    lapse_due(by="system:jobs", at=day(5, 13))
    notice = Notice.objects.get()
    assert (notice.staff_id, notice.what, notice.clauses) == ("H1", "missed", {"A31.2a": 2})
    assert mark_seen(notice_id=notice.pk, by="H1", at=day(5, 13))
    assert not mark_seen(notice_id=notice.pk, by="H1", at=day(5, 13))
    assert not mark_seen(notice_id=notice.pk, by="H2", at=day(5, 13))
    lapse_due(by="system:jobs", at=day(5, 15))
    notice.refresh_from_db()
    assert (notice.clauses, notice.seen_at) == ({"A31.2a": 3}, None)


def test_owner_and_institution_hear_of_it_on_the_live_channel(bank: Bank) -> None:
    bank.duty()
    lapse_due(by="system:jobs", at=day(6))
    heard = set(OutboxEvent.objects.values_list("topic", "name"))
    assert {("staff:M1", "duty.lapsed"), ("institution:O1", "duty.lapsed"), ("staff:H1", "duty.notice")} == heard

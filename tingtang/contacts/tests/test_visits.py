"""One-to-one visits of each working day (A22.2g): who owes them, what counts, what the form tells beforehand."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest

from tingtang.contacts import jobs
from tingtang.contacts.actions import record_contact
from tingtang.contacts.models import Contact
from tingtang.contacts.visits import open_visit_duties, would_count
from tingtang.customers.tests.test_information import make_customer
from tingtang.duties.actions import lapse_due
from tingtang.duties.models import Duty
from tingtang.jobs.registry import Run
from tingtang.manual.models import InstitutionValue
from tingtang.manual.queries import rulebook
from tingtang.organisation.models import Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import away, person, small_bank
from tingtang.shared.times import ZONE, business_date, day_end

MORNING = datetime(2026, 11, 24, 8, 10, tzinfo=ZONE)
TODAY = MORNING.date()


@pytest.fixture
def people(each_database: str) -> dict[str, Staff]:
    """O1: wealth managers M1 and M2, private banker P1; customers C1 to C3 of M1."""
    small_bank()
    made = {
        key: person(key, position)
        for key, position in (
            ("M1", Position.WEALTH_MANAGER), ("M2", Position.WEALTH_MANAGER), ("P1", Position.PRIVATE_BANKER)
        )
    }  # fmt: skip
    for key in ("C1", "C2", "C3"):
        make_customer(key, id_no="")
    return made


def clock(at: datetime = MORNING) -> None:
    jobs.open_visits.function(Run(job_id=1, at=at, attempt=1, tick=None))


def talk(customer: str = "C1", hours: int = 2, by: str = "M1", **fields: str) -> list[tuple[str, str]]:
    """(kind, verdict) of what a contact ended of the visits owed."""
    at = MORNING + timedelta(hours=hours)
    said = {"channel": "visit", "outcome": "reached", "memo": "谈了到期安排", **fields}
    kept = record_contact(customer_id=customer, by=by, at=at, key=uuid.uuid4().hex, on=business_date(at), **said)
    return [(one.duty.kind, one.verdict) for one in kept.closed if one.duty.kind == "visit.daily"]


def states() -> dict[str, str]:
    return dict(Duty.objects.filter(kind="visit.daily").order_by("pk").values_list("subject_id", "state"))


def test_each_wealth_manager_at_work_owes_it_once_a_working_day(people: dict[str, Staff]) -> None:
    away(people["M2"], people["M1"], TODAY, TODAY)
    clock()
    clock()
    clock(datetime(2026, 11, 28, 8, 10, tzinfo=ZONE))  # a Saturday
    duty = Duty.objects.get(kind="visit.daily")
    assert (duty.owner_staff_id, duty.clause, duty.inputs["visits"]["value"]) == ("M1", "A22.2g", 1)
    assert duty.due_at == duty.lapses_at == day_end(TODAY)


def test_a_visit_meets_it_and_neither_a_call_nor_an_attempt_does(people: dict[str, Staff]) -> None:
    open_visit_duties(on=TODAY, by="system:test", at=MORNING)
    assert talk(channel="phone") == []
    assert talk(outcome="no_answer", memo="") == []
    assert talk(by="P1") == []  # a colleague's visit is theirs
    assert states() == {"M1": "open", "M2": "open"}
    assert talk() == [("visit.daily", "met")]
    assert (Duty.objects.get(subject_id="M1", kind="visit.daily").evidence_kind, states()["M2"]) == ("contact", "open")
    assert talk("C2", hours=3) == []


def test_where_more_are_asked_each_customer_counts_once(people: dict[str, Staff]) -> None:
    InstitutionValue.objects.create(
        institution_id="O1", key="wealth.daily_visits", value="2", from_on=TODAY, reason="旺季", proposed_by="M1",
        proposed_at=MORNING, state="approved", decided_by="M2", decided_at=MORNING,
    )  # fmt: skip
    open_visit_duties(on=TODAY, by="system:test", at=MORNING)
    assert talk() == []
    assert talk(hours=3) == []
    preview = {"staff_id": "M1", "channel": "visit", "outcome": "reached", "memo": "谈", "book": rulebook()}
    at = MORNING + timedelta(hours=4)
    assert would_count(customer_id="C1", at=at, **preview) == []
    assert [verdict for _, verdict in would_count(customer_id="C2", at=at, **preview)] == ["met"]
    assert would_count(customer_id="C2", at=at, **{**preview, "channel": "phone"}) == []
    assert talk("C2", hours=4) == [("visit.daily", "met")]


def test_a_day_without_a_visit_is_missed_and_the_next_has_its_own(people: dict[str, Staff]) -> None:
    clock()
    lapse_due(at=MORNING + timedelta(days=2), by="system:test")
    open_visit_duties(on=TODAY + timedelta(days=1), by="system:test", at=MORNING + timedelta(days=1))
    assert talk(hours=26) == [("visit.daily", "met")]
    verdicts = Duty.objects.filter(kind="visit.daily", subject_id="M1").order_by("period_on").values_list("state")
    assert [state for (state,) in verdicts] == ["missed", "met"]


def test_a_visit_that_came_with_the_night_s_feed_meets_the_day_it_was_of(people: dict[str, Staff]) -> None:
    clock()
    Contact.objects.create(
        customer_id="C1", staff_id="M1", at=MORNING + timedelta(hours=7), channel="visit", outcome="reached",
        memo="面谈", source="feed", key="feed:1",
    )  # fmt: skip
    clock(MORNING + timedelta(days=1))
    first = Duty.objects.get(kind="visit.daily", subject_id="M1", period_on=TODAY)
    assert (first.state, first.closed_at) == ("met", MORNING + timedelta(hours=7))


def test_a_visit_at_midnight_is_one_of_the_day_that_begins(people: dict[str, Staff]) -> None:
    at = day_end(TODAY)
    clock()
    Contact.objects.create(
        customer_id="C1", staff_id="M1", at=at, channel="visit", outcome="reached", memo="谈了到期安排", source="feed"
    )
    clock(MORNING + timedelta(days=1))
    clock(MORNING + timedelta(days=2))
    days = (
        Duty.objects.filter(kind="visit.daily", subject_id="M1").order_by("period_on").values_list("state", flat=True)
    )
    assert list(days) == ["open", "met", "open"]


def test_a_visit_of_the_feed_is_added_to_those_counted_before(people: dict[str, Staff]) -> None:
    InstitutionValue.objects.create(
        institution_id="O1", key="wealth.daily_visits", value="2", from_on=TODAY, reason="旺季", proposed_by="M1",
        proposed_at=MORNING, state="approved", decided_by="M2", decided_at=MORNING,
    )  # fmt: skip
    clock()
    assert talk() == []
    Contact.objects.create(
        customer_id="C2", staff_id="M1", at=MORNING + timedelta(hours=1), channel="visit", outcome="reached",
        memo="面谈", source="feed", key="feed:2",
    )  # fmt: skip
    clock(MORNING + timedelta(days=1))
    assert Duty.objects.get(kind="visit.daily", subject_id="M1", period_on=TODAY).state == "met"

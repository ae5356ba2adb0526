"""What meets a duty, without a database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tingtang.duties.tests.ledger import MONDAY, day
from tingtang.duties.verdicts import Evidence, duties_met, verdict
from tingtang.manual.book import load

KINDS = load().kinds
FRIDAY_NIGHT = day(5)


@dataclass(frozen=True)
class Open:
    kind: str = "contact.private"
    subject_kind: str = "customer"
    subject_id: str = "C1"
    opened_at: datetime = MONDAY
    due_at: datetime = FRIDAY_NIGHT
    lapses_at: datetime | None = FRIDAY_NIGHT
    held: bool = False


CONTACT = Evidence("contact.reached", "contact", "42", "customer", "C1", day(1, 10), "phone")


@pytest.mark.parametrize(
    ("duty", "at", "expected"),
    [
        (Open(), day(1), "met"),
        (Open(), FRIDAY_NIGHT, "met"),
        (Open(), FRIDAY_NIGHT + timedelta(seconds=1), "missed"),
        (Open(held=True), FRIDAY_NIGHT + timedelta(days=3), "late"),
        (Open(lapses_at=None), FRIDAY_NIGHT + timedelta(days=300), "late"),
        (Open(lapses_at=day(7)), day(6), "late"),
    ],
    ids=["in time", "at the last instant", "lapsed", "held by an excuse", "owed until done", "between due and lapse"],
)
def test_the_verdict_follows_from_the_time_of_the_evidence(duty: Open, at: datetime, expected: str) -> None:
    assert verdict(duty, at) == expected


def test_one_contact_meets_all_open_duties_it_can_soonest_due_first() -> None:
    weekly = Open()
    expiry = Open(kind="insurance.expiry", due_at=day(2))
    assert duties_met(CONTACT, [weekly, expiry], KINDS) == [(expiry, "met"), (weekly, "met")]


@pytest.mark.parametrize(
    "evidence",
    [
        replace(CONTACT, event="contact.attempted"),
        replace(CONTACT, subject_id="C2"),
        replace(CONTACT, subject_kind="institution"),
        replace(CONTACT, at=MONDAY - timedelta(seconds=1)),
    ],
    ids=["an attempt is not a contact", "another customer", "another kind of subject", "older than the duty"],
)
def test_what_does_not_meet_a_duty(evidence: Evidence) -> None:
    assert duties_met(evidence, [Open()], KINDS) == []


def test_a_kind_may_accept_only_some_channels() -> None:
    picky = {"contact.private": replace(KINDS["contact.private"], channels=("visit",))}
    assert duties_met(CONTACT, [Open()], picky) == []
    assert duties_met(replace(CONTACT, channel="visit"), [Open()], picky) == [(Open(), "met")]


def test_a_duty_of_a_kind_that_the_manual_dropped_is_met_by_nothing() -> None:
    assert duties_met(CONTACT, [Open(kind="gone.kind")], KINDS) == []


@given(st.integers(0, 400), st.integers(0, 400), st.booleans())
def test_later_evidence_never_gives_a_better_verdict(first: int, second: int, held: bool) -> None:
    rank = {"met": 0, "late": 1, "missed": 2}
    duty = Open(held=held)
    earlier, later = sorted((first, second))
    verdicts = [verdict(duty, MONDAY + timedelta(hours=hours)) for hours in (earlier, later)]
    assert rank[verdicts[0]] <= rank[verdicts[1]]

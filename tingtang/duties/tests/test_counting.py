"""Duties that ask for several things of a day: each counts once, the last one ends the duty."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from tests.races import at_once
from tingtang.audit.models import Entry
from tingtang.duties.actions import count_towards, would_fill
from tingtang.duties.errors import LedgerError
from tingtang.duties.models import Duty, DutyEvent
from tingtang.duties.tests.ledger import Bank, day
from tingtang.duties.verdicts import Evidence
from tingtang.manual.queries import rulebook

pytestmark = pytest.mark.postgres


@pytest.fixture
def bank(each_database: str) -> Bank:
    return Bank()


def owed(bank: Bank, visits: int = 2) -> Duty:
    """So many visits of M1 on Tuesday."""
    return bank.duty(
        kind="visit.daily", clause="A22.2g", subject_kind="staff", subject_id="M1", opened_at=day(1), show_at=day(1),
        due_at=day(2), lapses_at=day(2), inputs={"visits": {"value": visits, "as_of": "2026-11-24"}},
    )  # fmt: skip


def made(hour: int = 10, channel: str = "visit", days: int = 1, ident: str = "7") -> Evidence:
    return Evidence("visit.made", "contact", ident, "staff", "M1", day(days, hour), channel=channel)


def count(whom: str, evidence: Evidence | None = None) -> list[str]:
    """Verdicts of what was ended."""
    evidence = evidence or made()
    return [one.verdict for one in count_towards(evidence=evidence, whom=whom, by="M1", at=evidence.at)]


def test_the_last_thing_asked_for_ends_it_and_the_same_one_again_does_not(bank: Bank) -> None:
    duty = owed(bank)
    assert count("customer:C1") == []
    assert count("customer:C1", made(11)) == []
    assert would_fill(made(12), "customer:C1", rulebook()) == []
    assert [verdict for _, verdict in would_fill(made(12), "referral:7", rulebook())] == ["met"]
    assert count("referral:7", made(12, ident="9")) == ["met"]
    duty.refresh_from_db()
    assert (duty.state, duty.closed_at, duty.evidence_id) == ("met", day(1, 12), "9")
    assert count("customer:C2", made(13)) == []
    events = DutyEvent.objects.order_by("pk").values_list("what", flat=True)
    assert list(events) == ["counted", "counted", "closed"]
    assert Entry.objects.filter(action="duty.count").count() == 2


@pytest.mark.parametrize(
    "evidence",
    [made(channel="phone"), made(days=0), made(0, days=2)],
    ids=["by phone", "the day before", "as the next day begins"],
)
def test_what_is_of_another_channel_or_another_day_does_not_count(bank: Bank, evidence: Evidence) -> None:
    owed(bank, 1)
    assert count("customer:C1", evidence) == []
    assert not DutyEvent.objects.exists()


def test_neither_somebody_else_s_nor_an_event_no_kind_counts(bank: Bank) -> None:
    owed(bank, 1)
    other = Evidence("visit.made", "contact", "7", "staff", "M2", day(1, 10), channel="visit")
    assert count("customer:C1", other) == []
    assert count("customer:C1", Evidence("contact.reached", "contact", "7", "staff", "M1", day(1, 10))) == []


@pytest.mark.slow
@pytest.mark.parametrize("asked", [2, 4])
def test_things_counted_at_the_same_time_all_count(on_each_database: str, asked: int) -> None:
    duty = owed(Bank(), asked)
    counting = [
        partial(count_towards, evidence=made(ident=str(n)), whom=f"customer:C{n}", by="M1", at=day(1, 11))
        for n in range(asked)
    ]
    at_once(*counting, refusals=LedgerError)
    duty.refresh_from_db()
    assert (duty.state, DutyEvent.objects.filter(what="counted").count()) == ("met", asked)
    assert duty.closed_at is not None
    assert duty.closed_at < day(1, 11) + timedelta(minutes=1)

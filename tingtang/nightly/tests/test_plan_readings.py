"""The contact plan when things change: the readings written beside contact.interval_days.private, held by nights."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tingtang.duties.actions import lapse_due
from tingtang.duties.models import Duty, DutyEvent
from tingtang.manual.book import load
from tingtang.nightly.night import run_night
from tingtang.nightly.tests.feeds import contact, customer, holding, write_feed
from tingtang.shared.times import day_end, day_start

pytestmark = pytest.mark.django_db
D = date(2026, 3, 10)


def night(root: Path, on: date, balance: str, reached: str) -> None:
    feed = write_feed(
        root, on, customers=[customer("C1", created_on="2020-01-01")], holdings=[holding("C1", balance)],
        contacts=[contact("C1", f"{reached}T10:00:00+08:00")],
    )  # fmt: skip
    run_night(feed, load(), at=day_start(on + timedelta(days=1)), verify=True)


def duties(kind: str) -> list[Duty]:
    return list(Duty.objects.filter(kind=kind).order_by("period_on"))


def test_a_rise_of_tier_cancels_the_old_duty_and_counts_from_the_last_contact(tmp_path: Path) -> None:
    night(tmp_path, D, "2500000", "2026-03-09")
    assert [one.state for one in duties("contact.wealth")] == ["open"]
    night(tmp_path, D + timedelta(days=1), "9000000", "2026-03-09")
    old, new = duties("contact.wealth")[0], duties("contact.private")[0]
    assert old.state == "cancelled"
    assert DutyEvent.objects.get(duty=old.pk).detail["reason"] == "superseded"
    assert (new.state, new.period_on, new.due_at) == ("open", date(2026, 3, 10), day_end(date(2026, 3, 16)))


def test_a_holiday_moves_neither_the_window_nor_its_end(tmp_path: Path) -> None:
    night(tmp_path, date(2026, 9, 28), "9000000", "2026-09-28")
    (duty,) = duties("contact.private")
    assert (duty.period_on, duty.due_at) == (date(2026, 9, 29), day_end(date(2026, 10, 5)))  # within the National Day


def test_a_missed_window_stays_missed_and_the_next_opens_by_itself(tmp_path: Path) -> None:
    night(tmp_path, D, "9000000", "2026-03-09")
    lapse_due(by="system:test", at=day_start(date(2026, 3, 20)))
    night(tmp_path, date(2026, 3, 19), "9000000", "2026-03-09")
    assert [(one.period_on, one.state) for one in duties("contact.private")] == [
        (date(2026, 3, 10), "missed"), (date(2026, 3, 17), "open"),
    ]  # fmt: skip

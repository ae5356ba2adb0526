"""The night and handovers: while the core bank names the one from before, the product's own line counts."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tingtang.customers.models import Customer
from tingtang.duties.models import Duty
from tingtang.handovers.actions import propose, put_in_force, sign
from tingtang.handovers.models import HandoverLine
from tingtang.manual.book import load
from tingtang.nightly.night import run_night
from tingtang.nightly.tests.feeds import BANK, D, customer, holding, write_feed
from tingtang.shared.times import day_start

pytestmark = pytest.mark.django_db
THIRD = {"staff_id": "M3", "name": "赵云", "institution_id": "O2", "position": "wealth_manager"}


def night(root: Path, days: int, manager: str) -> dict[str, Any]:
    on = D + timedelta(days=days)
    feed = write_feed(
        root, on, customers=[customer("C1", manager_id=manager)], holdings=[holding("C1", "9000000")],
        staff=[*BANK["staff"], THIRD],
    )  # fmt: skip
    return run_night(feed, load(), at=day_start(on + timedelta(days=1)), verify=True)


@pytest.fixture
def handed_over(tmp_path: Path) -> Path:
    """A night that names M1, then C1 handed over to M2 the day after."""
    night(tmp_path, 0, "M1")
    day: date = D + timedelta(days=1)
    at = day_start(day) + timedelta(hours=9)
    made = propose(giver_id="M1", taker_id="M2", reason="transfer", note="x", from_on=day, by="M1", at=at)
    for who in ("M1", "M2"):
        sign(handover_id=made.pk, by=who, at=at)
    put_in_force(handover_id=made.pk, at=at)
    return tmp_path


def stands() -> tuple[str | None, str]:
    return Customer.objects.get().manager_id, HandoverLine.objects.get().state


def test_while_the_feed_says_what_it_said_the_taker_stays_and_gets_the_duties(handed_over: Path) -> None:
    night(handed_over, 8, "M1")
    assert stands() == ("M2", "standing")
    new = Duty.objects.filter(kind="contact.private").latest("period_on")
    assert (new.owner_staff_id, new.institution_id) == ("M2", "O2")


def test_a_second_run_of_the_night_writes_nothing(handed_over: Path) -> None:
    night(handed_over, 1, "M1")
    before = [*Duty.objects.values_list("pk", "owner_staff_id", "state")]
    night(handed_over, 1, "M1")
    assert [*Duty.objects.values_list("pk", "owner_staff_id", "state")] == before


def test_once_the_feed_names_the_taker_it_agrees(handed_over: Path) -> None:
    night(handed_over, 1, "M2")
    assert stands() == ("M2", "agreed")


def test_whom_the_feed_names_instead_is_the_manager(handed_over: Path) -> None:
    night(handed_over, 1, "M3")
    assert stands() == ("M3", "overruled")
    night(handed_over, 2, "M1")
    assert stands() == ("M1", "overruled")


def test_a_customer_whom_the_feed_maintains_no_longer_has_nobody(handed_over: Path) -> None:
    night(handed_over, 1, "")
    assert stands() == (None, "overruled")

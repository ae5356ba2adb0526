"""A seat of the table that nobody fills is found before a customer finds it, and whoever is above owes to fill it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tingtang.complaints.actions import check_seats
from tingtang.complaints.coverage import gaps
from tingtang.complaints.tests.desk import MONDAY, Desk
from tingtang.duties.models import Duty
from tingtang.organisation.models import Institution, Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person

pytestmark = pytest.mark.postgres
LATER = MONDAY + timedelta(days=1)


def check(days: int = 0) -> None:
    check_seats(by="system:jobs", at=MONDAY + timedelta(days=days))


def owed() -> dict[str, Duty]:
    """The open duties to fill a seat, by place."""
    return {duty.subject_id: duty for duty in Duty.objects.filter(kind="complaint.seat", state="open")}


def test_a_missing_officer_is_owed_by_who_heads_the_place_above_until_one_is_named(desk: Desk) -> None:
    assert [(gap.place_id, gap.what.zh) for gap in gaps(MONDAY.date())] == [("DO", "95566 投诉专员")]
    check()
    check()
    duty = owed()["DO"]
    assert (duty.owner_staff_id, duty.institution_id, duty.clause) == ("HP", "P", "A34.6")
    assert f"{duty.due_at:%Y-%m-%d}" == "2026-03-09"  # five working days, then 24:00 in Beijing
    person("CO2", Position.COMPLAINT_OFFICER, "DO")
    check(days=1)
    assert owed() == {}
    duty.refresh_from_db()
    assert duty.state == "met"


def test_the_private_banks_officer_is_missed_the_day_after_they_leave(desk: Desk) -> None:
    person("CO2", Position.COMPLAINT_OFFICER, "DO")
    assert gaps(LATER.date()) == []
    Staff.objects.filter(pk="CO").update(to_on=MONDAY.date())
    assert [gap.place_id for gap in gaps(MONDAY.date())] == []
    assert [gap.place_id for gap in gaps(LATER.date())] == ["PB"]


def test_where_nobody_is_left_up_to_the_province_the_administrators_hear_of_it(desk: Desk) -> None:
    Staff.objects.filter(position__in=["branch_head", "outlet_head", "deputy_head"]).update(to_on=MONDAY.date())
    found = {gap.place_id: gap for gap in gaps(LATER.date())}
    assert found["O1"].what.zh == "投诉协调人"
    assert set(found["O1"].positions) >= {"outlet_head", "branch_head"}
    check(days=1)
    assert (owed()["O1"].owner_role, owed()["O1"].institution_id) == ("administrator", "P")


def test_a_bank_without_a_private_bank_is_told_so_at_its_root_and_an_empty_one_of_nothing(desk: Desk) -> None:
    Institution.objects.filter(pk="PB").update(closed_on=MONDAY.date())
    assert {gap.place_id for gap in gaps(LATER.date())} >= {"P", "DO"}


def test_an_empty_bank_lacks_nothing(each_database: str) -> None:
    assert gaps(MONDAY.date()) == []

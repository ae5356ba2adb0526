"""Who owes which list on a day: when the outlet opens, before it opens, each person their own."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from tingtang.duties.actions import lapse_due
from tingtang.duties.models import Duty
from tingtang.organisation.models import ExtraPost, Staff
from tingtang.organisation.tests.bank import away, person
from tingtang.routines.tests.place import BEFORE, DAY, Place, duty, later, state
from tingtang.shared.times import ZONE

pytestmark = pytest.mark.postgres


def owed(outlet: str = "O1", on: date = DAY) -> set[tuple[str, str]]:
    """(list, who owes it) of an outlet on a day."""
    found = Duty.objects.filter(subject_kind="checklist", institution=outlet, period_on=on)
    return {(one.kind.removeprefix("checklist."), one.owner_staff_id or one.owner_role) for one in found}


def test_an_outlet_that_opens_owes_its_lists_and_each_person_their_own(place: Place) -> None:
    place.night()
    before = Duty.objects.count()
    place.night()
    assert Duty.objects.count() == before
    assert owed() == {
        ("lobby_manager.before_opening", "lobby_manager"), ("lobby_manager.day", "lobby_manager"),
        ("guard.before_opening", "guard"), ("outlet.opening_round", "outlet_head"), ("head.lobby_round", "outlet_head"),
        ("teller.self_check", "T1"), ("staff.self_check", "T1"), ("staff.self_check", "L1"),
        ("staff.self_check", "H1"), ("staff.self_check", "D1"),
    }  # fmt: skip
    assert owed("O2") == set()  # nobody works there


def test_a_list_before_opening_is_due_when_the_doors_open_and_one_of_the_day_when_they_close(place: Place) -> None:
    place.night()
    one, other = duty(f"checklist.{BEFORE}"), duty("checklist.head.lobby_round")
    assert one.due_at == one.lapses_at == datetime(2026, 11, 23, 8, 30, tzinfo=ZONE)
    assert (one.inputs["until"]["value"], one.inputs["items"]["value"]) == ("08:30", 19)
    assert other.due_at == datetime(2026, 11, 23, 17, tzinfo=ZONE)


def test_a_day_that_differs_moves_the_time_and_a_closed_day_owes_nothing(place: Place) -> None:
    place.closed(opens=time(10), closes=time(12))
    place.night()
    assert duty(f"checklist.{BEFORE}").due_at == datetime(2026, 11, 23, 10, tzinfo=ZONE)
    place.closed(on=date(2026, 11, 24))
    place.night(days=1)
    place.night(days=5)  # a Saturday
    assert owed(on=date(2026, 11, 24)) == owed(on=date(2026, 11, 28)) == set()


def test_a_weekend_day_that_is_worked_owes_as_a_weekday_does(place: Place) -> None:
    place.night(days=-64)  # Sunday 20 September 2026, worked for the National Day holiday
    assert (BEFORE, "lobby_manager") in owed(on=date(2026, 9, 20))
    place.night(days=-53)  # 1 October
    assert owed(on=date(2026, 10, 1)) == set()


def test_an_outlet_without_hours_opens_as_the_manual_takes_it_to(place: Place) -> None:
    person("L2", "lobby_manager", "O2")
    place.night()
    assert duty(f"checklist.{BEFORE}", "O2").due_at == datetime(2026, 11, 23, 9, tzinfo=ZONE)


def test_whoever_is_on_leave_owes_no_list_of_their_own_and_the_outlet_still_does(place: Place) -> None:
    away(Staff.objects.get(pk="L1"), Staff.objects.get(pk="D1"), DAY, DAY)
    place.night()
    assert ("staff.self_check", "L1") not in owed()
    assert (BEFORE, "lobby_manager") in owed()


def test_where_nobody_manages_the_lobby_the_head_owes_its_list(place: Place) -> None:
    person("H2", "outlet_head", "O2")
    ExtraPost.objects.create(staff_id="G1", position="guard", institution_id="O2", from_on=DAY)
    place.night()
    assert (BEFORE, "outlet_head") in owed("O2")
    assert ("guard.before_opening", "guard") in owed("O2")


def test_what_nobody_filled_is_missed_for_good_and_so_is_what_came_too_late(place: Place) -> None:
    place.night()
    late = place.filled(place.begun(at=later(hours=2)), at=later(hours=2))
    assert (late.late, state(f"checklist.{BEFORE}")) == (True, "missed")
    lapse_due(by="system:jobs", at=later(days=2))
    assert state("checklist.head.lobby_round") == "missed"
    place.night(days=3)
    assert owed(on=date(2026, 11, 26)) == owed()  # the next day begins anew

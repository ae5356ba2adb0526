"""Meetings: each day the outlet opens, each week; minutes with attendance; tasks that are duties."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tingtang.duties.models import Duty
from tingtang.meetings import actions
from tingtang.meetings.actions import Seat, Wish
from tingtang.meetings.errors import AlreadyDone, BadInput
from tingtang.meetings.models import Meeting
from tingtang.meetings.periods import falls_on, weeks_of
from tingtang.meetings.queries import duties_today, joint_of, last_open_day, open_tasks
from tingtang.meetings.tests.outlet import MONDAY, Outlet, later
from tingtang.organisation.models import Institution

JOINT: dict[str, Any] = {
    "kind": "joint", "institution_id": "DF", "by": "DF1", "title": "午间排队",
    "seats": [Seat("DF1", True), Seat("DU1", True)],
}  # fmt: skip


def test_the_calendar_decides_what_a_day_asks(outlet: Outlet) -> None:
    assert outlet.raised() == 9  # three outlets: log, morning meeting, review
    assert outlet.raised() == 0
    assert outlet.raised(1) == 6
    assert outlet.raised(5) == 0  # Saturday: closed, and no day is left in the week
    [review] = Duty.objects.filter(kind="meeting.weekly", subject_id="O1")
    assert (review.period_on, review.due_at.astimezone(MONDAY.tzinfo).date()) == (
        date(2026, 11, 23),
        date(2026, 11, 30),
    )


def test_minutes_meet_the_duties_of_day_and_week(outlet: Outlet) -> None:
    outlet.raised()
    morning, review = outlet.met(), outlet.met("review")
    assert outlet.states("meeting.daily")["O1", "2026-11-23"] == "met"
    assert outlet.states("meeting.weekly")["O1", "2026-11-23"] == "met"
    assert [(one.staff_id, one.present, one.reason) for one in morning.attendance.order_by("staff")] == [
        ("H1", True, ""), ("L1", True, ""), ("T1", False, "休假"),
    ]  # fmt: skip
    agenda = {one["name"]: one["value"] for one in morning.agenda}
    assert (agenda["first"], agenda["visits"], agenda["tasks_open"]) == ("2026-11-20", 0, 0)  # Friday
    assert {one["name"]: one["value"] for one in review.agenda}["first"] == "2026-11-16"
    assert outlet.met() == morning  # the same form sent again
    with pytest.raises(AlreadyDone):
        outlet.met(key="other")
    standing = {kind: duty.state for kind, duty in duties_today("O1", MONDAY.date()).items()}
    assert standing == {"lobby_log.signed": "open", "meeting.daily": "met", "meeting.weekly": "met"}


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("held_at", {"held_at": later(days=-1)}),  # yesterday's is missed
        ("held_at", {"held_at": later(hours=1)}),
        ("held_at", {"kind": "review", "held_at": later(days=-7)}),
        ("kind", {"kind": "party"}),
        ("minutes", {"minutes": "  "}),
        ("seats", {"seats": [Seat("H1", True), Seat("L1", True)]}),  # T1 is not spoken of
        ("seats", {"seats": [Seat("H1", True), Seat("L1", True), Seat("T1", False)]}),
        ("seats", {"seats": [Seat(key, False, "病") for key in ("H1", "L1", "T1")]}),
        ("tasks", {"tasks": [Wish("换灯箱", "DU1")]}),  # nobody on the list
        ("tasks", {"tasks": [Wish("换灯箱", "T1", date(2026, 11, 22))]}),
        ("title", {**JOINT, "title": ""}),
        ("seats", {**JOINT, "seats": [Seat("DF1", True), Seat("DU1", False, "出差")]}),  # one department alone
    ],
)
def test_what_does_not_hold_is_refused_with_the_field_named(outlet: Outlet, field: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as refused:
        outlet.met(**wrong)
    assert refused.value.field == field
    assert not Meeting.objects.exists()


def test_a_task_is_a_duty_with_owner_and_day_closed_by_evidence(outlet: Outlet) -> None:
    meeting = outlet.met(tasks=[Wish("联系维修灯箱", "L1", date(2026, 11, 24)), Wish("整理折页", "T1")])
    first, second = meeting.tasks.order_by("n")
    assert second.due_on == date(2026, 11, 30)  # until the next review
    owed = Duty.objects.get(kind="meeting.task", subject_id=str(first.pk))
    assert (owed.owner_staff_id, owed.institution_id, owed.inputs["task"]["value"]) == ("L1", "O1", "联系维修灯箱")
    actions.finish_task(by="L1", at=later(days=3), task_id=first.pk, text="灯箱已换")
    owed.refresh_from_db()
    assert owed.state == "late"
    with pytest.raises(AlreadyDone):
        actions.finish_task(by="L1", at=later(days=3), task_id=first.pk, text="又换一次")
    assert list(open_tasks(["O1"])) == [second]


def test_departments_meet_and_each_finds_its_task(outlet: Outlet) -> None:
    meeting = outlet.met(**JOINT, tasks=[Wish("调查午间满意度", "DU1")])
    assert [one.institution_id for one in meeting.attendance.order_by("institution")] == ["DF", "DU"]
    assert Duty.objects.get(kind="meeting.task").institution_id == "DU"
    assert list(joint_of("DU1", {"DU"})) == [meeting]
    assert not joint_of("H1", {"O1"}).exists()
    actions.correct_minutes(by="DF1", at=later(days=1), meeting_id=meeting.pk, text="时间为十二点", reason="笔误")
    assert meeting.corrections.get().part == "minutes"


def test_the_last_open_day_is_not_always_yesterday(outlet: Outlet) -> None:
    here = Institution.objects.get(pk="O1")
    assert last_open_day(here, date(2026, 11, 23)) == date(2026, 11, 20)
    assert last_open_day(here, date(2026, 10, 9)) == date(2026, 10, 8)


@pytest.mark.parametrize(
    ("on", "weeks", "first", "last"),
    [
        (date(2026, 11, 23), 1, date(2026, 11, 23), date(2026, 11, 29)),
        (date(2026, 11, 29), 1, date(2026, 11, 23), date(2026, 11, 29)),
        (date(2027, 1, 1), 1, date(2026, 12, 28), date(2027, 1, 3)),
    ],
)
def test_a_week_runs_from_monday_to_sunday(on: date, weeks: int, first: date, last: date) -> None:
    assert weeks_of(on, weeks) == (first, last)
    assert weeks_of(on, 2) == weeks_of(weeks_of(on, 2)[1], 2)
    assert falls_on(on, 1)

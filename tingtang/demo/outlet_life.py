"""The outlet's own week in the demo: meetings, logs, a drill, a training, newcomers, who speaks what; one meeting of
the departments above."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from tingtang.drills import actions as drills
from tingtang.drills.actions import Part
from tingtang.meetings import actions as meetings
from tingtang.meetings.actions import Seat, Wish
from tingtang.meetings.models import Log, Meeting
from tingtang.meetings.queries import belongs, departments_people
from tingtang.organisation.calendar_queries import working_calendar
from tingtang.organisation.models import Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.skills import set_skill
from tingtang.shared.times import ZONE, day_start

ACTOR = "system:demo"
PARTS = {
    "customers": "接待老年客户较多，优先办理两位；久候客户逐一关怀。",
    "sales": "推荐大额存单两单，转介一位理财客户。",
    "opinions": "两位客户希望中午多开一个窗口。",
}
MINUTES = "通报昨日等候和评价；午间开三个窗口；主推大额存单，讲解时必须提示风险。"
JOINT = "通报老年客户等候时间和意见；明确午间加开窗口，由运营控制部协同人力资源部调整排班。"
SIDES = 3  # departments that sit in the joint meeting
SPOKEN = (("en", "fluent"), ("sign", "simple"), ("ja", "simple"))
SKIPPED = 3  # of so many days one is left without minutes: a demo in which nothing is missed shows nothing


def keep_house(outlet: str, day: date, until: date) -> int:
    """What the people of one outlet write down from `day` (left out) to `until`; how many days were worked.

    What is written down already is left. What the day after asks of them stands open.
    """
    calendar = working_calendar()
    days = [day + timedelta(days=n) for n in range(1, (until - day).days + 1)]
    worked = [one for one in days if calendar.is_working(one)]
    head, lobby = _who(outlet, Position.OUTLET_HEAD), _who(outlet, Position.LOBBY_MANAGER)
    if head is None or lobby is None:
        return 0
    for one in worked:
        with transaction.atomic():
            _day(outlet, one, head, lobby)
    if worked:
        _now_and_then(outlet, worked[0], head)
        _departments(worked[0])
    today = until + timedelta(days=1)
    drills.open_newcomer_duties(on=today, by=ACTOR, at=day_start(today))
    meetings.open_daily_duties(on=today, by=ACTOR, at=day_start(today), only=[outlet])
    return len(worked)


def _who(outlet: str, position: Position) -> Staff | None:
    return Staff.objects.filter(institution=outlet, position=position).order_by("pk").first()


def _at(on: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(on, time(hour, minute), ZONE)


def _day(outlet: str, on: date, head: Staff, lobby: Staff) -> None:
    meetings.open_daily_duties(on=on, by=ACTOR, at=day_start(on), only=[outlet])
    if Log.objects.filter(institution=outlet, on=on).exists():
        return
    if on.toordinal() % SKIPPED:
        _meet(outlet, "morning", on, head, lobby)
    if on.weekday() == 0:
        _meet(outlet, "review", on, head, lobby)
    evening = _at(on, 17, 30)
    log = meetings.save_log(by=lobby.pk, at=evening, institution_id=outlet, edition=0, parts=PARTS)
    meetings.sign_log(by=lobby.pk, at=evening, log_id=log.pk, edition=log.edition)


def _meet(outlet: str, kind: str, on: date, head: Staff, lobby: Staff) -> None:
    at = _at(on, 8, 20 if kind == "morning" else 40)
    seats = [Seat(one.pk, True) for one in belongs(outlet, on)]
    tasks = [Wish("整理折页架，撤下过期折页", lobby.pk)] if kind == "review" else []
    made, _ = meetings.hold_meeting(
        by=head.pk, at=at + timedelta(minutes=20), institution_id=outlet, kind=kind, held_at=at, minutes=MINUTES,
        key=f"demo-{kind}-{outlet}-{on}", seats=seats, tasks=tasks,
    )  # fmt: skip
    for task in made.tasks.all():
        meetings.finish_task(by=lobby.pk, at=_at(on, 16), task_id=task.pk, text="已整理，撤下七份")


@transaction.atomic
def _departments(on: date) -> None:
    """A joint meeting of departments (A36.1), once: one of its tasks is done, one stands open."""
    people = {one.institution_id: one for one in departments_people(on) if one.institution.kind == "department"}
    seats = list(people.values())[:SIDES]
    if len(seats) < SIDES or Meeting.objects.filter(kind="joint").exists():
        return
    host, second, third = seats
    at = _at(on, 14, 30)
    made, _ = meetings.hold_meeting(
        by=host.pk, at=at + timedelta(hours=1), institution_id=host.institution_id, kind="joint", held_at=at,
        key="demo-joint", title="老年客户服务联席会议", minutes=JOINT, seats=[Seat(one.pk, True) for one in seats],
        tasks=[Wish("汇总各网点老年客户等候情况", second.pk), Wish("调整午间弹性排班方案", third.pk)],
    )  # fmt: skip
    first = made.tasks.order_by("n").first()
    if first:
        meetings.finish_task(by=second.pk, at=_at(on, 17), task_id=first.pk, text="已汇总，午间等候最长")


@transaction.atomic
def _now_and_then(outlet: str, on: date, head: Staff) -> None:
    """A drill, a training and what people speak, once."""
    drills.open_drill_duties(on=on, by=ACTOR, at=day_start(on), only=[outlet])
    here, at = list(belongs(outlet, on)), _at(on, 17, 40)
    who: dict[str, Any] = {"by": head.pk, "at": at}
    course, fresh = drills.plan_course(
        **who, institution_id=outlet, key=f"demo-{outlet}", what="practice", title="点钞与假币识别", on=on
    )
    if not fresh:
        return
    drills.hold_course(**who, course_id=course.pk, summary="每人两轮", parts=[Part(one.pk, True) for one in here])
    run, _ = drills.open_plan(**who, institution_id=outlet, plan="system", real=False)
    for n in range(1, run.steps_n + 1):
        drills.tick(**who, run_id=run.pk, n=n, done=True)
    drills.close_run(**who, run_id=run.pk, lessons="备用机没有充电", participants=[one.pk for one in here])
    for person, (code, level) in zip(here, SPOKEN, strict=False):
        set_skill(**who, staff_id=person.pk, code=code, level=level)

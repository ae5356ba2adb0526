"""A meeting written down once it was held: agenda as drafted, minutes, who was there, what is to be done by whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from tingtang.audit import actions as audit
from tingtang.audit.ids import coming_id
from tingtang.duties.actions import Opening, close_with_evidence, open_duty
from tingtang.duties.openings import facts
from tingtang.duties.verdicts import Evidence
from tingtang.manual.queries import value
from tingtang.meetings.errors import AlreadyDone, BadInput
from tingtang.meetings.models import OF_OUTLETS, Attendance, Kind, Meeting, Task
from tingtang.meetings.periods import weeks_of
from tingtang.meetings.queries import agenda_of, belongs
from tingtang.organisation.models import Staff
from tingtang.organisation.tree import employed
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date, day_end

MOST_TASKS = 20
LEAST_SIDES = 2  # departments or institutions in a joint meeting
NO_KIND = Bilingual("没有这类会议", "there is no such kind of meeting")
HELD = Bilingual("这一期会议已有记录", "the minutes of this period are written already")
AHEAD = Bilingual("召开时间不能晚于现在", "it cannot be held after now")
NOT_TODAY = Bilingual("晨会当日记录，不能补记", "a morning meeting is written down on its day, not afterwards")
NOT_THIS_WEEK = Bilingual("例会在当周记录，不能补记", "a review is written down in its week, not afterwards")
SEATS = Bilingual("请登记每个人是否到会", "say of everybody whether they were there")
NOBODY = Bilingual("没有人到会", "nobody was there")
ALONE = Bilingual("联席会议至少有两个部门或机构参加", "a joint meeting is of two departments or institutions at least")
SAY_WHY = Bilingual("缺席的请写明原因", "say why somebody was absent")
TOO_MANY = Bilingual("任务过多", "these are too many tasks")
NO_OWNER = Bilingual("任务请指定参会名单上的人负责", "a task is given to somebody on the list")
TOO_SOON = Bilingual("任务期限不能早于会议日期", "a task cannot be due before the meeting")


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who belonged there: present, or absent with the reason."""

    staff_id: str
    present: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """A task: what, by whom, by when (None: the manual's days after the meeting)."""

    text: str
    owner_id: str
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """The same, checked: with its day."""

    text: str
    owner_id: str
    due_on: date


@transaction.atomic
def hold_meeting(
    *,
    by: str,
    at: datetime,
    institution_id: str,
    kind: str,
    held_at: datetime,
    key: str,
    minutes: str,
    seats: Sequence[Seat],
    tasks: Sequence[Wish] = (),
    title: str = "",
) -> tuple[Meeting, bool]:
    """(the meeting, whether it was written down now). Meets the duty of its day or week; each task opens one.

    `institution_id`: the outlet, or for a joint meeting (A36.1) who convened it. `seats`: at an outlet everybody of
    it. The same `key` again is the same meeting. Raises BadInput; AlreadyDone where the period has its minutes.
    """
    if known := Meeting.objects.filter(key=key).first():
        return known, False
    wanted = Meeting(
        institution_id=institution_id, kind=kind, held_at=held_at, key=BadInput.words("key", key, 64), at=at, by=by,
        period_on=_period(kind, held_at, at, institution_id), minutes=BadInput.words("minutes", minutes, 8000),
        title=BadInput.words("title", title, 120) if kind == Kind.JOINT or title.strip() else "",
    )  # fmt: skip
    people = _people(wanted, seats)
    given = _given(wanted, tasks, people)
    wanted.agenda = agenda_of(wanted)
    rows = _save(wanted, [_seat(one, people[one.staff_id]) for one in seats], given, people)
    detail = {"kind": kind, "present": sum(one.present for one in seats), "tasks": len(given)}
    audit.record(
        by=by, at=at, action="meeting.hold", subject=("meeting", str(wanted.pk)), institution=institution_id,
        detail=detail,
    )  # fmt: skip
    _meet(wanted)
    for task in rows:
        _owe(wanted, task)
    return wanted, True


def _seat(one: Seat, who: Staff) -> Attendance:
    reason = "" if one.present else one.reason.strip()
    return Attendance(staff=who, institution_id=who.institution_id, present=one.present, reason=reason)


def _period(kind: str, held_at: datetime, at: datetime, institution_id: str) -> date:
    """The day or week it stands for. Nothing is written down for a day or week that is over."""
    if kind not in Kind.values:
        raise BadInput("kind", NO_KIND)
    if held_at > at:
        raise BadInput("held_at", AHEAD)
    held, today = business_date(held_at), business_date(at)
    if kind == Kind.MORNING and held != today:
        raise BadInput("held_at", NOT_TODAY)
    if kind != Kind.REVIEW:
        return held
    weeks = int(str(value("meeting.review_weeks", today, institution_id).value))
    first, last = weeks_of(today, weeks)
    if not first <= held <= last:
        raise BadInput("held_at", NOT_THIS_WEEK)
    return first


def _people(wanted: Meeting, seats: Sequence[Seat]) -> dict[str, Staff]:
    """Those on the list. Raises BadInput where somebody is missing, or nobody came."""
    on = business_date(wanted.held_at)
    named = [one.staff_id for one in seats]
    people = {one.pk: one for one in Staff.objects.filter(employed(on), pk__in=named)}
    if len(people) != len(named):
        raise BadInput("seats", SEATS)
    if wanted.kind in OF_OUTLETS and set(people) != {one.pk for one in belongs(wanted.institution_id, on)}:
        raise BadInput("seats", SEATS)
    if not any(one.present for one in seats):
        raise BadInput("seats", NOBODY)
    if any(not one.present and not one.reason.strip() for one in seats):
        raise BadInput("seats", SAY_WHY)
    sides = {people[one.staff_id].institution_id for one in seats if one.present}
    if wanted.kind == Kind.JOINT and len(sides) < LEAST_SIDES:
        raise BadInput("seats", ALONE)
    return people


def _given(wanted: Meeting, tasks: Sequence[Wish], people: dict[str, Staff]) -> list[Due]:
    """The tasks, each with its day."""
    if len(tasks) > MOST_TASKS:
        raise BadInput("tasks", TOO_MANY)
    held = business_date(wanted.held_at)
    days = int(str(value("meeting.task_days", held, wanted.institution_id).value))
    return [_checked(one, held, days, people) for one in tasks]


def _checked(one: Wish, held: date, days: int, people: dict[str, Staff]) -> Due:
    text = BadInput.words("tasks", one.text, 200)
    if one.owner_id not in people:
        raise BadInput("tasks", NO_OWNER)
    due_on = one.due_on or held + timedelta(days=days)
    if due_on < held:
        raise BadInput("tasks", TOO_SOON)
    return Due(text, one.owner_id, due_on)


def _save(wanted: Meeting, seats: list[Attendance], given: list[Due], people: dict[str, Staff]) -> list[Task]:
    """Who was there and what is to be done first, the meeting last: the database takes it whole or not at all."""
    wanted.pk = coming_id(Meeting)
    tasks = [
        Task(meeting_id=wanted.pk, n=n, text=one.text, owner=people[one.owner_id], due_on=one.due_on)
        for n, one in enumerate(given, 1)
    ]
    for seat in seats:
        seat.meeting_id = wanted.pk
    try:
        with transaction.atomic():
            Attendance.objects.bulk_create(seats)
            Task.objects.bulk_create(tasks)
            wanted.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyDone(HELD) from error
    return tasks


def _meet(meeting: Meeting) -> None:
    if meeting.kind not in OF_OUTLETS:
        return
    proof = Evidence(
        event=f"meeting.{meeting.kind}", kind="meeting", id=str(meeting.pk), subject_kind="institution",
        subject_id=meeting.institution_id, at=meeting.held_at,
    )  # fmt: skip
    close_with_evidence(evidence=proof, by=meeting.by, at=meeting.at)


def _owe(meeting: Meeting, task: Task) -> None:
    """The duty of a task, owed by the person at their institution."""
    held = business_date(meeting.held_at)
    said = {"on": held.isoformat(), "meeting": meeting.title or meeting.kind, "task": task.text}
    opening = Opening(
        kind="meeting.task", subject_id=str(task.pk), period_on=held, institution_id=task.owner.institution_id,
        due_at=day_end(task.due_on), owner_staff_id=task.owner_id, inputs=facts(held, **said),
    )  # fmt: skip
    open_duty(opening=opening, by=meeting.by, at=meeting.at)

"""What the database itself refuses, on SQLite and PostgreSQL both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tingtang.audit.ids import coming_id
from tingtang.meetings.actions import Wish
from tingtang.meetings.models import Attendance, Correction, Log, Meeting, Task, TaskDone
from tingtang.meetings.tests.outlet import MONDAY, Outlet, later

Fields = dict[str, Any]


def refused(what: Callable[[], object]) -> None:
    """It does not happen."""
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        what()


def test_logs_and_corrections(outlet: Outlet) -> None:
    draft = outlet.log()
    by = {"at": MONDAY, "by": "L1"}
    refused(lambda: Log.objects.create(institution_id="O1", on=MONDAY.date(), **by))  # one a day
    refused(lambda: Log.objects.filter(pk=draft.pk).update(signed_at=MONDAY, signed_by="L1"))  # without figures
    refused(lambda: Log.objects.filter(pk=draft.pk).update(on=later(days=1).date()))
    refused(lambda: Log.objects.filter(pk=draft.pk).update(edition=0))
    plain = {"part": "sales", "text": "三单", "reason": "漏记", **by}
    refused(lambda: Correction.objects.create(log=draft, **plain))  # not signed yet
    Log.objects.filter(pk=draft.pk).update(signed_at=MONDAY, signed_by="L1", figures={"visits": 1})
    refused(lambda: Log.objects.filter(pk=draft.pk).update(sales="改"))
    refused(lambda: Log.objects.filter(pk=draft.pk).delete())
    refused(lambda: Correction.objects.create(log=draft, **{**plain, "reason": ""}))
    refused(lambda: Correction.objects.create(log=draft, **{**plain, "part": "minutes"}))
    refused(lambda: Correction.objects.create(**plain))  # of nothing
    made = Correction.objects.create(log=draft, **plain)
    refused(lambda: Correction.objects.filter(pk=made.pk).update(text="四单"))


HEAD = {"staff_id": "H1", "institution_id": "O1", "present": True}
GUEST = {"staff_id": "DU1", "institution_id": "DU", "present": True}
REVIEW = {
    "institution_id": "O1", "kind": "review", "period_on": MONDAY.date(), "held_at": MONDAY, "key": "k",
    "minutes": "x", "title": "题", "at": MONDAY, "by": "H1",
}  # fmt: skip


def written(seats: Sequence[Fields] = (HEAD,), tasks: Sequence[Fields] = (), **fields: Any) -> Meeting:
    """A review, or what the fields say, past the action: who was there and the tasks first."""
    key = coming_id(Meeting)
    for one in seats:
        Attendance.objects.create(meeting_id=key, **one)
    for one in tasks:
        Task.objects.create(meeting_id=key, **one)
    return Meeting.objects.create(pk=key, **{**REVIEW, **fields})


def test_a_meeting_stands_whole_or_not_at_all(outlet: Outlet) -> None:
    meeting = outlet.met(tasks=[Wish("换灯箱", "L1")])
    task = {"n": 1, "text": "补一项", "owner_id": "H1", "due_on": MONDAY.date()}
    refused(lambda: Attendance.objects.create(meeting=meeting, **{**HEAD, "staff_id": "X1"}))  # nobody comes afterwards
    refused(lambda: Task.objects.create(meeting=meeting, **{**task, "n": 2}))
    refused(lambda: written(seats=()))
    refused(lambda: written([{**HEAD, "present": False, "reason": "病"}]))
    refused(lambda: written([HEAD, GUEST]))  # of another place
    refused(lambda: written(kind="joint"))  # one side alone
    refused(lambda: written(tasks=[{**task, "owner_id": "L1"}]))  # not on the list
    refused(lambda: written(tasks=[{**task, "n": 2}]))  # a first is missing
    refused(lambda: written(tasks=[{**task, "due_on": later(-1).date()}]))
    assert written([HEAD, GUEST], [{**task, "owner_id": "DU1"}], kind="joint").tasks.count() == 1

    def alone() -> None:
        Attendance.objects.create(meeting_id=coming_id(Meeting) + 7, **HEAD)
        connection.check_constraints()  # as the end of a transaction does

    refused(alone)


def test_meetings_and_tasks(outlet: Outlet) -> None:
    meeting = outlet.met(tasks=[Wish("换灯箱", "L1")])
    refused(lambda: Meeting.objects.filter(pk=meeting.pk).update(minutes="改"))
    refused(lambda: Attendance.objects.filter(meeting=meeting).update(present=True))
    refused(lambda: written([{**HEAD, "present": False}, GUEST], kind="joint"))  # absent, without a reason
    refused(lambda: written(kind="morning"))  # one a day
    refused(lambda: written(held_at=later(hours=1)))
    refused(lambda: written(minutes=""))
    refused(lambda: written([HEAD, GUEST], kind="joint", title=""))  # without a subject
    assert written().kind == "review"
    task = meeting.tasks.get()
    refused(lambda: TaskDone.objects.create(task=task, text="早了", at=later(days=-1), by="L1"))
    refused(lambda: TaskDone.objects.create(task=task, text="", at=MONDAY, by="L1"))

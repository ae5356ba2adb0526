"""A task of a meeting is closed by saying what was done."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tingtang.audit import actions as audit
from tingtang.audit.unique import once
from tingtang.duties.actions import close_with_evidence
from tingtang.duties.verdicts import Evidence
from tingtang.meetings.errors import AlreadyDone, BadInput, NoSuchThing
from tingtang.meetings.models import Task, TaskDone


@transaction.atomic
def finish_task(*, by: str, at: datetime, task_id: int, text: str) -> TaskDone:
    """Say what was done; meets the duty, in time or late. Raises AlreadyDone for a second time, BadInput."""
    text = BadInput.words("text", text, 1000)
    task = Task.objects.select_related("owner").filter(pk=task_id).first()
    if task is None:
        raise NoSuchThing
    with once(AlreadyDone(), "task_id"):
        made = TaskDone.objects.create(task=task, text=text, at=at, by=by)
    audit.record(
        by=by, at=at, action="meeting.task.done", subject=("meeting_task", str(task.pk)),
        institution=task.owner.institution_id, detail={},
    )  # fmt: skip
    proof = Evidence(
        event="meeting.task_done", kind="meeting_task", id=str(made.pk), subject_kind="meeting_task",
        subject_id=str(task.pk), at=at,
    )  # fmt: skip
    close_with_evidence(evidence=proof, by=by, at=at)
    return made

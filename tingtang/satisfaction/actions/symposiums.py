"""Recording a customers' symposium (A39.5) and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from tingtang.audit import actions as audit
from tingtang.duties.actions import Opening, close_with_evidence, open_duty
from tingtang.duties.verdicts import Evidence
from tingtang.organisation.models import Staff
from tingtang.satisfaction.errors import BadInput, NoSuch, WrongState
from tingtang.satisfaction.models import Symposium, SymposiumTask
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date, day_end

DUTY = "symposium.task"
MOST_TASKS = 10
LONGEST = {"topic": 80, "said": 4000}
AHEAD = Bilingual("日期不能晚于今天", "it cannot be of a day to come")
NO_WORDS = Bilingual("请填写", "this is needed")
TOO_LONG = Bilingual("内容过长", "this is too long")
NOBODY = Bilingual("至少一位客户", "at least one customer")
MORE_POLLED = Bilingual("表态人数不能多于到会人数", "no more can have been polled than came")
MORE_SATISFIED = Bilingual("满意人数不能多于表态人数", "no more can be satisfied than were polled")
TASK_WORDS = Bilingual("请写明要做什么、由谁、何时完成", "say what, who and by when")
TASK_DAY = Bilingual("完成日期不能早于今天", "it cannot have been due before today")
TASK_OWNER = Bilingual("没有这位员工", "there is no such person")


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done, by whom, by when."""

    text: str
    owner_id: str
    due_on: date


@transaction.atomic
def record_symposium(
    *,
    by: str,
    at: datetime,
    institution_id: str,
    held_on: date,
    topic: str,
    participants: int,
    said: str,
    polled: int = 0,
    satisfied: int = 0,
    tasks: Sequence[Task] = (),
) -> Symposium:
    """Keep the record; each task becomes its owner's duty. Raises BadInput naming the field (`task-2` for a task)."""
    on = business_date(at)
    if held_on > on:
        raise BadInput("held_on", AHEAD)
    words = {"topic": topic.strip(), "said": said.strip()}
    for field, text in words.items():
        if not text or len(text) > LONGEST[field]:
            raise BadInput(field, TOO_LONG if text else NO_WORDS)
    _check_counts(participants, polled, satisfied)
    _check_tasks(tasks, on)
    made = Symposium.objects.create(
        institution_id=institution_id, held_on=held_on, recorded_on=on, participants=participants, polled=polled,
        satisfied=satisfied, **words, at=at, by=by,
    )  # fmt: skip
    audit.record(
        by=by, at=at, action="symposium.record", subject=("symposium", str(made.pk)), institution=institution_id,
        detail={"participants": participants, "tasks": len(tasks)},
    )  # fmt: skip
    for task in tasks:
        _owe(made, task, by=by, at=at)
    return made


def _check_counts(participants: int, polled: int, satisfied: int) -> None:
    if participants < 1:
        raise BadInput("participants", NOBODY)
    if not 0 <= polled <= participants:
        raise BadInput("polled", MORE_POLLED)
    if not 0 <= satisfied <= polled:
        raise BadInput("satisfied", MORE_SATISFIED)


def _check_tasks(tasks: Sequence[Task], on: date) -> None:
    known = set(Staff.objects.filter(pk__in=[task.owner_id for task in tasks]).values_list("pk", flat=True))
    for place, task in enumerate(tasks, 1):
        where = f"task-{place}"
        if not task.text.strip() or len(task.text) > 300:
            raise BadInput(where, TASK_WORDS)
        if task.owner_id not in known:
            raise BadInput(where, TASK_OWNER)
        if task.due_on < on:
            raise BadInput(where, TASK_DAY)


def _owe(symposium: Symposium, task: Task, *, by: str, at: datetime) -> None:
    on = business_date(at)
    made = SymposiumTask.objects.create(
        symposium=symposium, text=task.text.strip(), owner_id=task.owner_id, due_on=task.due_on
    )  # fmt: skip
    seen = {"held_on": symposium.held_on.isoformat(), "text": made.text}
    opening = Opening(
        kind=DUTY, subject_id=str(made.pk), period_on=on, institution_id=symposium.institution_id,
        owner_staff_id=task.owner_id, due_at=day_end(task.due_on),
        inputs={name: {"value": said, "as_of": on.isoformat()} for name, said in seen.items()},
    )  # fmt: skip
    open_duty(opening=opening, by=by, at=at)


@transaction.atomic
def do_task(*, by: str, at: datetime, task_id: int, text: str) -> SymposiumTask:
    """Say what was done: meets the duty. Raises NoSuch, WrongState for a second time, BadInput without words."""
    task = SymposiumTask.objects.select_for_update(of=("self",)).select_related("symposium").filter(pk=task_id).first()
    if task is None:
        raise NoSuch
    text = text.strip()
    if not text or len(text) > 400:
        raise BadInput("text", TOO_LONG if text else NO_WORDS)
    if task.done_at is not None:
        raise WrongState
    task.done_at, task.done_by, task.done_text = at, by, text
    task.save(update_fields=["done_at", "done_by", "done_text"])
    audit.record(
        by=by, at=at, action="symposium.task_done", subject=("symposium_task", str(task.pk)),
        institution=task.symposium.institution_id,
    )  # fmt: skip
    evidence = Evidence(
        event="symposium.task_done", kind="symposium_task", id=str(task.pk), subject_kind="symposium_task",
        subject_id=str(task.pk), at=at,
    )  # fmt: skip
    close_with_evidence(evidence=evidence, by=by, at=at)
    return task

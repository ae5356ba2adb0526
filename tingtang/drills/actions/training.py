"""Training: planned, held with everybody's part, or cancelled with the reason; a passed assessment meets the duty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from tingtang.audit import actions as audit
from tingtang.drills.errors import BadInput, DrillError, NoSuchThing
from tingtang.drills.models import Course, Outcome, Result, What
from tingtang.duties.actions import close_with_evidence
from tingtang.duties.verdicts import Evidence
from tingtang.organisation.models import Staff
from tingtang.organisation.tree import employed
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

NO_KIND = Bilingual("没有这类培训", "there is no such kind of training")
ENDED = Bilingual("此培训已结束", "this training has ended")
EARLY = Bilingual("还没到培训日期", "its day has not come")
NOBODY = Bilingual("请登记参加人员", "say who was there")
NOT_HERE = Bilingual("有人员不在本网点", "somebody does not work here")
ONLY_ASSESSED = Bilingual("只有技能考核才有合格与否", "only an assessment is passed or failed")
NOT_SAID = Bilingual("请写明是否合格", "say whether it was passed")
NOT_ONESELF = Bilingual("不能评定自己合格", "nobody passes themselves")
SAY_WHY = Bilingual("缺席的请写明原因", "say why somebody was absent")


@dataclass(frozen=True, slots=True)
class Part:
    """One person's part: there or not, and at an assessment passed or not. `note`: why absent, or a remark."""

    staff_id: str
    present: bool
    passed: bool | None = None
    note: str = ""


@transaction.atomic
def plan_course(
    *, by: str, at: datetime, institution_id: str, key: str, what: str, title: str, on: date
) -> tuple[Course, bool]:
    """(the planned training, whether it was planned now). The same `key` again is the same. Raises BadInput."""
    if what not in What.values:
        raise BadInput("what", NO_KIND)
    title = BadInput.words("title", title, 120)
    fields = {"institution_id": institution_id, "what": what, "title": title, "on": on, "at": at, "by": by}
    made, fresh = Course.objects.get_or_create(key=BadInput.words("key", key, 64), defaults=fields)
    if fresh:
        _note(made, "training.plan", by=by, at=at, what=what, on=on.isoformat())
    return made, fresh


@transaction.atomic
def hold_course(*, by: str, at: datetime, course_id: int, summary: str, parts: Sequence[Part]) -> Course:
    """Write down what was taught and everybody's part. Who passes an assessment has met `training.newcomer` (A39.1).

    Raises BadInput, DrillError where it has ended or its day has not come.
    """
    course, summary = _open(course_id), BadInput.words("summary", summary, 2000)
    if business_date(at) < course.on:
        raise DrillError(EARLY)
    _check(course, parts, by, at)
    made = [
        Result(course=course, staff_id=one.staff_id, present=one.present, passed=one.passed, note=one.note.strip())
        for one in parts
    ]
    Result.objects.bulk_create(made)
    _end(course, Outcome.HELD, summary, by=by, at=at)
    passed = [one for one in made if one.passed]
    _note(course, "training.hold", by=by, at=at, present=sum(one.present for one in made), passed=len(passed))
    for one in passed:
        proof = Evidence(
            event="training.passed", kind="training", id=str(course.pk), subject_kind="newcomer",
            subject_id=one.staff_id, at=at,
        )  # fmt: skip
        close_with_evidence(evidence=proof, by=by, at=at)
    return course


def _check(course: Course, parts: Sequence[Part], by: str, at: datetime) -> None:
    if not any(one.present for one in parts):
        raise BadInput("parts", NOBODY)
    here = Staff.objects.filter(employed(business_date(at)), institution=course.institution_id)
    if here.filter(pk__in=[one.staff_id for one in parts]).count() != len(parts):
        raise BadInput("parts", NOT_HERE)
    for one in parts:
        if wrong := _wrong(course, one, by):
            raise BadInput("parts", wrong)


def _wrong(course: Course, one: Part, by: str) -> Bilingual | None:
    """What is wrong with one person's part."""
    if not one.present:
        return SAY_WHY if not one.note.strip() else (ONLY_ASSESSED if one.passed is not None else None)
    if course.what != What.ASSESSMENT:
        return ONLY_ASSESSED if one.passed is not None else None
    if one.passed is None:
        return NOT_SAID
    return NOT_ONESELF if one.passed and one.staff_id == by else None


@transaction.atomic
def cancel_course(*, by: str, at: datetime, course_id: int, reason: str) -> Course:
    """It is not held, and why."""
    course = _open(course_id)
    _end(course, Outcome.CANCELLED, BadInput.words("reason", reason, 2000), by=by, at=at)
    _note(course, "training.cancel", by=by, at=at)
    return course


def _open(course_id: int) -> Course:
    course = Course.objects.select_for_update().filter(pk=course_id).first()
    if course is None:
        raise NoSuchThing
    if course.ended_at is not None:
        raise DrillError(ENDED)
    return course


def _end(course: Course, outcome: Outcome, summary: str, *, by: str, at: datetime) -> None:
    course.outcome, course.summary, course.ended_at, course.ended_by = outcome, summary, at, by
    course.save(update_fields=["outcome", "summary", "ended_at", "ended_by"])


def _note(course: Course, action: str, *, by: str, at: datetime, **detail: object) -> None:
    audit.record(
        by=by, at=at, action=action, subject=("training", str(course.pk)), institution=course.institution_id,
        detail=detail,
    )  # fmt: skip

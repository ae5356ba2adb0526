"""Solved cases become training material (A35.7): told without names, approved by another, linked to repeats."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tingtang.audit import actions as audit
from tingtang.complaints.actions.history import step, take, words
from tingtang.complaints.actions.teaching import teach
from tingtang.complaints.errors import BadInput, WrongState
from tingtang.complaints.models import Complaint, Concerned, Handling, Lesson, LessonState, Repeat, State, What
from tingtang.complaints.namelessness import names_in
from tingtang.organisation.models import Staff
from tingtang.shared.text import Bilingual

WRITTEN = Bilingual("已有已发布的案例", "there is a lesson from it that was approved")
ONESELF = Bilingual("须由另一人审核", "another person approves it")
DECIDED = Bilingual("该案例已审核", "this lesson has been decided")
NO_REASON = Bilingual("退回须写明理由", "say why it is sent back")
NOT_ALIKE = Bilingual("只能关联同一原因的投诉", "only a case of the same cause is a repeat")


@transaction.atomic
def write_lesson(*, complaint_id: int, title: str, story: str, lesson: str, by: str, at: datetime) -> Lesson:
    """Tell a closed case without names. Written again while it is not approved. Raises BadInput for a name or a number
    found in it, WrongState."""
    said = {
        "title": words("title", title, longest=80),
        "story": words("story", story, longest=4000),
        "lesson": words("lesson", lesson, longest=2000),
    }
    case = take(complaint_id, State.CLOSED)
    for field, text in said.items():
        if found := names_in(text, known_names(case)):
            raise BadInput(field, Bilingual(f"仍含可识别信息：{found}", f"this still tells who it was: {found}"))
    before = Lesson.objects.select_for_update().filter(complaint=case).first()
    if before is not None and before.state == LessonState.APPROVED:
        raise WrongState(WRITTEN)
    fresh = {
        **said, "place_id": case.place_id, "business": case.business, "cause": case.cause, "written_by": by,
        "written_at": at, "state": LessonState.DRAFT, "decided_by": "", "decided_at": None, "answer": "",
    }  # fmt: skip
    made, _ = Lesson.objects.update_or_create(complaint=case, defaults=fresh)
    step(case, What.LESSON_WRITTEN, by=by, at=at, data={"lesson": made.pk})
    return made


def known_names(case: Complaint) -> list[str]:
    """Every name and number that belongs to the case: customer, agent, staff concerned, handlers."""
    staff = {case.first_asked, case.coordinator_id}
    for people in (Handling, Concerned):
        staff |= set(people.objects.filter(complaint=case).values_list("staff_id", flat=True))
    names = list(Staff.objects.filter(pk__in=[one for one in staff if one]).values_list("name", flat=True))
    own = [case.complainant, case.agent, case.phone, case.agent_phone, case.number, case.customer_id, case.address]
    return [one for one in (*names, *own, case.institution.name) if one]


@transaction.atomic
def decline_lesson(*, complaint_id: int, text: str, by: str, at: datetime) -> Complaint:
    """Nothing is to be learned from it, and why."""
    text = words("text", text)
    case = take(complaint_id, State.CLOSED)
    step(case, What.LESSON_DECLINED, by=by, at=at, text=text)
    return case


@transaction.atomic
def decide_lesson(*, lesson_id: int, approved: bool, answer: str, by: str, at: datetime) -> Lesson:
    """Let staff read it, or send it back with a reason; by another person. Published it is told where it happened.

    Raises BadInput, WrongState.
    """
    answer = words("answer", answer, longest=400, needed=False)
    lesson = Lesson.objects.select_for_update(of=("self",)).select_related("complaint").get(pk=lesson_id)
    if lesson.state != LessonState.DRAFT:
        raise WrongState(DECIDED)
    if lesson.written_by == by:
        raise BadInput("answer", ONESELF)
    if not approved and not answer:
        raise BadInput("answer", NO_REASON)
    lesson.state = LessonState.APPROVED if approved else LessonState.SENT_BACK
    lesson.decided_by, lesson.decided_at, lesson.answer = by, at, answer
    lesson.save(update_fields=["state", "decided_by", "decided_at", "answer"])
    detail = {"state": str(lesson.state)}
    audit.record(
        by=by, at=at, action="complaint.lesson_decide", subject=("lesson", str(lesson.pk)),
        institution=lesson.place_id, detail=detail,
    )  # fmt: skip
    if approved:
        teach(lesson, lesson.complaint, by=by, at=at)
    return lesson


@transaction.atomic
def link_repeat(*, lesson_id: int, complaint_id: int, by: str, at: datetime) -> Repeat:
    """It happened again, a case of the same cause: the outlet is told the lesson anew. Raises BadInput."""
    lesson, case = Lesson.objects.get(pk=lesson_id, state=LessonState.APPROVED), take(complaint_id)
    if case.cause != lesson.cause or case.pk == lesson.complaint_id:
        raise BadInput("lesson_id", NOT_ALIKE)
    made, fresh = Repeat.objects.get_or_create(lesson=lesson, complaint=case)
    if fresh:
        audit.record(
            by=by, at=at, action="complaint.repeat", subject=("complaint", str(case.pk)), institution=case.place_id,
            detail={"lesson": lesson.pk},
        )  # fmt: skip
        teach(lesson, case, by=by, at=at, repeat=made)
    return made

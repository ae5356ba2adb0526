"""A lesson told to the staff of an outlet (A35.7): owed by its head, confirmed by each with their own hand."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, QuerySet

from tingtang.audit import actions as audit
from tingtang.complaints.actions.history import words
from tingtang.complaints.errors import BadInput, NoSuchComplaint, WrongState
from tingtang.complaints.models import Complaint, Concerned, Learner, Lesson, Repeat, Teaching
from tingtang.complaints.routing import headed_by
from tingtang.duties.actions import close_with_evidence, open_duty
from tingtang.duties.openings import Within
from tingtang.duties.verdicts import Evidence
from tingtang.organisation.capabilities import OUTLET_STAFF, positions_with
from tingtang.organisation.models import Leave, Staff
from tingtang.organisation.tree import ancestors, employed, on_leave
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

KIND = TOLD = "complaint.lesson_told"
LIMIT = "complaint.lesson_told_working_days"
ALREADY = Bilingual("本网点已告知完毕", "the staff were told already")
NOBODY = Bilingual("本网点没有要学习的这个案例", "there is no such lesson to be learned at your outlet")


def teach(lesson: Lesson, case: Complaint, *, by: str, at: datetime, repeat: Repeat | None = None) -> Teaching | None:
    """The head of the outlet where the case happened owes it to tell the staff; inside the caller's transaction.

    Nobody is told where that would tell of a case (`may_be_told`), and nothing is owed twice at a time.
    """
    place = case.institution_id
    if not may_be_told(case) or not roll(place, at).exists():
        return None
    standing = {"lesson": lesson, "institution_id": place, "told_at": None}
    made, fresh = Teaching.objects.get_or_create(**standing, defaults={"opened_at": at, "repeat": repeat})
    if fresh:
        within = Within(at, LIMIT, business_date(at), place)
        open_duty(opening=within.opening(KIND, made.subject, {"title": lesson.title}), by=by, at=at)
    return made


def may_be_told(case: Complaint) -> bool:
    """Whether the outlet may hear that the lesson is theirs: not of a confidential case, nor of one about whoever heads
    it or a place above it (A34.6). The lesson stands in the library all the same."""
    if case.confidential:
        return False
    about = Concerned.objects.filter(complaint=case).values_list("staff_id", flat=True)
    return not headed_by(list(about)) & set(ancestors(case.institution_id))


def roll(institution: str | OuterRef, at: datetime) -> QuerySet[Staff]:
    """Who works at an outlet for the bank; whoever tells the lesson need not confirm it."""
    tellers = positions_with("complaint.teach")
    found = Staff.objects.filter(employed(business_date(at)), institution=institution, position__in=OUTLET_STAFF)
    return found.exclude(position__in=tellers).order_by("position", "name", "pk")


@transaction.atomic
def learn(*, lesson_id: int, staff_id: str, at: datetime) -> Learner:
    """Somebody confirms that they learned the lesson as it is told at their outlet; again it is the same.

    Raises WrongState where nothing is to be learned there.
    """
    place = Staff.objects.values_list("institution_id", flat=True).get(pk=staff_id)
    latest = Teaching.objects.filter(lesson=lesson_id, institution=place).order_by("-opened_at", "-pk").first()
    if latest is None:
        raise WrongState(NOBODY)
    made, fresh = Learner.objects.get_or_create(teaching=latest, staff_id=staff_id, defaults={"at": at})
    if fresh:
        _note(latest, "complaint.lesson_learned", by=staff_id, at=at)
    return made


@transaction.atomic
def tell_staff(*, teaching_id: int, how: str, by: str, at: datetime) -> Teaching:
    """The head told the staff, and says how: everybody who is not on leave has confirmed it first.

    Raises BadInput naming who has not, WrongState when it was told already.
    """
    how = words("how", how, longest=400)
    teaching = Teaching.objects.select_for_update().filter(pk=teaching_id).first()
    if teaching is None:
        raise NoSuchComplaint
    if teaching.told_at is not None:
        raise WrongState(ALREADY)
    if missing := [one.name for one in outstanding(teaching, at)]:
        names = "、".join(missing[:5]) + ("……" if len(missing) > 5 else "")
        raise BadInput("how", Bilingual(f"还有人没有确认学习：{names}", f"not confirmed yet by {names}"))
    teaching.told_at, teaching.told_by, teaching.how = at, by, how
    teaching.save(update_fields=["told_at", "told_by", "how"])
    _note(teaching, TOLD, by=by, at=at)
    proof = Evidence(TOLD, "teaching", str(teaching.pk), "lesson", teaching.subject, at)
    close_with_evidence(evidence=proof, by=by, at=at)
    return teaching


def outstanding(teaching: Teaching, at: datetime) -> QuerySet[Staff]:
    """Who of the outlet has not confirmed the lesson and is not on leave today."""
    on = business_date(at)
    away = Leave.objects.filter(on_leave(on)).values("staff")
    done = Learner.objects.filter(teaching=teaching).values("staff")
    return roll(teaching.institution_id, at).exclude(pk__in=away).exclude(pk__in=done)


def _note(teaching: Teaching, action: str, *, by: str, at: datetime) -> None:
    audit.record(
        by=by, at=at, action=action, subject=("teaching", str(teaching.pk)), institution=teaching.institution_id,
        detail={"lesson": teaching.lesson_id},
    )  # fmt: skip

"""Lessons as outlets learn them (A35.7): what is to be learned here, who has confirmed it, how it spread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tingtang.complaints.actions.teaching import roll
from tingtang.complaints.models import Learner, Lesson, Repeat, Teaching
from tingtang.complaints.standing import visible
from tingtang.duties.models import Duty
from tingtang.organisation.access import Viewer, in_scope
from tingtang.organisation.models import Leave, Staff
from tingtang.organisation.tree import on_leave
from tingtang.shared.times import business_date


@dataclass(frozen=True, slots=True)
class Pupil:
    """Somebody on the roll of an outlet: when they confirmed the lesson, or whether they are on leave today."""

    staff: Staff
    at: datetime | None
    away: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A lesson at one outlet: `duty` to tell it, `confirmed` of `people`, how often it happened again since it was told
    (only cases that the viewer may read)."""

    teaching: Teaching
    duty: Duty | None
    confirmed: int
    people: int
    again: int


def to_learn(viewer: Viewer) -> list[Teaching]:
    """What is told at the viewer's outlet and not confirmed by them yet; whoever tells it sees all. One query."""
    found = Teaching.objects.filter(institution=viewer.institution_id, told_at__isnull=True)
    if not viewer.may("complaint.teach"):
        found = found.exclude(pk__in=Learner.objects.filter(staff=viewer.staff_id).values("teaching"))
    return list(found.select_related("lesson").order_by("opened_at", "pk"))


def teaching_at(lesson: Lesson, institution_id: str) -> Teaching | None:
    """The lesson as it was told last at an outlet."""
    found = Teaching.objects.filter(lesson=lesson, institution=institution_id)
    return found.order_by("-opened_at", "-pk").first()


def pupils(teaching: Teaching, at: datetime) -> tuple[Pupil, ...]:
    """Everybody on the roll of its outlet, those who have not confirmed first. One query."""
    on = business_date(at)
    done = Learner.objects.filter(teaching=teaching, staff=OuterRef("pk")).values("at")
    away = Leave.objects.filter(on_leave(on), staff=OuterRef("pk"))
    people = roll(teaching.institution_id, at).annotate(learned=Subquery(done), away=Exists(away))
    found = [Pupil(one, one.learned, one.away) for one in people]
    return tuple(sorted(found, key=lambda one: one.at is not None))


def told_below(viewer: Viewer, lesson: Lesson, at: datetime) -> QuerySet[Teaching]:
    """Where the lesson was and is told, of the places whose figures the viewer sees, the latest first; with how many
    `confirmed` it of how many `people`."""
    found = Teaching.objects.filter(lesson=lesson).select_related("institution")
    found = in_scope(found, viewer, "institution", "complaint.figures").order_by("-opened_at", "-pk")
    counted = roll(OuterRef("institution"), at).order_by().values("institution").annotate(n=Count("pk")).values("n")
    return found.annotate(confirmed=Count("learners"), people=Coalesce(Subquery(counted), 0))


def places(viewer: Viewer, teachings: Sequence[Teaching]) -> list[Place]:
    """How the telling stands at each of these, as `told_below` has them. Two queries."""
    duties = Duty.objects.filter(subject_kind="lesson", subject_id__in=[one.subject for one in teachings])
    of_subject = {duty.subject_id: duty for duty in duties}
    since = _since(viewer, teachings)
    return [
        Place(one, of_subject.get(one.subject), getattr(one, "confirmed", 0), getattr(one, "people", 0), since[one.pk])
        for one in teachings
    ]


def _since(viewer: Viewer, teachings: Sequence[Teaching]) -> Mapping[int, int]:
    """By teaching, the cases linked as repeats that came in at its outlet after it was told. One query."""
    again = Repeat.objects.filter(complaint__in=visible(viewer), lesson__in={one.lesson_id for one in teachings})
    rows = list(again.values_list("lesson_id", "complaint__institution_id", "complaint__received_at"))
    return {
        one.pk: sum(
            one.told_at is not None and (lesson, place) == (one.lesson_id, one.institution_id) and at > one.told_at
            for lesson, place, at in rows
        )
        for one in teachings
    }

"""Reads of the opinion book."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tingtang.duties.models import Duty, State
from tingtang.opinions.models import Opinion, Reading, Step, What
from tingtang.organisation.models import Institution

DUTIES = ("opinion.answer", "opinion.read")
PAGE = 30
OWING = Q(is_answered=False) | (~Q(phone="") & Q(is_called=False))


def _done(what: What) -> Exists:
    return Exists(Step.objects.filter(opinion=OuterRef("pk"), what=what))


def book(institution_ids: Collection[str]) -> QuerySet[Opinion]:
    """The entries of outlets, the latest first, each with what was done: is_answered, is_called. Not whether one became
    a complaint: that is not for everybody who reads the book (A34.6)."""
    found = Opinion.objects.filter(institution__in=institution_ids)
    found = found.annotate(is_answered=_done(What.ANSWERED), is_called=_done(What.CALLED))
    return found.order_by("-written_on", "-pk")


def unanswered(institution_ids: Collection[str]) -> QuerySet[Opinion]:
    """The entries that still owe something: an answer, or the call to a number that was left."""
    return book(institution_ids).filter(OWING)


def unanswered_by_place() -> dict[str, int]:
    """How many entries owe something, by outlet; one that owes nothing is missing. One query."""
    owing = Opinion.objects.annotate(is_answered=_done(What.ANSWERED), is_called=_done(What.CALLED)).filter(OWING)
    return dict(owing.order_by().values_list("institution_id").annotate(n=Count("pk")))


def new_since_reading(institution_id: str) -> QuerySet[Opinion]:
    """What was taken into the book since the head last signed."""
    last = Reading.objects.filter(institution=institution_id).order_by("-on").first()
    entries = book([institution_id])
    return entries.filter(at__gt=last.at) if last else entries


def due_of(opinion_ids: Collection[int]) -> dict[str, Duty]:
    """The duty to answer each entry, by the entry's id as text."""
    keys = [str(key) for key in opinion_ids]
    found = Duty.objects.filter(kind="opinion.answer", subject_kind="opinion", subject_id__in=keys)
    return {duty.subject_id: duty for duty in found}


@dataclass(frozen=True, slots=True)
class OnTime:
    """An outlet's duties of the book in a period, by what became of them."""

    institution: Institution
    entries: int
    answered: tuple[int, int]  # (in time, due so far)
    read: tuple[int, int]


def on_time(institution_ids: Collection[str], first: date, last: date) -> list[OnTime]:
    """By outlet: entries written in the period, and how many answers and readings that are over were in time."""
    within = Duty.objects.filter(kind__in=DUTIES, institution__in=institution_ids, period_on__range=(first, last))
    over = ~Q(state__in=[State.OPEN, State.CANCELLED, State.EXCUSED])
    counted = within.order_by().values("institution", "kind")
    rows = {
        (row["institution"], row["kind"]): (row["met"], row["over"])
        for row in counted.annotate(met=Count("pk", filter=Q(state=State.MET)), over=Count("pk", filter=over))
    }
    written = Opinion.objects.filter(institution__in=institution_ids, written_on__range=(first, last)).order_by()
    entries = dict(written.values_list("institution").annotate(n=Count("pk")))
    places = Institution.objects.filter(pk__in={*entries, *(place for place, _ in rows)}).order_by("pk")
    return [
        OnTime(place, entries.get(place.pk, 0), *(rows.get((place.pk, kind), (0, 0)) for kind in DUTIES))
        for place in places
    ]

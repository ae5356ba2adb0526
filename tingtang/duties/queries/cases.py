"""The cases behind a figure, page by page, the history of one, and the open ones about a subject."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from tingtang.duties.models import Duty, DutyEvent, State
from tingtang.duties.queries.compliance import Scope, counted_as, in_scope

PAGE = 50
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list: its rows, its number from 1, and whether another follows."""

    rows: Sequence[Row]
    number: int
    more: bool


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What narrows the cases of a scope: how they stand (names of Figures' fields; none: all), and whose."""

    stands: tuple[str, ...] = ()
    subject_id: str = ""


def cases(scope: Scope, narrowed: CaseFilter = CaseFilter(), number: int = 1, size: int = PAGE) -> Page[Duty]:
    """The duties behind a figure, latest period first; as many in all as the figure says. One query a page."""
    found = in_scope(scope)
    if narrowed.stands:
        found = found.filter(counted_as(narrowed.stands, scope.at))
    if narrowed.subject_id:
        found = found.filter(subject_id=narrowed.subject_id)
    return page(found.select_related("owner_staff", "institution").order_by("-period_on", "-pk"), number, size)


def page(rows: QuerySet[Row], number: int, size: int = PAGE) -> Page[Row]:
    """A page of an ordered queryset, reading one row more to know whether another follows."""
    number = max(number, 1)
    start = (number - 1) * size
    found = list(rows[start : start + size + 1])
    return Page(found[:size], number, len(found) > size)


def events_of(duty: Duty) -> list[DutyEvent]:
    """What happened to a duty since it was opened, in order."""
    return list(DutyEvent.objects.filter(duty=duty.pk, period_on=duty.period_on).order_by("at", "pk"))


def open_duties_about(subjects: Iterable[tuple[str, str]]) -> QuerySet[Duty]:
    """The open duties about any of these subjects, (kind, id), of whatever kinds. One query, in no order."""
    by_kind: defaultdict[str, list[str]] = defaultdict(list)
    for kind, key in subjects:
        by_kind[kind].append(key)
    about = Q(pk__in=[])
    for kind, keys in by_kind.items():
        about |= Q(subject_kind=kind, subject_id__in=keys)
    return Duty.objects.filter(about, state=State.OPEN)

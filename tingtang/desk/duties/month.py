"""A person's month at a glance: what fell due each day and how it ended."""

from __future__ import annotations

from calendar import Calendar
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from tingtang.desk.duties.day import owned, owners
from tingtang.duties.models import Duty, State
from tingtang.organisation.access import Viewer
from tingtang.shared.times import business_date, day_end, day_start

# Worst first: a day shows the worst thing that happened on it.
SHOWN = ("missed", "late", "overdue", "open", "met")
NOT_SHOWN = (State.CANCELLED, State.EXCUSED)
BLINK = timedelta(microseconds=1)  # due times are exclusive ends: the last moment belongs to the day before midnight


@dataclass(frozen=True)
class Cell:
    """One day: how many duties of each state fell due on it."""

    on: date
    inside: bool
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def worst(self) -> str:
        """The state the cell is drawn with, "" when nothing fell due."""
        return next((state for state in SHOWN if self.counts.get(state)), "")

    @property
    def total(self) -> int:
        """How many duties fell due."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Month:
    """Weeks of seven cells, Monday first, the sums of the month, and how many duties were done today, whenever due."""

    first: date
    weeks: list[list[Cell]]
    totals: dict[str, int]
    ended_today: int = 0

    @property
    def days(self) -> list[Cell]:
        """The days on which something fell due: the table behind the picture."""
        return [cell for week in self.weeks for cell in week if cell.inside and cell.total]


def read_month(viewer: Viewer, first: date, at: datetime) -> Month:
    """The month that begins on `first`, and what was done today: one query."""
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    counts: dict[date, Counter[str]] = defaultdict(Counter)
    ended_today = 0
    for due_at, state, n, ended in _counted(viewer, first, last, at):
        ended_today += ended
        if first <= (on := business_date(due_at - BLINK)) <= last:
            counts[on][_shown_state(state, due_at, at)] += n
    grid = Calendar().monthdatescalendar(first.year, first.month)
    weeks = [[Cell(on, on.month == first.month, dict(counts.get(on, {}))) for on in week] for week in grid]
    totals: Counter[str] = Counter()
    for found in counts.values():
        totals.update(found)
    return Month(first, weeks, dict(totals), ended_today)


def _counted(viewer: Viewer, first: date, last: date, at: datetime) -> QuerySet[Duty, Any]:
    """(due, state, how many, how many of them done today). Own duties and those of a role apart: each half is
    answered by its own index alone, `duty_of_person` and `duty_of_role`; with OR the rows themselves are read."""
    due = Q(due_at__gt=day_start(first), due_at__lte=day_end(last)) & ~Q(state__in=NOT_SHOWN)
    ended = Q(state__in=[State.MET, State.LATE], closed_at__gte=day_start(business_date(at)), closed_at__lte=at)
    own, *roles = (
        Duty.objects.filter(whose, due | ended)
        .order_by()
        .values_list("due_at", "state")
        .annotate(n=Count("due_at"), ended=Count("due_at", filter=ended))
        for whose in owners(viewer)
    )
    return own.union(*roles, all=True)


def due_on(viewer: Viewer, on: date) -> QuerySet[Duty]:
    """The duties of a person that fell due on a day, however they ended."""
    return _due_between(viewer, on, on).order_by("state", "due_at", "pk")


def _due_between(viewer: Viewer, first: date, last: date) -> QuerySet[Duty]:
    found = Duty.objects.filter(owned(viewer), due_at__gt=day_start(first), due_at__lte=day_end(last))
    return found.exclude(state__in=NOT_SHOWN)


def _shown_state(state: str, due_at: datetime, at: datetime) -> str:
    return "overdue" if state == State.OPEN and due_at <= at else state

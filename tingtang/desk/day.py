"""My day: one card per customer with all its duties, grouped by clock, ranked as the night ranked them.

The list of one person is as long as that person's own portfolio at most; it is grouped in the database, ranked here,
and only the cards of one page are read in full.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import inf
from typing import Any, Literal

from django.db.models import Count, Max, Min, Q, QuerySet

from tingtang.customers.models import Customer
from tingtang.duties.models import Duty, State, Task
from tingtang.organisation.access import Viewer
from tingtang.shared.times import business_date, day_end, day_start

PAGE = 20  # cards a page
HEAD, TAIL, WHOLE = 3, 4, 11  # digits of a mobile number: those its mask shows (shared.masking), and all
Group = Literal["late", "today", "soon"]
GROUPS: tuple[Group, ...] = ("late", "today", "soon")


@dataclass(frozen=True)
class Filters:
    """What the address of my day says. `state`: "" all of today, a group, or "waiting" (beyond what the day holds)."""

    state: str = ""
    clause: str = ""
    tier: str = ""
    q: str = ""
    page: int = 1


@dataclass(frozen=True)
class Line:
    """One subject of the day before its card is read: where it stands and why there."""

    subject_kind: str
    subject_id: str
    due_at: datetime
    group: Group
    rank: float
    score: int
    within_cap: bool


@dataclass
class Day:
    """The lines of a person's day under some filters, and the counts that do not depend on the group chosen."""

    lines: list[Line]
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def pages(self) -> int:
        """How many pages the lines fill, at least one."""
        return max(1, -(-len(self.lines) // PAGE))

    def page(self, number: int) -> list[Line]:
        """The lines of one page; a number past the end gives the last page."""
        start = (min(max(1, number), self.pages) - 1) * PAGE
        return self.lines[start : start + PAGE]


def owned(viewer: Viewer) -> Q:
    """Duties of the viewer: their own, of those they stand in for, of roles they hold at an institution."""
    mine = Q(owner_staff__in={viewer.staff_id, *viewer.stands_in_for})
    for post in viewer.posts:
        mine |= Q(owner_staff=None, owner_role=post.position, institution=post.institution_id)
    return mine


def shown_duties(viewer: Viewer, at: datetime) -> QuerySet[Duty]:
    """Open duties of the viewer whose ideal date has come."""
    return Duty.objects.filter(owned(viewer), state=State.OPEN, show_at__lte=at)


def read_day(viewer: Viewer, filters: Filters, at: datetime) -> Day:
    """The day of a viewer under filters, ranked: three queries, whatever the length."""
    tasks = _tasks(viewer, at)
    lines = [_line(row, tasks, at) for row in _grouped(viewer, filters, at)]
    inside = [line for line in lines if line.within_cap]
    counts: dict[str, int] = {group: sum(line.group == group for line in inside) for group in GROUPS}
    counts |= {"": len(inside), "waiting": len(lines) - len(inside)}
    chosen = [line for line in lines if not line.within_cap] if filters.state == "waiting" else inside
    if filters.state in GROUPS:
        chosen = [line for line in chosen if line.group == filters.state]
    order = {group: place for place, group in enumerate(GROUPS)}
    chosen.sort(key=lambda line: (order[line.group], line.rank, -line.score, line.due_at, line.subject_id))
    return Day(chosen, counts)


def _grouped(viewer: Viewer, filters: Filters, at: datetime) -> Iterable[Mapping[str, Any]]:
    duties = shown_duties(viewer, at)
    if filters.clause:
        duties = duties.filter(subject_id__in=duties.filter(clause=filters.clause).values("subject_id"))
    if filters.tier or filters.q:
        duties = duties.filter(subject_kind="customer", subject_id__in=_customers(viewer, filters).values("pk"))
    return duties.order_by().values("subject_kind", "subject_id").annotate(due=Min("due_at"), top=Max("score"))


def _customers(viewer: Viewer, filters: Filters) -> QuerySet[Customer]:
    found = Customer.objects.filter(manager__in={viewer.staff_id, *viewer.stands_in_for})
    if filters.tier:
        found = found.filter(tier=filters.tier)
    if filters.q:
        number = Q(customer_id__iexact=filters.q)
        found = found.filter(Q(name__icontains=filters.q) | _phone(filters.q) | number)
    return found


def _phone(typed: str) -> Q:
    """Numbers that look like what was typed, by the digits their mask shows: a longer tail would find out the others,
    digit by digit and without the trace that a reveal leaves."""
    if len(typed) < TAIL or not (typed.isascii() and typed.isdecimal()):
        return Q(pk__in=[])
    head = Q(phone__startswith=typed[:HEAD]) if len(typed) >= WHOLE else Q()
    return head & Q(phone__endswith=typed[-TAIL:])


def _tasks(viewer: Viewer, at: datetime) -> dict[tuple[str, str], tuple[int, bool]]:
    """What the latest night ranked for this person: (subject kind, id) -> (rank, within the cap)."""
    latest = Task.objects.filter(staff=viewer.staff_id, on__lte=business_date(at)).aggregate(on=Max("on"))["on"]
    if latest is None:
        return {}
    rows = Task.objects.filter(staff=viewer.staff_id, on=latest)
    return {(kind, key): (rank, within) for kind, key, rank, within in rows.values_list(
        "subject_kind", "subject_id", "rank", "within_cap"
    )}  # fmt: skip


def _line(row: Mapping[str, Any], tasks: dict[tuple[str, str], tuple[int, bool]], at: datetime) -> Line:
    kind, key, due = row["subject_kind"], row["subject_id"], row["due"]
    rank, within = tasks.get((kind, key), (inf, True))
    group = group_of(due, at)
    # What is due today or late is never put off: the cap holds back only what can wait.
    return Line(kind, key, due, group, rank, row["top"], within or group != "soon")


def group_of(due_at: datetime, at: datetime) -> Group:
    """late, due today, or soon (its ideal date has come, its last has not)."""
    if due_at <= at:
        return "late"
    return "today" if due_at <= day_end(business_date(at)) else "soon"


def clauses(viewer: Viewer, at: datetime) -> list[tuple[str, int]]:
    """The clauses of the day with how many duties each, for the filter."""
    rows = shown_duties(viewer, at).order_by().values_list("clause").annotate(n=Count("pk"))
    return sorted(rows)


def ended_today(viewer: Viewer, at: datetime) -> int:
    """How many duties of the viewer were done today, in time or late."""
    done = Duty.objects.filter(owned(viewer), state__in=[State.MET, State.LATE])
    return done.filter(closed_at__gte=day_start(business_date(at)), closed_at__lte=at).count()

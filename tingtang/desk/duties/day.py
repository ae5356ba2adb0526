"""My day: one card per customer with all its duties, grouped by clock, ranked as the night ranked them.

The list of one person is as long as that person's own portfolio at most; it is asked for once, grouped and ranked here,
and only the cards of one page are read in full.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from math import inf
from operator import or_
from typing import Literal, NamedTuple

from django.db.models import Q, QuerySet

from tingtang.customers.models import Customer
from tingtang.duties.models import Duty, State, Task
from tingtang.organisation.access import Viewer
from tingtang.shared.times import business_date, day_end

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


class Owed(NamedTuple):
    """An open duty of the day, as the one question to the ledger tells it; with its period the ledger finds it again
    without looking into every quarter."""

    id: int
    period_on: date
    subject_kind: str
    subject_id: str
    clause: str
    due_at: datetime
    score: int


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
    owed: tuple[Owed, ...]


@dataclass
class Day:
    """The lines of a person's day under some filters, and the counts that do not depend on the group chosen.

    `clauses`: those of the whole day with how many duties each, whatever the filters. `customers_only`: the cards are
    customers one and all, and counted as such.
    """

    lines: list[Line]
    counts: dict[str, int]
    clauses: list[tuple[str, int]]
    customers_only: bool

    @property
    def pages(self) -> int:
        """How many pages the lines fill, at least one."""
        return max(1, -(-len(self.lines) // PAGE))

    def page(self, number: int) -> list[Line]:
        """The lines of one page; a number past the end gives the last page."""
        start = (min(max(1, number), self.pages) - 1) * PAGE
        return self.lines[start : start + PAGE]


def owners(viewer: Viewer) -> list[Q]:
    """Whose duties are the viewer's: their own and those of whom they stand in for, then those of each role held."""
    roles = [Q(owner_staff=None, owner_role=one.position, institution=one.institution_id) for one in viewer.posts]
    return [Q(owner_staff__in={viewer.staff_id, *viewer.stands_in_for}), *roles]


def owned(viewer: Viewer) -> Q:
    """Duties of the viewer: their own, of those they stand in for, of roles they hold at an institution."""
    return reduce(or_, owners(viewer))


def shown_duties(viewer: Viewer, at: datetime) -> QuerySet[Duty]:
    """Open duties of the viewer whose ideal date has come."""
    return Duty.objects.filter(owned(viewer), state=State.OPEN, show_at__lte=at)


def read_day(viewer: Viewer, filters: Filters, at: datetime) -> Day:
    """The day of a viewer under filters, ranked: one question to the ledger and one for the night's ranks, whatever the
    length; one more for a filter by what a customer is."""
    owed = [Owed(*row) for row in shown_duties(viewer, at).order_by().values_list(*Owed._fields)]
    tasks = _tasks(viewer, at)
    lines = [_line(subject, found, tasks, at) for subject, found in _grouped(viewer, filters, owed).items()]
    inside = [line for line in lines if line.within_cap]
    counts: dict[str, int] = {group: sum(line.group == group for line in inside) for group in GROUPS}
    counts |= {"": len(inside), "waiting": len(lines) - len(inside)}
    chosen = [line for line in lines if not line.within_cap] if filters.state == "waiting" else inside
    if filters.state in GROUPS:
        chosen = [line for line in chosen if line.group == filters.state]
    order = {group: place for place, group in enumerate(GROUPS)}
    chosen.sort(key=lambda line: (order[line.group], line.rank, -line.score, line.due_at, line.subject_id))
    customers_only = all(line.subject_kind == "customer" for line in inside)
    return Day(chosen, counts, sorted(Counter(one.clause for one in owed).items()), customers_only)


def _grouped(viewer: Viewer, filters: Filters, owed: Iterable[Owed]) -> dict[tuple[str, str], list[Owed]]:
    subjects: dict[tuple[str, str], list[Owed]] = {}
    for one in owed:
        subjects.setdefault((one.subject_kind, one.subject_id), []).append(one)
    if filters.tier or filters.q:
        known = {("customer", key) for key in _customers(viewer, filters).values_list("pk", flat=True)}
        subjects = {subject: found for subject, found in subjects.items() if subject in known}
    if filters.clause:
        subjects = {s: found for s, found in subjects.items() if any(one.clause == filters.clause for one in found)}
    return subjects


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
    """What the latest night ranked for this person and whom they stand in for: subject -> (rank, within the cap)."""
    theirs = Task.objects.filter(staff__in={viewer.staff_id, *viewer.stands_in_for}, on__lte=business_date(at))
    rows = theirs.filter(on=theirs.order_by("-on").values("on")[:1])
    return {(kind, key): (rank, within) for kind, key, rank, within in rows.values_list(
        "subject_kind", "subject_id", "rank", "within_cap"
    )}  # fmt: skip


def _line(
    subject: tuple[str, str], owed: list[Owed], tasks: dict[tuple[str, str], tuple[int, bool]], at: datetime
) -> Line:
    due, top = min(one.due_at for one in owed), max(one.score for one in owed)
    rank, within = tasks.get(subject, (inf, True))
    group = group_of(due, at)
    # What is due today or late is never put off: the cap holds back only what can wait.
    return Line(*subject, due, group, rank, top, within or group != "soon", tuple(owed))


def group_of(due_at: datetime, at: datetime) -> Group:
    """late, due today, or soon (its ideal date has come, its last has not)."""
    if due_at <= at:
        return "late"
    return "today" if due_at <= day_end(business_date(at)) else "soon"

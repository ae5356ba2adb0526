"""Figures of complaints: by cause, unit, product, handler, on time, repeat; only of cases the viewer may read.

Two readings, each of which counts a case once (adr/0094): by the unit concerned, wherever it is dealt with; and by the
place that deals with it, whatever unit it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, QuerySet

from tingtang.complaints.models import Complaint, Handling, State
from tingtang.complaints.standing import visible
from tingtang.duties.models import Duty
from tingtang.duties.models import State as DutyState
from tingtang.organisation.access import Viewer, subtree

READINGS = {"about": "institution", "dealt": "place"}  # reading -> the field of the case that says where it counts
ON_TIME = "complaint.regulator"


@dataclass
class Line:
    """One line of a table: how many came in, are open, were upheld, came back (`renewed` within the quiet days of the
    case, `repeats` of a cause the same customer complained of before in the period), answered in time, late or owed."""

    received: int = 0
    open: int = 0
    upheld: int = 0
    renewed: int = 0
    repeats: int = 0
    in_time: int = 0
    late: int = 0
    overdue: int = 0

    @property
    def answered(self) -> int:
        """Answered, or overdue: what a share in time is of."""
        return self.in_time + self.late + self.overdue


@dataclass
class Figures:
    """A period of a place."""

    total: Line = field(default_factory=Line)
    causes: dict[str, Line] = field(default_factory=dict)
    units: dict[str, Line] = field(default_factory=dict)
    products: dict[str, Line] = field(default_factory=dict)
    businesses: dict[str, Line] = field(default_factory=dict)
    handlers: dict[str, Line] = field(default_factory=dict)
    weeks: dict[date, int] = field(default_factory=dict)


def figures(viewer: Viewer, place_id: str, first: date, last: date, at: datetime, *, reading: str = "about") -> Figures:
    """Cases received from `first` to `last` that are about a place or a unit below it (`about`), or dealt with there
    (`dealt`): four queries."""
    found = _of(viewer, place_id, reading).filter(on__range=(first, last))
    rows = list(found.only(*FIELDS))
    verdicts = _verdicts([row.pk for row in rows], at)
    handlers = _handlers(found)
    made, again = Figures(), _repeats(rows)
    for row in rows:
        _count(made, row, verdicts.get(row.pk, ""), handlers.get(row.pk, ()), again=row.pk in again)
    return made


FIELDS = (
    "pk", "cause", "business", "institution_id", "products", "state", "upheld", "round", "on", "customer_id", "phone",
    "follows",
)  # fmt: skip


def _verdicts(keys: list[int], at: datetime) -> dict[int, str]:
    """How the regulator's time was kept, by case; open and not yet due: nothing."""
    wanted = {f"{pk}.1" for pk in keys}
    found: dict[int, str] = {}
    rows = Duty.objects.filter(subject_kind="case", kind=ON_TIME).values_list("subject_id", "state", "due_at")
    for subject, state, due_at in rows:
        if subject in wanted:
            overdue = state == DutyState.OPEN and due_at <= at
            found[int(subject.split(".")[0])] = "overdue" if overdue else state
    return found


def _handlers(found: QuerySet[Complaint]) -> Mapping[int, tuple[str, ...]]:
    rows = Handling.objects.filter(complaint__in=found.order_by().values("pk")).values_list("complaint_id", "staff_id")
    made: dict[int, tuple[str, ...]] = {}
    for pk, staff in rows:
        made[pk] = (*made.get(pk, ()), staff)
    return made


def _repeats(rows: Iterable[Complaint]) -> set[int]:
    """Cases of somebody who complained before in the period about the same cause, and those that name one before."""
    seen: set[tuple[str, str]] = set()
    found: set[int] = set()
    for row in sorted(rows, key=lambda one: (one.on, one.pk)):
        who = (row.customer_id or row.phone, row.cause)
        if row.follows_id or (who[0] and who in seen):
            found.add(row.pk)
        seen.add(who)
    return found


def _count(made: Figures, row: Complaint, verdict: str, handlers: Iterable[str], *, again: bool) -> None:
    monday = date.fromordinal(row.on.toordinal() - row.on.weekday())
    made.weeks[monday] = made.weeks.get(monday, 0) + 1
    lines = [
        made.total,
        made.causes.setdefault(row.cause, Line()),
        made.units.setdefault(row.institution_id, Line()),
        made.businesses.setdefault(row.business, Line()),
        *(made.products.setdefault(str(name), Line()) for name in row.products),
        *(made.handlers.setdefault(who, Line()) for who in handlers),
    ]
    for line in lines:
        _add(line, row, verdict)
        line.repeats += again


def _add(line: Line, row: Complaint, verdict: str) -> None:
    line.received += 1
    line.open += row.state != State.CLOSED
    line.upheld += bool(row.upheld)
    line.renewed += row.round > 1
    line.in_time += verdict == DutyState.MET
    line.late += verdict in (DutyState.LATE, DutyState.MISSED)
    line.overdue += verdict == "overdue"


def _of(viewer: Viewer, place_id: str, reading: str) -> QuerySet[Complaint]:
    return visible(viewer).filter(**{f"{READINGS[reading]}__in": subtree([place_id])})


def open_now(viewer: Viewer, place_id: str, reading: str = "about") -> int:
    """Open cases of a place in this reading, whenever they came in."""
    found = _of(viewer, place_id, reading).exclude(state=State.CLOSED)
    return int(found.aggregate(n=Count("pk"))["n"])

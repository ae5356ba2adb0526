"""What the page of a case shows of its clocks: each with its end, why that day, what it was before; on one axis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tingtang.complaints.queries import Shown
from tingtang.desk.complaints.steps import Step
from tingtang.desk.complaints.words import complaint_department
from tingtang.desk.formats import Clock as Chip
from tingtang.desk.formats import clock as chip_of
from tingtang.desk.language import lang
from tingtang.desk.noted import noted
from tingtang.desk.sentences import sentence
from tingtang.duties.models import Duty
from tingtang.manual.queries import rulebook
from tingtang.organisation.calendar_queries import working_calendar
from tingtang.organisation.capabilities import NO_CUSTOMERS
from tingtang.organisation.models import InstitutionTree, Staff
from tingtang.organisation.tree import employed
from tingtang.shared.calendar import WorkingCalendar
from tingtang.shared.clock_record import Clock
from tingtang.shared.pauses import ClockError
from tingtang.shared.times import business_date

WIDE = 1000  # of the axis, in its own units


@dataclass(frozen=True)
class Ticking:
    """A clock of the case. `lines`: why it ends then. `x`, `width`: its place on the axis; `tone` its state there."""

    duty: Duty
    title: str
    sentence: str
    owner: str
    chip: Chip | None
    lines: tuple[str, ...]
    moved: tuple[tuple[str, str, str], ...]
    x: float
    width: float
    tone: str


@dataclass(frozen=True)
class Clocks:
    """All clocks, open ones first and soonest due; `now_x`: where today stands on the axis."""

    open: tuple[Ticking, ...]
    ended: tuple[Ticking, ...]
    now_x: float
    first: datetime
    last: datetime

    @property
    def all(self) -> tuple[Ticking, ...]:
        """In the order they were started."""
        return tuple(sorted((*self.open, *self.ended), key=lambda one: (one.duty.opened_at, one.duty.due_at)))


def clocks_of(found: Shown, at: datetime) -> Clocks:
    """The clocks of a case, with one look at the calendar."""
    calendar = working_calendar()
    first = found.case.received_at
    last = max([at, *(one.due_at for one in found.duties)])
    axis = (first, last)
    made = [_ticking(found, one, at, calendar, axis) for one in found.duties]
    return Clocks(
        open=tuple(sorted((one for one in made if one.chip), key=lambda one: one.duty.due_at)),
        ended=tuple(one for one in made if not one.chip),
        now_x=_x(at, axis), first=first, last=last,
    )  # fmt: skip


def _x(at: datetime, axis: tuple[datetime, datetime]) -> float:
    first, last = axis
    whole = (last - first).total_seconds() or 1
    return round(max(0.0, min(1.0, (at - first).total_seconds() / whole)) * WIDE, 1)


def _ticking(
    found: Shown, duty: Duty, at: datetime, calendar: WorkingCalendar, axis: tuple[datetime, datetime]
) -> Ticking:
    kind = rulebook().kinds.get(duty.kind)
    is_open = duty.state == "open"
    starts, ends = _x(duty.opened_at, axis), _x(duty.due_at, axis)
    return Ticking(
        duty=duty,
        title=kind.title.pick(lang()) if kind else duty.kind,
        sentence=sentence(kind, duty.told, business_date(at)) if kind else duty.kind,
        owner=duty.owner_staff.name if duty.owner_staff else duty.owner_role,
        chip=chip_of(duty.due_at, at, provisional=duty.due_provisional) if is_open else None,
        lines=_lines(duty, calendar),
        moved=tuple(
            (
                str(one.detail.get("before", ""))[:16],
                str(one.detail.get("after", ""))[:16],
                noted(one.detail.get("reason")),
            )
            for one in found.moved.get(duty.pk, ())
        ),
        x=starts,
        width=max(6.0, ends - starts),
        tone=_tone(duty, at),
    )


def _tone(duty: Duty, at: datetime) -> str:
    if duty.state != "open":
        return "met" if duty.state == "met" else "open" if duty.state == "cancelled" else "missed"
    return "missed" if duty.due_at <= at else "late"


def _lines(duty: Duty, calendar: WorkingCalendar) -> tuple[str, ...]:
    """How the end was found; a time that somebody set has no account."""
    if not duty.clock:
        return ()
    try:
        return Clock.read(duty.clock).run(calendar).explain("en" if lang() == "en" else "zh")
    except ClockError:
        return ()


def names_for(found: Shown, at: datetime) -> list[Staff]:
    """Whom a step may name: people of the place, of where it happened, and above; nobody whom it is about."""
    if not found.coordinates:
        return []  # nobody else is offered a step that names people
    places = [found.case.place_id, found.case.institution_id]
    line = InstitutionTree.objects.filter(descendant__in=places).values("ancestor")
    about = found.case.concerned.values("staff")
    people = Staff.objects.filter(employed(business_date(at)), institution__in=line).exclude(position__in=NO_CUSTOMERS)
    return list(people.exclude(pk__in=about).select_related("institution").order_by("institution", "name", "pk")[:200])


def choices_of(step: Step) -> list[tuple[str, str]]:
    """The departments, for the step that names one."""
    if step.key != "department":
        return []
    return [(code, complaint_department(code)) for code in rulebook().complaint_codes.departments]

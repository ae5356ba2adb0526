"""The overview of a place: figures of complaints as tables and charts, each line with its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tingtang.complaints.actions.seats import KIND as SEAT
from tingtang.complaints.figures import READINGS, Figures, Line, figures, open_now
from tingtang.desk.complaints.words import complaint_business, complaint_cause
from tingtang.desk.formats import Clock, clock
from tingtang.desk.language import t
from tingtang.desk.names import institution_name
from tingtang.desk.sentences import sentence
from tingtang.duties.models import Duty, State
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import Viewer, may_at, subtree
from tingtang.organisation.models import Institution, InstitutionKind, Staff
from tingtang.shared.times import business_date

DEALS = (InstitutionKind.DEPARTMENT, InstitutionKind.PRIVATE_BANK)  # of others' units: nothing happens there
MOST = 20  # lines of a table on the page; the file holds them all


@dataclass(frozen=True)
class Named:
    """A line of a table."""

    key: str
    name: str
    line: Line


@dataclass(frozen=True)
class Overview:
    """Everything the page shows."""

    place: Institution
    first: date
    last: date
    reading: str
    figures: Figures
    open: int
    tables: tuple[tuple[str, tuple[Named, ...]], ...]
    trend: dict[str, Any]
    causes: dict[str, Any]
    above: Institution | None
    below: tuple[Institution, ...]
    seats: tuple[tuple[Duty, str, Clock], ...]

    @property
    def query(self) -> str:
        """The period as it stands in an address."""
        return f"from={self.first}&to={self.last}&reading={self.reading}"

    @property
    def readings(self) -> list[tuple[str, str, bool, None]]:
        """The two readings, to change between: words, address, whether it is this one."""
        kept = f"?institution={self.place.pk}&from={self.first}&to={self.last}&reading="
        words = {"about": t("按被投诉机构", "By unit concerned"), "dealt": t("按处理机构", "By who deals with it")}
        return [(said, kept + code, code == self.reading, None) for code, said in words.items()]


def overview_of(
    viewer: Viewer, place: Institution, first: date, last: date, at: datetime, reading: str = ""
) -> Overview:
    """Read the figures of a place and period: ten queries at most. Unless one of the two readings is asked for, what a
    department or the private bank deals with is its own, and of any other place what is about it."""
    if reading not in READINGS:
        reading = "dealt" if place.kind in DEALS else "about"
    found = figures(viewer, place.pk, first, last, at, reading=reading)
    units = {row.pk: institution_name(row) for row in Institution.objects.filter(pk__in=list(found.units))}
    people = dict(Staff.objects.filter(pk__in=list(found.handlers)).values_list("pk", "name"))
    tables = (
        (t("原因", "Cause"), _rows(found.causes, complaint_cause)),
        (t("被投诉机构", "Unit concerned"), _rows(found.units, lambda key: units.get(key, key))),
        (t("业务", "Business"), _rows(found.businesses, complaint_business)),
        (t("产品", "Product"), _rows(found.products, str)),
        (t("处理人", "Handler"), _rows(found.handlers, lambda key: people.get(key, key))),
    )
    up = place.parent if place.parent_id and may_at(viewer, "complaint.figures", place.parent_id) else None
    return Overview(
        place=place, first=first, last=last, reading=reading, figures=found,
        open=open_now(viewer, place.pk, reading), tables=tables,
        trend=_trend(found, first, last), causes=_bars(tables[0][1]), above=up,
        below=tuple(Institution.objects.filter(parent=place).order_by("pk")[:60]), seats=_seats(place, at),
    )  # fmt: skip


def _seats(place: Institution, at: datetime) -> tuple[tuple[Duty, str, Clock], ...]:
    """Seats of the routing table at and below the place that nobody fills, with the duty to fill them."""
    kind = rulebook().kinds[SEAT]
    found = Duty.objects.filter(kind=SEAT, state=State.OPEN, subject_id__in=subtree([place.pk]))
    return tuple(
        (duty, sentence(kind, duty.inputs, business_date(at)), clock(duty.due_at, at, provisional=duty.due_provisional))
        for duty in found.select_related("owner_staff").order_by("due_at", "pk")[:MOST]
    )


def _rows(lines: Mapping[str, Line], name: Callable[[str], str]) -> tuple[Named, ...]:
    made = [Named(key, name(key), line) for key, line in lines.items()]
    return tuple(sorted(made, key=lambda one: (-one.line.received, one.name)))


def _trend(found: Figures, first: date, last: date) -> dict[str, Any]:
    """How many came in, week by week; weeks without one count as none."""
    monday, days = first - timedelta(days=first.weekday()), []
    while monday <= last:
        days.append(monday)
        monday += timedelta(days=7)
    return {
        "x": [day.isoformat() for day in days],
        "y": [found.weeks.get(day, 0) for day in days],
        "name": t("每周受理", "Received a week"),
    }


def _bars(rows: tuple[Named, ...]) -> dict[str, Any]:
    """Causes by number, the commonest first, with those that were upheld."""
    shown = rows[:8]
    return {
        "x": [row.name for row in shown],
        "y": [row.line.received for row in shown],
        "z": [row.line.upheld for row in shown],
        "name": t("受理", "Received"),
        "second": t("成立", "Upheld"),
    }

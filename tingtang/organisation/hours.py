"""When an institution is open: the day's exception, else its working hours, else those of the nearest one above."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Literal

from tingtang.organisation.models import DayKind, Institution, OpeningException, WorkingHours
from tingtang.organisation.tree import paths_of
from tingtang.shared.calendar import WorkingCalendar

Why = Literal["exception", "hours", "calendar", "not_open_yet", "closed_for_good"]


@dataclass(frozen=True)
class Opening:
    """Whether and when an institution is open on a day. Times are unknown (None) when only the calendar speaks."""

    on: date
    is_open: bool
    why: Why
    opens: time | None = None
    closes: time | None = None
    reason: str = ""
    said_by: str = ""  # the institution whose line it is


def day_kind(day: date, calendar: WorkingCalendar) -> DayKind:
    """The kind of a day: make-up days are working days, festivals on a weekday or weekend are holidays."""
    if calendar.is_working(day):
        return DayKind.WORKING
    return DayKind.HOLIDAY if calendar.holiday_name(day) else DayKind.REST


def opening_calendar(institution: Institution, first: date, days: int, calendar: WorkingCalendar) -> list[Opening]:
    """The openings of `days` days from `first`. Without any line here or above, open on working days."""
    return opening_calendars([institution], first, days, calendar)[institution.institution_id]


def opening_calendars(
    institutions: Iterable[Institution], first: date, days: int, calendar: WorkingCalendar
) -> dict[str, list[Opening]]:
    """The same of many institutions, by their ids: three queries, whatever their number."""
    places = {one.institution_id: one for one in institutions}
    last = first + timedelta(days=days - 1)
    differing = OpeningException.objects.filter(institution__in=places, on__range=(first, last))
    exceptions = {(row.institution_id, row.on): row for row in differing}
    paths = paths_of(places)
    lines: defaultdict[str, list[WorkingHours]] = defaultdict(list)
    reached = {above for path in paths.values() for above in path}
    for row in WorkingHours.objects.filter(institution__in=reached, from_on__lte=last).order_by("from_on"):
        lines[row.institution_id].append(row)
    span = [first + timedelta(days=n) for n in range(days)]
    return {
        key: [
            _standing(one, day, exceptions.get((key, day))) or _usual(day, paths[key], lines, calendar) for day in span
        ]
        for key, one in places.items()
    }


def open_on(institutions: Iterable[Institution], day: date, calendar: WorkingCalendar) -> list[Institution]:
    """Those of the institutions that are open on a day, in their order: three queries."""
    places = list(institutions)
    openings = opening_calendars(places, day, 1, calendar)
    return [one for one in places if openings[one.institution_id][0].is_open]


def opening_hours(institution: Institution, day: date, calendar: WorkingCalendar) -> Opening:
    """When the institution is open on a day."""
    return opening_calendar(institution, day, 1, calendar)[0]


def is_open(institution: Institution, day: date, calendar: WorkingCalendar) -> bool:
    """Whether the institution is open at all on a day."""
    return opening_hours(institution, day, calendar).is_open


def _standing(institution: Institution, day: date, exception: OpeningException | None) -> Opening | None:
    """What goes before the usual hours: not open yet, closed for good, a day that differs."""
    if institution.opened_on and day < institution.opened_on:
        return Opening(day, False, "not_open_yet")
    if institution.closed_on and day >= institution.closed_on:
        return Opening(day, False, "closed_for_good")
    if exception is None:
        return None
    times, here = (exception.opens, exception.closes), institution.institution_id
    return Opening(day, exception.opens is not None, "exception", *times, exception.reason, here)


def _usual(
    day: date, path: Sequence[str], lines: Mapping[str, list[WorkingHours]], calendar: WorkingCalendar
) -> Opening:
    """The line in force: of the nearest institution that has one for this kind of day, its latest from-date."""
    kind = day_kind(day, calendar)
    rows = (row for key in path for row in reversed(lines.get(key, [])))
    line = next((row for row in rows if row.day_kind == kind and row.from_on <= day), None)
    if line is None:
        return Opening(day, calendar.is_working(day), "calendar")
    return Opening(day, line.opens is not None, "hours", line.opens, line.closes, "", line.institution_id)

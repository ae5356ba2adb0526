"""The working calendar in force: the kept package, with the imported years over it."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from tingtang.organisation.models import CalendarDay, CalendarYear
from tingtang.shared.calendar import CalendarDay as SettledDay
from tingtang.shared.calendar import WorkingCalendar


def working_calendar() -> WorkingCalendar:
    """The calendar for every clock. One small query; the days are read again only after an import, by any process."""
    return _calendar(tuple(CalendarYear.objects.order_by("year").values_list("year", "digest")))


def imported_days(year: int) -> dict[date, SettledDay]:
    """The imported days of a year; none when it was never imported."""
    days = CalendarDay.objects.filter(year=year).values_list("day", "name", "is_off")
    return {day: SettledDay(name, is_off) for day, name, is_off in days}


@lru_cache(maxsize=4)
def _calendar(imported: tuple[tuple[int, str], ...]) -> WorkingCalendar:
    calendar = WorkingCalendar.package()
    for year, _digest in imported:
        calendar = calendar.with_year(year, imported_days(year))
    return calendar

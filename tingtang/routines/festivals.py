"""When the holiday of a festival is over, so that its decoration comes down in time (A4.4). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from tingtang.manual.rules.festivals import falls_on
from tingtang.shared.calendar import WorkingCalendar

PARTS = 4  # name/calendar/month/day, as in the value festival.days
ONE = timedelta(days=1)


def codes(festivals: Iterable[str]) -> list[str]:
    """The festivals of the value festival.days, by code."""
    return [word.split("/")[0] for word in festivals]


def holiday_end(code: str, shown_on: date, festivals: Iterable[str], calendar: WorkingCalendar) -> date:
    """The last day of the public holiday for which something shown on `shown_on` is meant: the first that ends then or
    later. A festival that is no holiday, or whose year is not published yet, ends on its own day. KeyError: no such."""
    word = next((one for one in festivals if one.split("/")[0] == code), None)
    if word is None:
        raise KeyError(code)
    _, kind, month, day = word.split("/", PARTS - 1)
    years = (shown_on.year - 1, shown_on.year, shown_on.year + 1)
    ends = [_end(on, calendar) for year in years if (on := falls_on(kind, int(month), int(day), year))]
    return next((end for end in ends if end >= shown_on), shown_on)


def _end(on: date, calendar: WorkingCalendar) -> date:
    if calendar.holiday_name(on) is None:
        return on
    while calendar.holiday_name(on + ONE) is not None:
        on += ONE
    return on

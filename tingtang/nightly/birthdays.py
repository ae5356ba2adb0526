"""The calendar turned round: which dates of birth have their birthday in the next days (A31.6).

Readings: a 29 February is kept on 28 February in a common year; those of lunar birthdays stand in shared.lunar.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterator
from datetime import date, timedelta

from tingtang.shared.lunar import births_kept_on


def birth_dates(first: date, last: date, since: date) -> list[tuple[date, str, date]]:
    """(date of birth, calendar, birthday): birthdays from `first` to `last`, both included; births from `since`."""
    found: list[tuple[date, str, date]] = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        found += [(born, "solar", day) for born in _solar(day, since) if born >= since]
        found += [(born, "lunar", day) for born in births_kept_on(day, since)]
    return found


def _solar(day: date, since: date) -> Iterator[date]:
    for year in range(since.year, day.year):
        if (day.month, day.day) != (2, 29) or isleap(year):
            yield day.replace(year=year)
        if (day.month, day.day) == (2, 28) and not isleap(day.year) and isleap(year):
            yield date(year, 2, 29)

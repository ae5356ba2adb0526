"""When a birthday falls (A31.6). A birth date is Gregorian; the calendar says in which one it is kept."""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta

from tingtang.shared.lunar import LunarError, birthday_in, to_lunar


def next_birthday(birth_date: date, calendar: str, today: date, lead_days: int) -> date | None:
    """The day from `today` to `lead_days` later on which the birthday falls, or None.

    Somebody born on 29 February celebrates on the 28th in a common year. Lunar: see shared.lunar.birthday_in for leap
    months and for months without a 30th. The day of birth itself is no birthday.
    """
    last = today + timedelta(days=lead_days)
    years = range(today.year - 1, last.year + 1)  # a lunar year ends in the Gregorian year after its own
    found = [_lunar(birth_date, year) if calendar == "lunar" else _solar(birth_date, year) for year in years]
    return min((day for day in found if day and today <= day <= last and day > birth_date), default=None)


def _solar(birth_date: date, year: int) -> date:
    if (birth_date.month, birth_date.day) == (2, 29) and not isleap(year):
        return date(year, 2, 28)
    return birth_date.replace(year=year)


def _lunar(birth_date: date, year: int) -> date | None:
    try:
        return birthday_in(to_lunar(birth_date), year)
    except LunarError:  # outside the years the calendar is known for
        return None

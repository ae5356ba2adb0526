"""Lunar dates, 1900 to 2100, and lunar birthdays (A31.6).

Readings of a lunar birthday (docs/adr/lunar.md):

- Who was born in a leap month keeps the birthday in the ordinary month of that number, every year.
- Who was born on the 30th keeps it on the 29th where the month has no 30th.

So each lunar year has exactly one birthday; a Gregorian year has none, one or two (births in the last lunar month).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from tingtang.shared.lunar_table import FIRST_DAY, FIRST_YEAR, YEARS, months
from tingtang.shared.text import Lang

FIRST, LAST = date(1900, 1, 1), date(2100, 12, 31)


class LunarError(ValueError):
    """A date outside 1900 to 2100, or a lunar date that does not exist."""


@dataclass(frozen=True, slots=True, order=True)
class LunarDate:
    """A day of the lunar calendar; `leap` when its month is the intercalary one of that number."""

    year: int
    month: int
    day: int
    leap: bool = False

    def text(self, lang: Lang) -> str:
        """The date in words: 农历1979年闰六月初一."""
        if lang == "en":
            return f"lunar {self.year}-{'leap ' if self.leap else ''}{self.month}-{self.day}"
        return f"农历{self.year}年{'闰' if self.leap else ''}{_MONTHS[self.month - 1]}月{_day_zh(self.day)}"


class _Month(NamedTuple):
    """A lunar month: the ordinal of its first day, its name, its length."""

    start: int
    year: int
    month: int
    leap: bool
    days: int


def _lay_out() -> list[_Month]:
    start, found = FIRST_DAY.toordinal(), []
    for year in range(FIRST_YEAR, FIRST_YEAR + len(YEARS)):
        for month, leap, days in months(year):
            found.append(_Month(start, year, month, leap, days))
            start += days
    return found


_LAID_OUT = _lay_out()
_STARTS = [month.start for month in _LAID_OUT]
_BY_NAME = {(month.year, month.month, month.leap): month for month in _LAID_OUT}
_MONTHS = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")
_DIGITS = "一二三四五六七八九十"


def to_lunar(day: date) -> LunarDate:
    """The lunar date of `day`. LunarError outside 1900-01-01 to 2100-12-31."""
    if not FIRST <= day <= LAST:
        raise LunarError(f"{day} is outside {FIRST} to {LAST}")
    ordinal = day.toordinal()
    month = _LAID_OUT[bisect_right(_STARTS, ordinal) - 1]
    return LunarDate(month.year, month.month, ordinal - month.start + 1, month.leap)


def to_solar(lunar: LunarDate) -> date:
    """The day of a lunar date. LunarError when the year has no such month, or the month no such day."""
    month = _BY_NAME.get((lunar.year, lunar.month, lunar.leap))
    if month is None or not 1 <= lunar.day <= month.days:
        raise LunarError(f"{lunar.text('en')} does not exist or lies outside 1900 to 2100")
    return date.fromordinal(month.start + lunar.day - 1)


def leap_month(year: int) -> int | None:
    """The number of the month that is doubled in the lunar `year`, or None."""
    if not FIRST_YEAR <= year < FIRST_YEAR + len(YEARS):
        raise LunarError(f"the lunar year {year} is outside 1900 to 2100")
    return (YEARS[year - FIRST_YEAR] >> 16) or None


def birthday_in(lunar_birth: LunarDate, year: int) -> date:
    """The day on which a lunar birthday is kept in the lunar `year` (it may fall in January or February of the next).

    Readings: see the module. LunarError for a year outside 1900 to 2100.
    """
    month = _BY_NAME.get((year, lunar_birth.month, False))
    if month is None:
        raise LunarError(f"the lunar year {year} is outside 1900 to 2100")
    return date.fromordinal(month.start + min(lunar_birth.day, month.days) - 1)


def next_birthday(lunar_birth: LunarDate, on: date) -> date:
    """The first lunar birthday on or after `on`."""
    year = to_lunar(on).year
    this = birthday_in(lunar_birth, year)
    return this if this >= on else birthday_in(lunar_birth, year + 1)


def births_kept_on(day: date, since: date = FIRST) -> list[date]:
    """Every day of birth, from `since` and before `day`, whose lunar birthday is kept on `day`, ascending.

    The night turns the calendar round with this: a few hundred births instead of a conversion per customer.
    """
    kept = to_lunar(day)
    if kept.leap:
        return []
    numbers = [kept.day]
    if kept.day == 29 and _BY_NAME[(kept.year, kept.month, False)].days == 29:
        numbers.append(30)
    found = []
    for month in _LAID_OUT:
        if month.month == kept.month:
            found += [date.fromordinal(month.start + number - 1) for number in numbers if number <= month.days]
    return [birth for birth in found if max(since, FIRST) <= birth < day]


def _day_zh(day: int) -> str:
    if day == 20:
        return "二十"
    if day == 30:
        return "三十"
    return ("初", "十", "廿")[(day - 1) // 10] + _DIGITS[(day - 1) % 10]

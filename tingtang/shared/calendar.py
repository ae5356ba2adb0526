"""The working calendar of the mainland: weekends, published holidays and the make-up weekend days.

A *notice* is what the State Council publishes for a year: days off and days worked, each with the name of its
festival. The notice of a year may also settle days of the December before it; there the later notice wins. A year
without a notice is *provisional*: plain Monday to Friday, until it is imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

PACKAGE_FROM = 2007  # first year of the kept package that the product vouches for; it ends with the package itself
SATURDAY = 5


class CalendarDay(NamedTuple):
    """A day settled by a notice: the festival's name, and whether it is off (else a make-up working day)."""

    name: str
    is_off: bool


Notice = Mapping[date, CalendarDay]


@dataclass(frozen=True, eq=False)
class WorkingCalendar:
    """Which days are worked. Immutable; `with_year` gives a new one."""

    notices: Mapping[int, Notice]
    _days: Mapping[date, CalendarDay] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        days: dict[date, CalendarDay] = {}
        for year in sorted(self.notices):  # the later notice wins on a December day
            days.update(self.notices[year])
        object.__setattr__(self, "_days", MappingProxyType(days))

    @staticmethod
    def package() -> WorkingCalendar:
        """The calendar of the kept package: every year from 2007 to the last that it knows."""
        return _package()

    def with_year(self, year: int, days: Mapping[date, tuple[str, bool]]) -> WorkingCalendar:
        """This calendar with the notice of `year` added or replaced; `days` maps a day to (name, is_off).

        ValueError for a day outside the year and the December before it.
        """
        for day in days:
            if not belongs(year, day):
                raise ValueError(f"{day} is outside {year} and December {year - 1}")
        notice = {day: CalendarDay(*settled) for day, settled in days.items()}
        return WorkingCalendar({**self.notices, year: notice})

    @property
    def years(self) -> tuple[int, ...]:
        """The years with a notice, ascending."""
        return tuple(sorted(self.notices))

    def is_working(self, day: date) -> bool:
        """Whether the bank's back offices and clocks count `day` as a working day."""
        settled = self._days.get(day)
        return day.weekday() < SATURDAY if settled is None else not settled.is_off

    def is_provisional(self, day: date) -> bool:
        """Whether no notice has been published for the year of `day`."""
        return day.year not in self.notices

    def holiday_name(self, day: date) -> str | None:
        """The festival for which `day` is off; None on any other day, a make-up day too."""
        settled = self._days.get(day)
        return settled.name if settled is not None and settled.is_off else None

    def makeup_name(self, day: date) -> str | None:
        """The festival for which the weekend day `day` is worked; None on any other day."""
        settled = self._days.get(day)
        return settled.name if settled is not None and not settled.is_off else None


def belongs(year: int, day: date) -> bool:
    """Whether the notice of `year` may settle `day`: in the year, or in the December before it."""
    return day.year == year or (day.year == year - 1 and day.month == 12)


@cache
def _package() -> WorkingCalendar:
    from chinese_calendar.constants import Holiday, holidays, workdays

    chinese = {festival.value: festival.chinese for festival in Holiday}
    notices: dict[int, dict[date, CalendarDay]] = {}
    for days, is_off in ((holidays, True), (workdays, False)):
        for day, festival in days.items():
            if day.year >= PACKAGE_FROM:
                notices.setdefault(day.year, {})[day] = CalendarDay(chinese[festival], is_off)
    return WorkingCalendar({year: MappingProxyType(notice) for year, notice in notices.items()})

"""Reading a year of the working calendar from a file, as github.com/NateScarlet/holiday-cn publishes it.

`{"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}, ...]}`; other keys at the top
(`$schema`, `papers`) are left aside. Anything doubtful is refused with the field's name: a wrong day moves due dates.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tingtang.shared.calendar import CalendarDay, Notice, belongs

EARLIEST, LATEST = 1949, 2200


class HolidayFileError(ValueError):
    """A file of holidays that cannot be trusted; the message names the file and the field."""


@dataclass(frozen=True, slots=True)
class YearNotice:
    """What a file says about one year."""

    year: int
    days: Notice

    @property
    def digest(self) -> str:
        """16 hex digits that differ when the days do."""
        rows = [[day.isoformat(), *self.days[day]] for day in sorted(self.days)]
        return hashlib.sha256(json.dumps([self.year, rows]).encode()).hexdigest()[:16]


def read_year(path: Path) -> YearNotice:
    """The year in the file. HolidayFileError naming file and field when anything is wrong."""
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=_no_repeats)
    except OSError as error:
        raise HolidayFileError(f"{path}: {error.strerror or error}") from None
    except HolidayFileError as error:
        raise HolidayFileError(f"{path}: {error}") from None
    except (ValueError, RecursionError) as error:
        raise HolidayFileError(f"{path}: not JSON in UTF-8: {error}") from None
    try:
        return parse_year(data)
    except HolidayFileError as error:
        raise HolidayFileError(f"{path}: {error}") from None


def parse_year(data: object) -> YearNotice:
    """The year in the parsed JSON. HolidayFileError naming the field when anything is wrong."""
    if not isinstance(data, dict):
        raise HolidayFileError("the file is not an object with year and days")
    year = data.get("year")
    if not isinstance(year, int) or isinstance(year, bool) or not EARLIEST <= year <= LATEST:
        raise HolidayFileError(f"year: {year!r} is not a year between {EARLIEST} and {LATEST}")
    rows = data.get("days")
    if not isinstance(rows, list) or not rows:
        raise HolidayFileError("days: not a list with at least one day")
    days: dict[date, CalendarDay] = {}
    for index, row in enumerate(rows):
        field = f"days[{index}]"
        day, settled = _day(row, field, year)
        if day in days:
            raise HolidayFileError(f"{field}.date: {day} stands in the file twice")
        days[day] = settled
    return YearNotice(year, days)


def _day(row: object, field: str, year: int) -> tuple[date, CalendarDay]:
    if not isinstance(row, Mapping):
        raise HolidayFileError(f"{field}: not an object with name, date and isOffDay")
    day = _date(row.get("date"), f"{field}.date")
    if not belongs(year, day):
        raise HolidayFileError(f"{field}.date: {day} is outside {year} and December {year - 1}")
    name = row.get("name")
    if not isinstance(name, str) or not name.strip():
        raise HolidayFileError(f"{field}.name: {name!r} is not a festival's name")
    is_off = row.get("isOffDay")
    if not isinstance(is_off, bool):
        raise HolidayFileError(f"{field}.isOffDay: {is_off!r} is neither true nor false")
    return day, CalendarDay(name.strip(), is_off)


def _date(value: object, field: str) -> date:
    try:
        if isinstance(value, str) and len(value) == 10:
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise HolidayFileError(f"{field}: {value!r} is not a date (YYYY-MM-DD)")


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise HolidayFileError("the same key stands twice in one object")
    return found

"""CSV files read strictly: a mistake is one line with file, line and field."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tingtang.shared.times import parse_instant

CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}(?:\.[0-9]{1,6})?))?")
NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")
DAY = timedelta(days=1)


class TableError(ValueError):
    """A file that cannot be used; the message is `file:line: field: what is wrong`."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table; cells are stripped, a column that is not there reads as empty."""

    place: str
    cells: dict[str, str]

    def fail(self, field: str, message: str) -> TableError:
        """The error to raise for a field of this line."""
        return TableError(f"{self.place}: {field}: {message}")

    def text(self, field: str, default: str | None = None) -> str:
        """The cell; an empty one is an error unless there is a default."""
        found = self.cells.get(field, "")
        if found:
            return found
        if default is None:
            raise self.fail(field, "is empty")
        return default

    def number(self, field: str, most: float) -> float:
        """A number from 0 to `most`, written in plain digits."""
        found = self.text(field)
        if not NUMBER.fullmatch(found):
            raise self.fail(field, f"{found!r} is not a number from 0 up")
        value = float(found)
        if value > most:
            raise self.fail(field, f"{found} is more than {most:g}")
        return value

    def moment(self, field: str) -> datetime | timedelta:
        """An instant, in Asia/Shanghai where no offset is written; or a time of day (09:30, 24:00) since midnight."""
        found = self.text(field)
        clock = CLOCK.fullmatch(found)
        if clock is None:
            try:
                return parse_instant(found)
            except ValueError:
                raise self.fail(
                    field, f"{found!r} is neither an instant (2026-11-23T09:30) nor a time of day (09:30)"
                ) from None
        hours, minutes, seconds = int(clock[1]), int(clock[2]), float(clock[3] or 0)
        since_midnight = timedelta(hours=hours, minutes=minutes, seconds=seconds)
        if minutes > 59 or seconds >= 60 or since_midnight > DAY:
            raise self.fail(field, f"{found!r} is not a time of day")
        return since_midnight

    def words(self, field: str) -> frozenset[str]:
        """The members of a cell, separated by | ; , or blanks; an empty cell has none."""
        return frozenset(word for word in re.split(r"[|;,\s]+", self.cells.get(field, "")) if word)


def read_table(file: Path, required: Sequence[str], optional: Sequence[str] = ()) -> list[Row]:
    """The rows of a UTF-8 CSV file with these columns, in any order; other columns are passed over, empty lines too.

    Raises TableError when the file cannot be read, a column is missing or stands twice, or a line has too many or too
    few cells. A file with a header and no rows is an empty list.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return list(_rows(file, lines, required, {*required, *optional}))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not UTF-8 text"
        raise TableError(f"{file}:1: cannot be read: {reason}") from None


def _rows(file: Path, lines: Iterable[str], required: Sequence[str], known: set[str]) -> Iterator[Row]:
    reader = csv.reader(lines, strict=True)
    header: list[str] = []
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = _header(f"{file}:{reader.line_num}", cells, required, known)
                continue
            place = f"{file}:{reader.line_num}"
            if len(cells) != len(header):
                raise TableError(f"{place}: has {len(cells)} cells, the header names {len(header)} columns")
            named = zip(header, cells, strict=True)
            yield Row(place, {name: cell.strip() for name, cell in named if name in known})
    except csv.Error as error:
        raise TableError(f"{file}:{reader.line_num}: is not CSV: {error}") from None
    if not header:
        raise TableError(f"{file}:1: is empty; it begins with the columns {','.join(required)}")


def _header(place: str, cells: Sequence[str], required: Sequence[str], known: set[str]) -> list[str]:
    header = [cell.strip().lower() for cell in cells]
    for name in required:
        if name not in header:
            raise TableError(f"{place}: {name}: the column is missing")
    for name in sorted(known):
        if header.count(name) > 1:
            raise TableError(f"{place}: {name}: the column stands twice")
    return header

"""A calendar as a table: a column a person, place or day, a row a quarter of an hour, a booking over its rows. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tingtang.shared.times import ZONE

ROW = 15  # minutes
HOUR = 60


@dataclass(frozen=True)
class Entry:
    """What stands in a column: from minute to minute of the day, and what is shown."""

    first: int
    last: int
    what: Any


@dataclass
class Column:
    """A person, a place or a day."""

    title: str
    note: str = ""
    current: bool = False
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class Cell:
    """A cell of a row: `what` over `rows` rows, or an empty one."""

    rows: int
    what: Any = None


@dataclass(frozen=True)
class Row:
    """A quarter of an hour. `label` on the hour."""

    label: str
    cells: list[Cell]


def minute(at: datetime) -> int:
    """Minutes since midnight in Shanghai."""
    here = at.astimezone(ZONE)
    return here.hour * HOUR + here.minute


def rows(columns: Sequence[Column], first: int, last: int) -> list[Row]:
    """The table from minute `first` to `last`, stretched to whole hours and to whatever lies outside."""
    entries = [entry for column in columns for entry in column.entries]
    first = min([first, *(entry.first for entry in entries)]) // HOUR * HOUR
    last = -(-max([last, *(entry.last for entry in entries)]) // HOUR) * HOUR
    spread = [_cells(column.entries, first, last) for column in columns]
    return [
        Row(f"{at // HOUR:02d}:00" if at % HOUR == 0 else "", [cells[at] for cells in spread if at in cells])
        for at in range(first, last, ROW)
    ]


def _cells(entries: Iterable[Entry], first: int, last: int) -> dict[int, Cell]:
    """By minute: where a booking or an empty quarter begins. Minutes under a booking have none."""
    cells = {at: Cell(1) for at in range(first, last, ROW)}
    for entry in sorted(entries, key=lambda one: one.first):
        begins, ends = entry.first // ROW * ROW, -(-entry.last // ROW) * ROW
        while begins < ends and (begins not in cells or cells[begins].what is not None):
            begins += ROW  # it begins in a quarter that another still holds
        if begins >= ends:
            continue
        for at in range(begins, ends, ROW):
            cells.pop(at, None)
        cells[begins] = Cell((ends - begins) // ROW, entry.what)
    return cells

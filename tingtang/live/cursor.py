"""How far a reader has read: an opaque text to everyone outside this room.

On SQLite writers wait for each other, so the highest id read is enough. On PostgreSQL ids are given before the commit:
a transaction with a lower id may commit after one with a higher id was read, and "greater than the last id" would lose
it. There the position is a snapshot (xmin:xmax:in progress): what is visible now and was not in that snapshot is
exactly what has not been read, nothing lost, nothing twice, and no waiting for a long transaction such as the night's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

RETENTION = timedelta(hours=24)  # how long the outbox is kept: a page away for less catches up by itself
_MARGIN = timedelta(minutes=30)  # a cursor this near to the end of the retention counts as too old
_TEXT = re.compile(r"(\d{1,11})~(\d{1,18}|(\d{1,18}):(\d{1,18}):(\d{1,18}(,\d{1,18}){0,400})?)", re.ASCII)


class BadCursor(ValueError):
    """The text is no cursor of this installation."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """`position` is an id (SQLite) or a snapshot (PostgreSQL); `taken_at` is when it was current."""

    taken_at: datetime
    position: str

    def __str__(self) -> str:
        return f"{int(self.taken_at.timestamp())}~{self.position}"

    def too_old(self, at: datetime) -> bool:
        """Whether events after this position may have been removed already."""
        return at - self.taken_at > RETENTION - _MARGIN


def parse(text: str, *, vendor: str) -> Cursor:
    """The cursor written as `text` by a database of `vendor`. Raises BadCursor for anything else."""
    match = _TEXT.fullmatch(text)
    if match is None or (match[3] is not None) != (vendor == "postgresql"):
        raise BadCursor(text[:80])
    if match[3] is not None:
        _check_snapshot(match[2])
    return Cursor(datetime.fromtimestamp(int(match[1]), UTC), match[2])


def _check_snapshot(text: str) -> None:
    """PostgreSQL refuses a snapshot whose numbers are out of order or of range; say so before asking it."""
    low, high, running = text.split(":")
    numbers = [int(number) for number in running.split(",")] if running else []
    ordered = all(a <= b for a, b in zip([int(low), *numbers], [*numbers, int(high)], strict=True))
    if not ordered or not 0 < int(low) < 2**62 or int(high) >= 2**62:
        raise BadCursor(text[:80])

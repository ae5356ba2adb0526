"""The spans during which a clock stands still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


class ClockError(ValueError):
    """A clock that cannot run: unknown unit, negative length, naive instant, pause that ends before it starts."""


@dataclass(frozen=True, slots=True, order=True)
class Pause:
    """A span during which the clock stands still: from `start` up to, not including, `end`. Both aware."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ClockError("a pause needs instants with a time zone")
        if self.end <= self.start:
            raise ClockError(f"the pause {self.start.isoformat()}/{self.end.isoformat()} ends before it starts")

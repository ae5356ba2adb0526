"""Which times of a day are free. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, its end exclusive."""

    starts_at: datetime
    ends_at: datetime

    def meets(self, other: Span) -> bool:
        """Whether the two share a moment."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def holds(self, other: Span) -> bool:
        """Whether the other lies wholly inside."""
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at


def free_slots(opening: Span, busy: Iterable[Span], *, minutes: int, step: int, not_before: datetime) -> Iterator[Span]:
    """Stretches of `minutes` inside `opening`, beginning every `step` minutes, that meet nothing of `busy`."""
    taken, long = list(busy), timedelta(minutes=minutes)
    start = opening.starts_at
    while start + long <= opening.ends_at:
        slot = Span(start, start + long)
        if start >= not_before and not any(slot.meets(one) for one in taken):
            yield slot
        start += timedelta(minutes=step)

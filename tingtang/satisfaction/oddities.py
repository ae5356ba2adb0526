"""Which ratings look unlike a customer's: given too soon to have been read, or many at once at one counter. Pure.

They are shown, never taken out of a figure: whoever looks decides what they mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta


def seconds_after(served_at: datetime, asked_at: datetime | None, rated_at: datetime) -> float:
    """Seconds from the question to the rating.

    A panel that rates without having asked leaves the same instant for both; then the end of the service counts.
    """
    asked = served_at if asked_at is None or asked_at >= rated_at else asked_at
    return max(0.0, (rated_at - asked).total_seconds())


def in_bursts(instants: Sequence[datetime], count: int, seconds: int) -> set[int]:
    """The places (from 0) of those instants that lie with at least `count` within `seconds`. In any order."""
    order = sorted(range(len(instants)), key=lambda place: instants[place])
    found: set[int] = set()
    first = 0
    for last, place in enumerate(order):
        while instants[place] - instants[order[first]] >= timedelta(seconds=seconds):
            first += 1
        if last - first + 1 >= count:
            found.update(order[first : last + 1])
    return found

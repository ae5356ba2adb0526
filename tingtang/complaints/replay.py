"""The dates of a case found again from its log alone: what is shown and owed must agree with it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from tingtang.shared.calendar import WorkingCalendar
from tingtang.shared.clock_record import Clock, read_pause
from tingtang.shared.times import parse_instant

Key = tuple[str, int, str]  # kind, round, first day of the period


class Logged(Protocol):
    """What the replay reads of an event."""

    what: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """The end of a clock, and whether it may still move with the calendar."""

    due_at: datetime
    provisional: bool


def replay(
    events: Iterable[Logged], calendar: WorkingCalendar | None = None, *, paused: frozenset[str] = frozenset()
) -> dict[Key, Found]:
    """Every clock ever started, by kind, round and period, with its end under all pauses and extensions of the log.

    `paused`: kinds that stand still. An event may carry `clocks` (started, or started again with another length) and
    `pauses` (those of the case from here on).
    """
    clocks: dict[Key, Clock | datetime] = {}
    stops: list[str] = []
    for event in events:
        stops = list(event.data.get("pauses", stops))
        for kept in event.data.get("clocks", ()):
            clocks[kept["kind"], int(kept["round"]), kept["period_on"]] = _clock(kept)
    pauses = tuple(read_pause(one) for one in stops)
    return {key: _end(key[0], clock, pauses if key[0] in paused else (), calendar) for key, clock in clocks.items()}


def _clock(kept: Mapping[str, Any]) -> Clock | datetime:
    return parse_instant(kept["due_at"]) if "due_at" in kept else Clock.read({**kept, "pauses": []})


def _end(_kind: str, clock: Clock | datetime, pauses: tuple[Any, ...], calendar: WorkingCalendar | None) -> Found:
    if isinstance(clock, datetime):
        return Found(clock, provisional=False)
    due = Clock(clock.start, clock.unit, clock.n, pauses).run(calendar)
    return Found(due.due_at, due.provisional)

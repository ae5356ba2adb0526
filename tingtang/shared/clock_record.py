"""A clock as it is kept beside what it was computed for, so that its end can be computed again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tingtang.shared.calendar import WorkingCalendar
from tingtang.shared.clocks import UNITS, Due, Unit, due
from tingtang.shared.pauses import ClockError, Pause
from tingtang.shared.times import ZONE, parse_instant


@dataclass(frozen=True, slots=True)
class Clock:
    """Start, unit, length and pauses. As JSON: `{"start": ISO, "unit": .., "n": .., "pauses": ["FROM/TO", ..]}`."""

    start: datetime
    unit: Unit
    n: int
    pauses: tuple[Pause, ...] = ()

    def run(self, calendar: WorkingCalendar | None = None) -> Due:
        """The end of this clock under `calendar` (the package's when not given)."""
        return due(self.start, self.unit, self.n, self.pauses, calendar)

    def as_json(self) -> dict[str, Any]:
        """What a JSON column keeps; `Clock.read` gives an equal clock."""
        return {
            "start": _iso(self.start),
            "unit": self.unit,
            "n": self.n,
            "pauses": [f"{_iso(pause.start)}/{_iso(pause.end)}" for pause in self.pauses],
        }

    @staticmethod
    def read(data: Mapping[str, Any]) -> Clock:
        """The clock kept as JSON. A pause is "FROM/TO", [FROM, TO] or {"from": .., "to": ..}. ClockError when unfit."""
        unit, n = data.get("unit"), data.get("n")
        if unit not in UNITS:
            raise ClockError(f"unit: {unit!r} is none of {', '.join(UNITS)}")
        if not isinstance(n, int) or isinstance(n, bool):
            raise ClockError(f"n: {n!r} is not a whole number")
        pauses = tuple(read_pause(pause) for pause in data.get("pauses") or ())
        return Clock(_instant(data.get("start"), "start"), unit, n, pauses)


def read_pause(data: str | Sequence[str] | Mapping[str, str]) -> Pause:
    """A pause from text "FROM/TO", a pair, or an object with from and to. ClockError when it is none."""
    if isinstance(data, str):
        ends: Sequence[Any] = data.split("/")
    elif isinstance(data, Mapping):
        ends = [data.get("from"), data.get("to")]
    else:
        ends = data
    if len(ends) != 2:
        raise ClockError(f"the pause {data!r} is not FROM/TO")
    return Pause(_instant(ends[0], "pause"), _instant(ends[1], "pause"))


def _instant(text: Any, field: str) -> datetime:
    if not isinstance(text, str):
        raise ClockError(f"{field}: {text!r} is not an instant")
    try:
        return parse_instant(text)
    except ValueError as error:
        raise ClockError(f"{field}: {error}") from None


def _iso(at: datetime) -> str:
    return at.astimezone(ZONE).isoformat()

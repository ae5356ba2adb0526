"""When an outlet is crowded, and how many counters would end it (A19.2f, A39.4). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, inf


@dataclass(frozen=True, slots=True)
class Crowd:
    """People waiting, the minutes their services take together, and counters open; what was chosen as too many.

    `over_share`: of these limits, at which it is over again.
    """

    waiting: int
    minutes: float
    counters: int
    most_waiting: int
    most_minutes: int
    over_share: float

    @property
    def wait(self) -> float:
        """Minutes until the last of them is called, about; infinite while nobody serves."""
        return self.minutes / self.counters if self.counters else (inf if self.waiting else 0.0)

    @property
    def is_crowded(self) -> bool:
        """Too many people, or too long a wait. A wait counts only where more people wait than counters are open."""
        long_wait = self.waiting > self.counters and self.wait >= self.most_minutes
        return self.waiting >= self.most_waiting or long_wait

    @property
    def is_over(self) -> bool:
        """Ends a little below where it began, so that the alert does not flicker."""
        return self.waiting <= self.over_share * self.most_waiting and (
            self.waiting <= self.counters or self.wait <= self.over_share * self.most_minutes
        )

    @property
    def advised(self) -> int:
        """Counters that bring the wait below the limit: at least one more than now while it is crowded."""
        enough = ceil(self.minutes / self.most_minutes) if self.most_minutes else self.counters
        return max(enough, self.counters + 1) if self.is_crowded else max(min(enough, self.counters), 1)

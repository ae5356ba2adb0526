"""How long a business takes at a counter: the manual's minutes, and what an outlet has recorded since."""

from __future__ import annotations

from dataclasses import dataclass

PRIOR_SERVICES = 5  # the manual's minutes weigh as much as so many recorded services
PRIOR_VARIATION = 0.5  # squared variation of service times before any is recorded


@dataclass(frozen=True, slots=True)
class ServiceTime:
    """How long a business takes at a counter: mean in minutes and squared coefficient of variation."""

    mean: float
    variation: float = PRIOR_VARIATION


@dataclass(slots=True)
class Record:
    """Recorded services of one business: their number, sum and sum of squares, in minutes."""

    n: int = 0
    total: float = 0.0
    squares: float = 0.0

    def add(self, minutes: float) -> None:
        """One more finished service."""
        self.n += 1
        self.total += minutes
        self.squares += minutes * minutes

    def service_time(self, expected_minutes: float) -> ServiceTime:
        """What the record says, drawn towards the manual's minutes while it is short (PRIOR_SERVICES)."""
        weight = PRIOR_SERVICES + self.n
        mean = (PRIOR_SERVICES * expected_minutes + self.total) / weight
        own = self.total / self.n if self.n else expected_minutes
        spread = max(0.0, self.squares / self.n / own**2 - 1) if self.n and own else PRIOR_VARIATION
        return ServiceTime(mean, (PRIOR_SERVICES * PRIOR_VARIATION + self.n * spread) / weight)

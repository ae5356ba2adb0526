"""A share of satisfied customers: exact where it is compared, with its 95 % interval where it is shown (A39.5). Pure.

Definition (docs/adr/0064). Satisfied: the top two of five. `n`: who said how satisfied they are. Whoever did not say is
in neither number and so never counts as satisfied; `of`, where it is known, is how many could have said: n / of is the
coverage. Shares of several outlets are pooled: satisfied and n are added up, so each customer weighs the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, sqrt

Z = 1.959963984540054  # of the normal distribution: 95 % lie within


@dataclass(frozen=True, slots=True)
class Share:
    """`satisfied` of `n` who said it, of `of` who could have (0: not known)."""

    satisfied: int = 0
    n: int = 0
    of: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.satisfied + other.satisfied, self.n + other.n, self.of + other.of)

    @property
    def exact(self) -> Fraction | None:
        """The share as it is; None of nobody."""
        return Fraction(self.satisfied, self.n) if self.n else None

    def reaches(self, least: Decimal) -> bool | None:
        """Whether it is at least so much, never by rounding: 8,499 of 10,000 is below 0.85. None of nobody."""
        return None if self.exact is None else self.exact >= Fraction(least)

    def short(self, least: Decimal) -> int:
        """How many more of the same n it takes to reach so much: 1 of 8,499 of 10,000 for 0.85; 0 once reached."""
        return max(0, ceil(Fraction(least) * self.n) - self.satisfied)

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % Wilson interval, as shares between 0 and 1; None of nobody."""
        return wilson(self.satisfied, self.n) if self.n else None


def wilson(satisfied: int, n: int, z: float = Z) -> tuple[float, float]:
    """The score interval of a proportion (Wilson 1927). Stays within 0 and 1, and is no point at 0 or n of n."""
    p, room = satisfied / n, z * z / n
    centre = (p + room / 2) / (1 + room)
    half = z / (1 + room) * sqrt(p * (1 - p) / n + room / (4 * n))
    return (0.0 if satisfied == 0 else centre - half, 1.0 if satisfied == n else centre + half)

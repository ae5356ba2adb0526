"""Erlang B, C and A, and Cobham's waits by class. Services are exponential, times are in minutes.

Erlang A is computed from the density of the wait that a customer of endless patience would find (Baccelli, Hebuterne;
Mandelbaum, Zeltyn): h(x) = exp(L/T (1 - exp(-T x)) - c x / M) for arrivals L and giving up T a minute, c counters and
mean service M. It holds at any load: those who give up keep the line finite.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import exp, expm1, inf, log

NEGLIGIBLE = 40.0  # exp(-40): what is left out of an integral
NOBODY = 1e-200  # a rate too small to divide by
STEPS = 12  # of Simpson's rule, on each stretch


@dataclass(frozen=True, slots=True)
class Performance:
    """What so many counters give.

    `p_wait`: share who wait at all; `mean_wait`: minutes, of all customers, those who give up included; `occupancy`:
    share of the time a counter serves; `abandoned`: share who give up; `within(t)`: share called within t minutes.
    """

    p_wait: float
    mean_wait: float
    occupancy: float
    abandoned: float
    within: Callable[[float], float]


def erlang_b(servers: int, load: float) -> float:
    """The share who find all `servers` taken where nobody waits; `load` = arrivals x service time."""
    blocked = 1.0
    for n in range(1, servers + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


def erlang_c(servers: int, load: float) -> float:
    """The share who wait where everybody does: 1 when `load` reaches `servers`, since the line grows without end."""
    if load >= servers:
        return 1.0
    blocked = erlang_b(servers, load)
    return servers * blocked / (servers - load * (1 - blocked))


def patient(servers: int, arrivals: float, service: float) -> Performance:
    """Erlang C for `arrivals` a minute. OverflowError when they are more than the counters can serve."""
    load = arrivals * service
    if load >= servers:
        raise OverflowError(f"{servers} counters cannot serve a load of {load:g}")
    p_wait = erlang_c(servers, load)
    spare = (servers - load) / service
    return Performance(p_wait, p_wait / spare, load / servers, 0.0, lambda t: 1 - p_wait * exp(-spare * t))


def impatient(servers: int, arrivals: float, service: float, patience: float) -> Performance:
    """Erlang A: customers give up after an exponential time of mean `patience`; who has given up is not called."""
    load = arrivals * service
    blocked = erlang_b(servers - 1, load)
    if blocked * arrivals < NOBODY:
        return Performance(0.0, 0.0, load / servers, 0.0, lambda _t: 1.0)
    density = _Density(servers, arrivals, service, patience)
    served = density.integral(inf, leaving=True)
    all_waits = density.integral(inf)
    at_once = exp(max(-700.0, -density.peak)) / (blocked * arrivals)
    whole = at_once + all_waits
    abandoned = max(0.0, (all_waits - served) / whole)
    return Performance(
        p_wait=all_waits / whole,
        mean_wait=abandoned * patience,
        occupancy=load * (1 - abandoned) / servers,
        abandoned=abandoned,
        within=lambda t: (at_once + density.integral(t, leaving=True)) / whole,
    )


@dataclass(frozen=True, slots=True)
class _Density:
    """h(x), scaled by its peak so that no load overflows; see the head of the module."""

    servers: int
    arrivals: float
    service: float
    patience: float

    @property
    def peak(self) -> float:
        """The largest exponent."""
        return self._exponent(self._peak_at)

    @property
    def _peak_at(self) -> float:
        load = self.arrivals * self.service
        return self.patience * log(load / self.servers) if load > self.servers else 0.0

    def _exponent(self, x: float) -> float:
        return self.arrivals * self.patience * -expm1(-x / self.patience) - self.servers * x / self.service

    def integral(self, until: float, *, leaving: bool = False) -> float:
        """Of h from 0 to `until`; with `leaving`, weighed by the share who are still there after x."""
        peak = self.peak

        def height(x: float) -> float:
            return exp(self._exponent(x) - peak - (x / self.patience if leaving else 0.0))

        panels = (*self._panels(-1), *self._panels(+1))
        return sum(_simpson(height, low, min(high, until)) for low, high in panels if low < until)

    def _panels(self, way: int) -> Iterator[tuple[float, float]]:
        """Stretches from the peak outwards, each half as long again as the one before, until h is negligible.

        Narrow ones where h may turn sharply, wide ones in its tail: every scale of the three times is met.
        """
        peak, x = self.peak, self._peak_at
        step = min(self.service / self.servers, self.patience, 1 / self.arrivals) / 4
        while x >= 0 and self._exponent(x) - peak > -NEGLIGIBLE:
            end = max(0.0, x + way * step)
            yield (x, end) if way > 0 else (end, x)
            if end == 0.0:
                return
            x, step = end, step * 1.5


def _simpson(f: Callable[[float], float], low: float, high: float) -> float:
    width = (high - low) / STEPS
    inner = sum((4 if n % 2 else 2) * f(low + n * width) for n in range(1, STEPS))
    return width / 3 * (f(low) + inner + f(high))


def cobham(servers: int, loads: Sequence[float], p_wait: float, service: float) -> list[float]:
    """Mean waits by class, the highest first: a counter takes the highest class that waits and finishes what was begun.

    `loads`: of each class, together below `servers`; `p_wait`: Erlang C of all. The waits, weighed by load, have the
    mean of Erlang C: the line is only shared out differently.
    """
    waits, above = [], 0.0
    for load in loads:
        through = above + load / servers
        waits.append(p_wait * service / servers / ((1 - above) * (1 - through)))
        above = through
    return waits

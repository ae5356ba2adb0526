"""The counters each interval needs, and what they give: by Erlang C, by Erlang A with patience, by class after Cobham.

Each interval is taken for itself, as if its arrivals had always been so: good as long as an interval is several
services long. Where the outlet has fewer counters than are needed, what it has is advised, with the wait of a line that
grows: a number and a word of warning, never an infinite one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp
from typing import Any

from tingtang.lobby.staffing.demand import Interval
from tingtang.lobby.staffing.erlang import Performance, cobham, impatient, patient
from tingtang.lobby.staffing.shifts import Shift, plan
from tingtang.lobby.staffing.targets import Target

MOST_SERVERS = 1_000_000


@dataclass(frozen=True, slots=True)
class Advice:
    """An interval with the counters advised. `met`: whether they reach the target; `overload`: more come than they can
    serve, and `mean_wait_minutes` is then that of a line that grows through the interval."""

    interval: Interval
    servers: int
    p_wait: float
    mean_wait_minutes: float
    occupancy: float
    abandoned: float = 0.0
    class_waits: Mapping[str, float] = field(default_factory=dict)
    met: bool = True
    overload: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """What the counters face: mean service and patience in minutes (None: nobody gives up)."""

    service_minutes: float
    patience_minutes: float | None = None

    def performance(self, servers: int, interval: Interval) -> Performance | None:
        """What so many counters give an interval; None when they cannot serve all who come and nobody gives up."""
        arrivals = interval.arrivals / interval.minutes
        if self.patience_minutes is not None:
            return impatient(servers, arrivals, self.service_minutes, self.patience_minutes) if servers else None
        if arrivals * self.service_minutes >= servers:
            return None
        return patient(servers, arrivals, self.service_minutes)

    def load(self, interval: Interval) -> float:
        """Counters' worth of work that comes in."""
        return interval.arrivals / interval.minutes * self.service_minutes


def advise(intervals: Iterable[Interval], work: Work, target: Target, most: int | None = None) -> list[Advice]:
    """The fewest counters that reach `target` in each interval, at most `most`.

    OverflowError when an interval would need more than a million. With classes, the target holds for each of them: the
    same share waits, and the lowest waits longest.
    """
    return [_advise(interval, work, target, most) for interval in intervals]


def _advise(interval: Interval, work: Work, target: Target, most: int | None) -> Advice:
    if not interval.arrivals:
        return Advice(interval, 0, 0.0, 0.0, 0.0, class_waits=dict.fromkeys(interval.by_class, 0.0))
    limit = MOST_SERVERS if most is None else most
    least = _fewest(interval, work, target, limit)
    if least is not None:
        return measure(interval, work, least, target)
    if most is None:
        raise OverflowError(f"{interval.start}: needs more than {MOST_SERVERS} counters")
    return measure(interval, work, most, target)


def measure(interval: Interval, work: Work, servers: int, target: Target) -> Advice:
    """What so many counters give an interval: for the counters that are open, beside those advised."""
    if not interval.arrivals:
        return Advice(interval, servers, 0.0, 0.0, 0.0, class_waits=dict.fromkeys(interval.by_class, 0.0))
    found = work.performance(servers, interval)
    if found is None:
        return _overload(interval, work, servers)
    waits = class_waits(interval, work, servers, found)
    return Advice(
        interval=interval,
        servers=servers,
        p_wait=found.p_wait,
        mean_wait_minutes=found.mean_wait,
        occupancy=found.occupancy,
        abandoned=found.abandoned,
        class_waits=waits,
        met=_reaches(target, found, list(waits.values())),
    )


def _overload(interval: Interval, work: Work, servers: int) -> Advice:
    """More come than are served: the line grows from nothing through the interval, and everybody in it waits.

    Who comes after a share u of the interval finds u x (arrivals - served) before them; on average that is half.
    Without any counter nobody is served: the mean is half the interval, which is how long they have waited at its end.
    """
    served = servers * interval.minutes / work.service_minutes
    wait = (interval.arrivals - served) / 2 * work.service_minutes / servers if servers else interval.minutes / 2
    return Advice(
        interval=interval,
        servers=servers,
        p_wait=1.0,
        mean_wait_minutes=wait,
        occupancy=1.0 if servers else 0.0,
        class_waits=dict.fromkeys(interval.by_class, wait),
        met=False,
        overload=True,
    )


def _fewest(interval: Interval, work: Work, target: Target, limit: int) -> int | None:
    """By doubling and halving: more counters never make it worse."""

    def enough(servers: int) -> bool:
        found = work.performance(servers, interval)
        return found is not None and _reaches(target, found, list(class_waits(interval, work, servers, found).values()))

    low, high = 0, 1
    if work.patience_minutes is None:
        low = min(int(work.load(interval)), MOST_SERVERS)
        high = low + 1
    while not enough(min(high, limit)):
        if high >= limit:
            return None
        low, high = high, 2 * high - low + 1
    high = min(high, limit)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def class_waits(interval: Interval, work: Work, servers: int, found: Performance) -> dict[str, float]:
    """Mean minutes of waiting by class, after Cobham; with patience, his shares of the mean of Erlang A.

    Those who give up bring no work: his formula gets the load of the others, and its waits are scaled so that their
    mean over all customers is that of Erlang A. An approximation, and said to be one.
    """
    if not interval.by_class:
        return {}
    arrivals = list(interval.by_class.values())
    stay = (1 - found.abandoned) * work.service_minutes / interval.minutes
    waits = cobham(servers, [count * stay for count in arrivals], found.p_wait, work.service_minutes)
    mean = sum(count * wait for count, wait in zip(arrivals, waits, strict=True)) / interval.arrivals
    scale = found.mean_wait / mean if mean else 0.0
    return {name: wait * scale for name, wait in zip(interval.by_class, waits, strict=True)}


def _reaches(target: Target, found: Performance, waits: Sequence[float]) -> bool:
    if target.what == "p_wait":
        return found.p_wait <= target.limit
    if target.what == "mean_wait":
        return max(waits, default=found.mean_wait) <= target.limit
    if not waits:
        return found.within(target.minutes) >= target.limit
    return _within(max(waits), found, target.minutes) >= target.limit


def _within(mean_wait: float, found: Performance, minutes: float) -> float:
    """Share of a class called within some minutes, its waits taken as exponential for those who wait at all.

    Exact for the highest class (Erlang C), an approximation for the others.
    """
    if mean_wait <= 0:
        return 1.0
    return 1 - found.p_wait * exp(-minutes * found.p_wait / mean_wait)


def answer_of(advice: Sequence[Advice], roster: Sequence[Shift] | None = None) -> dict[str, Any]:
    """The answer of `tingtang staffing`, JSON-able but for the exact cost; see its help for the fields."""
    answer: dict[str, Any] = {"intervals": [_row(one) for one in advice], "shifts": {}, "cost": None}
    words = [line for one in advice for line in _warnings(one)]
    if roster is not None:
        found = plan([one.servers for one in advice], roster)
        answer.update(shifts=dict(found.people), cost=found.cost)
        words += [f"{advice[place].interval.start}: no shift covers this interval" for place in found.uncovered]
    return {**answer, "advice": words} if words else answer


def _row(one: Advice) -> dict[str, Any]:
    interval = one.interval
    row: dict[str, Any] = {
        "start": interval.start,
        "arrivals": _plain(interval.arrivals),
        "servers": one.servers,
        "p_wait": round(one.p_wait, 6),
        "mean_wait_minutes": round(one.mean_wait_minutes, 6),
        "occupancy": round(one.occupancy, 6),
    }
    if interval.by_class:
        row["classes"] = {
            name: {"arrivals": _plain(count), "mean_wait_minutes": round(one.class_waits[name], 6)}
            for name, count in interval.by_class.items()
        }
    return row


def _warnings(one: Advice) -> list[str]:
    start, count = one.interval.start, f"{one.servers} counters"
    if one.overload:
        return [f"{start}: overload: {count} cannot serve {one.interval.arrivals:g} customers"]
    return [] if one.met else [f"{start}: {count} do not reach the target"]


def _plain(number: float) -> float:
    """A whole number without its .0."""
    return int(number) if number == int(number) else number

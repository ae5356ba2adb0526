"""What a replay is worth: waits by class, promises kept, and the error of the expected waits."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil, floor
from statistics import fmean
from typing import Any

from tingtang.lobby.calling import MINUTE, QueuePolicy, Waiting
from tingtang.lobby.estimate import Lobby, Range, expected_wait
from tingtang.lobby.replay.day import Arrival, Window
from tingtang.lobby.replay.simulate import Day, Observer, Scene, Visit
from tingtang.lobby.service_times import Record, ServiceTime
from tingtang.manual.book import Business

HOUR = timedelta(hours=1)
LEAST_SEEN = timedelta(minutes=30)  # the first customers of a day say little about how many will come
PRIOR_WAITS = 20  # the manual's patience weighs as much as so many waits of that length


@dataclass(slots=True)
class Learner(Observer):
    """Says expected waits from what the day has shown so far, beginning with the manual's minutes and patience."""

    expected: Mapping[str, float]
    policy: QueuePolicy
    patience_minutes: float | None
    records: dict[str, Record] = field(default_factory=dict)
    gave_up: int = 0
    waited: float = 0.0
    came: deque[tuple[datetime, tuple[str, str]]] = field(default_factory=deque)
    groups: dict[str, str] = field(default_factory=dict)
    first: datetime | None = None

    def expect(self, ticket: Waiting, scene: Scene, at: datetime) -> Range | None:
        """See `estimate.expected_wait`."""
        coming = self._coming(at)
        self.came.append((at, (ticket.service_class, ticket.business)))
        self.groups[ticket.business] = ticket.business_group
        times, patience = self._times(), self._patience()
        lobby = Lobby(scene.waiting, scene.counters, times, self.policy, patience, coming, self.groups)
        return expected_wait(ticket, lobby, at)

    def served(self, business: str, minutes: float) -> None:
        """Learns how long a business takes."""
        self.records.setdefault(business, Record()).add(minutes)

    def ended(self, waited_minutes: float, gave_up: bool) -> None:
        """Learns how long people are willing to wait."""
        self.waited += waited_minutes
        self.gave_up += gave_up

    def _coming(self, at: datetime) -> dict[tuple[str, str], float]:
        """Arrivals a minute by class and business, over the hour before, or what there was of it."""
        self.first = self.first or at
        while self.came and self.came[0][0] < at - HOUR:
            self.came.popleft()
        minutes = max(LEAST_SEEN, min(HOUR, at - self.first)) / MINUTE
        return {kind: count / minutes for kind, count in Counter(kind for _, kind in self.came).items()}

    def _times(self) -> dict[str, ServiceTime]:
        return {code: self.records.get(code, Record()).service_time(minutes) for code, minutes in self.expected.items()}

    def _patience(self) -> float | None:
        """Minutes waited for each who gave up: the mean of an exponential patience, seen through waits cut short."""
        if self.patience_minutes is None:
            return None
        return (PRIOR_WAITS * self.patience_minutes + self.waited) / (PRIOR_WAITS + self.gave_up)


def replay(
    arrivals: Sequence[Arrival],
    windows: Sequence[Window],
    policy: QueuePolicy,
    businesses: Mapping[str, Business],
    patience_minutes: float,
    history: Sequence[Arrival] = (),
) -> dict[str, Any]:
    """Runs the day and reports it: {classes: {...}, estimate: {...}}; see `report`.

    `patience_minutes`: the manual's, with which the expected waits begin when the file records patience at all.
    `history`: customers of days before, whose services the expected waits have learned from.
    """
    usual = fmean(business.minutes for business in businesses.values())
    codes = {arrival.business for arrival in arrivals}
    expected = {code: float(businesses[code].minutes) if code in businesses else usual for code in codes}
    impatient = any(arrival.patience is not None for arrival in arrivals)
    learner = Learner(expected, policy, patience_minutes if impatient else None)
    for arrival in history:
        learner.served(arrival.business, arrival.service / MINUTE)
    return report(Day(arrivals, windows, policy, learner).run(), policy)


def report(visits: Sequence[Visit], policy: QueuePolicy) -> dict[str, Any]:
    """The answer of a replay, in minutes.

    `classes`, the highest first, those who came: n customers; mean, p50 and p90 of the waits of those who were called
    (null when none was); the share of all n who were called within their class's promise; how many left without being
    called. `estimate`: see `_estimate`.
    """
    present = [name for name in policy.rate if any(v.arrival.service_class == name for v in visits)]
    return {
        "classes": {
            name: _class([v for v in visits if v.arrival.service_class == name], policy.promise[name])
            for name in present
        },
        "estimate": _estimate(visits),
    }


def _class(visits: Sequence[Visit], promise_minutes: float) -> dict[str, Any]:
    waits = sorted(v.waited.total_seconds() / 60 for v in visits if v.waited is not None)
    return {
        "n": len(visits),
        "mean": _rounded(fmean(waits)) if waits else None,
        "p50": _rounded(percentile(waits, 0.5)) if waits else None,
        "p90": _rounded(percentile(waits, 0.9)) if waits else None,
        "within_promise": _rounded(sum(wait <= promise_minutes for wait in waits) / len(visits)),
        "abandoned": len(visits) - len(waits),
    }


def _estimate(visits: Sequence[Visit]) -> dict[str, Any]:
    """Over those who were told a wait and then called; all null when nobody was.

    Mean absolute error and mean error of the p50 (told less waited: above zero, people were told too long), and the
    share whose wait fell within the whole minutes told. Who gave up is left out: how long they would have waited is not
    known.
    """
    told = [(v.told, v.waited.total_seconds() / 60) for v in visits if v.told is not None and v.waited is not None]
    if not told:
        return {"mae_minutes": None, "bias_minutes": None, "inside_range": None}
    errors = [guess.low - waited for guess, waited in told]
    inside = [guess.told[0] <= waited <= guess.told[1] for guess, waited in told]
    return {
        "mae_minutes": _rounded(fmean(abs(error) for error in errors)),
        "bias_minutes": _rounded(fmean(errors)),
        "inside_range": _rounded(fmean(inside)),
    }


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value below which that share of an ascending, non-empty sequence lies, between neighbours in proportion."""
    place = (len(ordered) - 1) * share
    low, high = ordered[floor(place)], ordered[ceil(place)]
    return low + (high - low) * (place - floor(place))


def _rounded(value: float) -> float:
    return round(value, 4)

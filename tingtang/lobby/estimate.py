"""How long a customer will wait, as a range told at the ticket: p50 to p90, in minutes (A20.2c, A33.1).

Method, in closed form, so that it costs a ticket well under a millisecond:

1. The counters that may call the ticket are `c`. Without one that is open there is no answer (None); with one that is
   free the answer is nought.
2. Ahead of it are those whom the calling rules would call before it. A lower class that came earlier is ahead only
   until its score is overtaken: the line is the shortest that is consistent with its own wait. Somebody whom other
   counters serve as well weighs by the share of those counters that are among the `c`.
3. The work before it, X: what is left of the services that run (the less certain a service, the less it counts how long
   it has run), plus those ahead, less what will still run at the other counters when its turn comes; shared by `c`.
   With nobody ahead it is the time to the first free counter.
4. People give up: with a mean patience P the line shrinks while it moves: X minutes of work take P ln(1 + X/P).
5. Higher classes still to come overtake: where their rates of arrival are known, the wait grows by 1 / (1 - the share
   of the counters they will take from it).
6. Spread: with services of squared variation v the line moves with variation v at one counter and like a Poisson stream
   at many. Mean and variance are read as a gamma distribution; the range is its 50th and 90th percentile.

Whom the range holds for: by construction four customers in ten wait inside it, five less, one longer. What it is worth
against recorded days is measured by `tingtang lobby replay`; docs/lobby.md has the figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil, floor, inf, log1p, sqrt

from tingtang.lobby.calling import MINUTE, CounterFacts, QueuePolicy, Waiting, can_serve, waited_minutes

Z90 = 1.2815515655446004  # the 90th percentile of the normal distribution
PRIOR_SERVICES = 5  # the manual's minutes weigh as much as so many recorded services
PRIOR_VARIATION = 0.5  # squared variation of service times before any is recorded
MOST_OVERTAKEN = 0.8  # in a rush of higher classes the wait is stretched fivefold at most: a range, never infinite


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


@dataclass(frozen=True, slots=True)
class CounterNow:
    """An open counter, not suspended; the service that runs and since when (aware), "" and None when it is free."""

    facts: CounterFacts
    business: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Lobby:
    """What the estimate looks at: who waits, the open counters, service times by code of business.

    `patience_minutes`: the mean, None when nobody gives up. `coming`: arrivals a minute by class, where they are known.
    """

    waiting: Sequence[Waiting]
    counters: Sequence[CounterNow]
    times: Mapping[str, ServiceTime]
    policy: QueuePolicy
    patience_minutes: float | None = None
    coming: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Range:
    """The expected wait in minutes: half wait at most `low`, nine in ten at most `high`. `ahead`: people before it."""

    low: float
    high: float
    ahead: int

    @property
    def told(self) -> tuple[int, int]:
        """Whole minutes as a customer is told them, rounded outwards."""
        return floor(self.low), ceil(self.high)


def expected_wait(ticket: Waiting, lobby: Lobby, at: datetime) -> Range | None:
    """The expected wait of `ticket`, which is not itself in `lobby.waiting`, at `at` (aware).

    None when no open counter may call it: there is nothing to promise. KeyError for a business without a service time.
    """
    able = [counter for counter in lobby.counters if can_serve(counter.facts, ticket, lobby.policy)]
    if not able:
        return None
    rivals = _rivals(ticket, lobby, able, at)
    if any(counter.since is None for counter in able) and not rivals:
        return Range(0.0, 0.0, 0)
    return _Line(ticket, lobby, able, at).range(rivals)


@dataclass(frozen=True, slots=True)
class _Rival:
    """Somebody who waits for the same counters: minutes of work they bring to them, and until when they are ahead."""

    ahead_until: float
    work: float
    variation: float


def _rivals(ticket: Waiting, lobby: Lobby, able: Sequence[CounterNow], at: datetime) -> list[_Rival]:
    """Those who compete for the counters `able`, who stay ahead longest first."""
    labels = {counter.facts.label for counter in able}
    shares: dict[tuple[str, str, str], float] = {}
    found = []
    for other in lobby.waiting:
        kind = (other.service_class, other.business, other.bound_counter)
        if kind not in shares:
            serving = {c.facts.label for c in lobby.counters if can_serve(c.facts, other, lobby.policy)}
            shares[kind] = len(serving & labels) / len(serving) if serving else 0.0
        if shares[kind]:
            time = lobby.times[other.business]
            until = _ahead_until(ticket, other, lobby.policy, at)
            found.append(_Rival(until, shares[kind] * time.mean, time.variation))
    return sorted(found, key=lambda rival: -rival.ahead_until)


def _ahead_until(ticket: Waiting, other: Waiting, policy: QueuePolicy, at: datetime) -> float:
    """For how many minutes from now the calling rules put `other`, who came earlier, before `ticket`."""
    if policy.rank[other.service_class] <= policy.rank[ticket.service_class]:
        return inf
    mine, theirs = policy.rate[ticket.service_class], policy.rate[other.service_class]
    waited = waited_minutes(other, at)
    until = theirs * waited / (mine - theirs) if mine > theirs else inf
    if until >= _hard_after(other.service_class, policy) - waited:
        until = inf
    if ticket.service_class in policy.protected and other.service_class not in policy.protected:
        until = min(until, _hard_after(ticket.service_class, policy))
    return until


def _hard_after(service_class: str, policy: QueuePolicy) -> float:
    """Minutes of waiting after which a hard rule takes a class's part."""
    if service_class in policy.protected:
        return max(0.0, policy.promise[service_class] - policy.protect_minutes)
    return policy.starve_minutes


@dataclass(frozen=True, slots=True)
class _Line:
    """The line before a ticket, at the counters that may call it."""

    ticket: Waiting
    lobby: Lobby
    able: Sequence[CounterNow]
    at: datetime

    def range(self, rivals: Sequence[_Rival]) -> Range:
        """The range with as many rivals ahead as is consistent with the wait they bring."""
        left = [self._left(counter) for counter in self.able]
        variation = self._variation(rivals)
        work, ahead = 0.0, 0
        wait = self._wait(left, work, ahead, variation)
        for rival in rivals:
            if rival.ahead_until <= wait:
                break
            work, ahead = work + rival.work, ahead + 1
            wait = self._wait(left, work, ahead, variation)
        calm, wait = wait, wait / (1 - self._overtaken())
        counters = len(self.able)
        mean = self._mean(work, ahead)
        step = mean / counters
        bustle = variation + (1 - variation) * (counters - 1) / (counters + ahead)
        variance = (ahead + 1) * step**2 * bustle + (wait - calm) * step * (1 + variation)
        low, high = _percentiles(wait, variance)
        return Range(low, high, ahead)

    def _left(self, counter: CounterNow) -> float:
        """Minutes until the counter is free: what is usual less what has run, as far as services are alike."""
        if counter.since is None:
            return 0.0
        time = self.lobby.times[counter.business]
        run = max(0.0, (self.at - counter.since) / MINUTE)
        certain = 1 - min(1.0, time.variation)
        return certain * max(0.0, time.mean - run) + (1 - certain) * time.mean

    def _wait(self, left: Sequence[float], work: float, ahead: int, variation: float) -> float:
        """Steps 3 and 4: mean minutes with this much work ahead."""
        counters = len(left)
        first = _first_free(left, min(1.0, variation))
        rest = (counters - 1) * self._mean(work, ahead) * (1 + variation) / 2
        busy = max(first, (sum(left) + work - rest) / counters) if ahead else first
        patience = self.lobby.patience_minutes
        return patience * log1p(busy / patience) if patience else busy

    def _mean(self, work: float, ahead: int) -> float:
        """Mean minutes of a service at these counters: of those ahead, or of those that run."""
        if ahead:
            return work / ahead
        running = [self.lobby.times[c.business].mean for c in self.able if c.since is not None]
        return sum(running) / len(running) if running else 0.0

    def _variation(self, rivals: Sequence[_Rival]) -> float:
        running = [self.lobby.times[c.business].variation for c in self.able if c.since is not None]
        known = [*running, *(rival.variation for rival in rivals)]
        return min(1.0, sum(known) / len(known)) if known else PRIOR_VARIATION

    def _overtaken(self) -> float:
        """Share of the counters that higher classes still to come will take before this ticket."""
        policy, own = self.lobby.policy, self.ticket.service_class
        means = [time.mean for time in self.lobby.times.values()]
        if not means:
            return 0.0
        minutes = sum(means) / len(means)
        taken = sum(
            rate * minutes / len(self.able) * (1 - policy.rate[own] / policy.rate[name])
            for name, rate in self.lobby.coming.items()
            if policy.rank[name] < policy.rank[own]
        )
        return min(MOST_OVERTAKEN, taken)


def _first_free(left: Sequence[float], variation: float) -> float:
    """Minutes to the first free counter: the least left, or the rate at which they end, by how certain it is."""
    soonest = min(left)
    if soonest <= 0:
        return 0.0
    ending = 1 / sum(1 / minutes for minutes in left)
    return (1 - variation) * soonest + variation * ending


def _percentiles(mean: float, variance: float) -> tuple[float, float]:
    """The 50th and 90th percentile of the gamma distribution (Wilson and Hilferty)."""
    if mean <= 0:
        return 0.0, 0.0
    shape = max(0.5, mean**2 / variance) if variance > 0 else 1e9
    base, width = 1 - 1 / (9 * shape), 1 / (3 * sqrt(shape))
    return mean * base**3, mean * (base + Z90 * width) ** 3

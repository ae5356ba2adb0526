"""How long a customer will wait, as a range told at the ticket: p50 to p90, in minutes (A20.2c, A33.1).

Method, in closed form, so that it costs a ticket a tenth of a millisecond in a usual line:

1. The counters that may call the ticket are `c`. Without one that is open there is no answer (None); with one that is
   free the answer is nought.
2. Ahead of it are those whom the calling rules would call before it. A lower class that came earlier is ahead only
   until its score is overtaken, a higher one that came later from when it overtakes: the line is the shortest that is
   consistent with its own wait. Whom other counters serve as well weighs by the share of theirs that are among the `c`.
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
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import ceil, floor, inf, log1p, sqrt

from tingtang.lobby.calling import MINUTE, CounterFacts, QueuePolicy, Waiting, can_serve, waited_minutes
from tingtang.lobby.service_times import PRIOR_VARIATION, ServiceTime

Z90 = 1.2815515655446004  # the 90th percentile of the normal distribution
MOST_OVERTAKEN = 0.8  # in a rush of higher classes the wait is stretched fivefold at most: a range, never infinite


@dataclass(frozen=True, slots=True)
class CounterNow:
    """An open counter, not suspended; the service that runs and since when (aware), "" and None when it is free."""

    facts: CounterFacts
    business: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Lobby:
    """What the estimate looks at: who waits, the open counters, service times by code of business.

    `patience_minutes`: the mean, None when nobody gives up. `coming`: arrivals a minute by class and business, where
    they are known; `groups` then names the group of each business.
    """

    waiting: Sequence[Waiting]
    counters: Sequence[CounterNow]
    times: Mapping[str, ServiceTime]
    policy: QueuePolicy
    patience_minutes: float | None = None
    coming: Mapping[tuple[str, str], float] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)


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
    shares = _Shares(lobby, frozenset(counter.facts.label for counter in able))
    rivals = _rivals(ticket, lobby, shares, at)
    if _is_called_at_once(able, lobby):
        return Range(0.0, 0.0, sum(rival.ahead_from == 0.0 for rival in rivals))
    return _Line(lobby, able, at).range(rivals, _overtaken(ticket, lobby, shares))


def _is_called_at_once(able: Sequence[CounterNow], lobby: Lobby) -> bool:
    """Whether more of these counters are free than there are people whom the free ones could call instead."""
    free = [counter for counter in able if counter.since is None]
    takers = [one for one in lobby.waiting if any(can_serve(c.facts, one, lobby.policy) for c in free)]
    return len(takers) < len(free)


def people_before(ticket: Waiting, waiting: Sequence[Waiting], policy: QueuePolicy, at: datetime) -> int:
    """How many of those who wait stand before `ticket` now, whichever counters serve them."""
    return sum(_ahead(ticket, other, policy, at)[0] == 0.0 for other in waiting)


@dataclass(frozen=True, slots=True)
class _Load:
    """Services that a set of counters will have to do: how many, their minutes and squared minutes, as expected."""

    heads: float = 0.0
    minutes: float = 0.0
    squares: float = 0.0

    @property
    def mean(self) -> float:
        """Minutes of one service."""
        return self.minutes / self.heads if self.heads else 0.0

    @property
    def variation(self) -> float:
        """Squared variation over all of them, at most that of services which forget how long they have run."""
        return max(0.0, min(1.0, self.squares / self.heads / self.mean**2 - 1)) if self.minutes else PRIOR_VARIATION

    @property
    def half(self) -> float:
        """Minutes still to run of one that is looked at anywhere between its beginning and its end."""
        return self.squares / self.minutes / 2 if self.minutes else 0.0


def _load(time: ServiceTime, share: float = 1.0) -> _Load:
    return _Load(share, share * time.mean, share * time.mean**2 * (1 + time.variation))


def _sum(loads: Sequence[_Load]) -> _Load:
    return _Load(
        sum([load.heads for load in loads]),
        sum([load.minutes for load in loads]),
        sum([load.squares for load in loads]),
    )


@dataclass(slots=True)
class _Shares:
    """What tickets bring to some of the open counters, `labels`; asked once for each kind of ticket."""

    lobby: Lobby
    labels: frozenset[str]
    known: dict[tuple[str, str, str], _Load] = field(default_factory=dict)

    def of(self, ticket: Waiting) -> _Load:
        """Weighed by the share of the counters which may call it that is among `labels`: none for somebody whom none of
        them serves, a whole service for somebody who depends on them alone."""
        kind = (ticket.service_class, ticket.business, ticket.bound_counter)
        if kind not in self.known:
            lobby = self.lobby
            serving = {c.facts.label for c in lobby.counters if can_serve(c.facts, ticket, lobby.policy)}
            share = len(serving & self.labels) / len(serving) if serving else 0.0
            self.known[kind] = _load(lobby.times[ticket.business], share)
        return self.known[kind]


@dataclass(frozen=True, slots=True)
class _Rival:
    """Somebody who waits for the same counters: the load they bring to them; from and until when they are ahead."""

    ahead_from: float
    ahead_until: float
    load: _Load


def _rivals(ticket: Waiting, lobby: Lobby, shares: _Shares, at: datetime) -> list[_Rival]:
    """Those who compete for the same counters."""
    return [
        _Rival(*_ahead(ticket, other, lobby.policy, at), load)
        for other in lobby.waiting
        if (load := shares.of(other)).heads
    ]


def _ahead(ticket: Waiting, other: Waiting, policy: QueuePolicy, at: datetime) -> tuple[float, float]:
    """From and until how many minutes from now the calling rules put `other` before `ticket`; (inf, 0) for never."""
    mine, theirs = policy.rank[ticket.service_class], policy.rank[other.service_class]
    if mine == theirs:
        earlier = (other.clock_from, other.seq) < (ticket.clock_from, ticket.seq)
        return (0.0, inf) if earlier else (inf, 0.0)
    if theirs < mine:
        return _passes(other, ticket, policy, at), inf
    until = _passes(ticket, other, policy, at)
    starves = policy.starve_minutes - waited_minutes(other, at)
    return 0.0, inf if until >= starves and ticket.service_class not in policy.protected else until


def _passes(higher: Waiting, lower: Waiting, policy: QueuePolicy, at: datetime) -> float:
    """Minutes from now after which `higher` goes before `lower`: its score is larger, or its promise is due."""
    fast, slow = policy.rate[higher.service_class], policy.rate[lower.service_class]
    waited = waited_minutes(higher, at)
    lead = slow * waited_minutes(lower, at) - fast * waited
    passes = max(0.0, lead / (fast - slow)) if fast > slow else (0.0 if lead <= 0 else inf)
    if higher.service_class in policy.protected and lower.service_class not in policy.protected:
        due = policy.promise[higher.service_class] - policy.protect_minutes - waited
        return min(passes, max(0.0, due))
    return passes


@dataclass(frozen=True, slots=True)
class _Line:
    """The line before a ticket, at the counters that may call it."""

    lobby: Lobby
    able: Sequence[CounterNow]
    at: datetime

    def range(self, rivals: Sequence[_Rival], overtaken: float) -> Range:
        """The range with as many rivals ahead as is consistent with the wait they bring."""
        left = [self._left(counter) for counter in self.able]
        running = _sum([_load(self.lobby.times[c.business]) for c in self.able if c.since is not None])
        always = [rival.load for rival in rivals if rival.ahead_from == 0.0 and rival.ahead_until == inf]
        load, ahead = _sum(always), len(always)
        wait = self._wait(left, load, running)
        for rival in _in_doubt(rivals):
            if rival.ahead_from <= wait < rival.ahead_until:
                load, ahead = _sum((load, rival.load)), ahead + 1
                wait = self._wait(left, load, running)
        calm, wait = wait, wait / (1 - overtaken)
        variance = _variance(load, running, len(left)) + (wait - calm) * running.mean / len(left) * 2
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

    def _wait(self, left: Sequence[float], load: _Load, running: _Load) -> float:
        """Steps 3 and 4: mean minutes with this load ahead."""
        busy = _first_free(left, running.variation)
        if load.heads:
            busy = max(busy, (sum(left) + load.minutes - (len(left) - 1) * load.half) / len(left))
        patience = self.lobby.patience_minutes
        return patience * log1p(busy / patience) if patience else busy


def _in_doubt(rivals: Sequence[_Rival]) -> list[_Rival]:
    """Those who are ahead for a while only: who is overtaken last, then who overtakes first."""
    overtaken = [rival for rival in rivals if rival.ahead_from == 0.0 and rival.ahead_until < inf]
    overtaking = [rival for rival in rivals if 0.0 < rival.ahead_from < inf]
    overtaken.sort(key=lambda rival: -rival.ahead_until)
    overtaking.sort(key=lambda rival: rival.ahead_from)
    return [*overtaken, *overtaking]


def _variance(load: _Load, running: _Load, counters: int) -> float:
    """Step 6: of the time until the line has moved up to the ticket."""
    all_of_it = _sum((load, running))
    v, heads = all_of_it.variation, load.heads
    return (heads + 1) * (all_of_it.mean / counters) ** 2 * (v + (1 - v) * (counters - 1) / (counters + heads))


def _overtaken(ticket: Waiting, lobby: Lobby, shares: _Shares) -> float:
    """Step 5: the share of the counters that higher classes still to come will take before the ticket's turn."""
    policy, own = lobby.policy, ticket.service_class
    taken = 0.0
    for (name, business), rate in lobby.coming.items():
        if policy.rank[name] < policy.rank[own]:
            kind = replace(ticket, service_class=name, business=business, business_group=lobby.groups[business])
            lead = 1 - policy.rate[own] / policy.rate[name]
            taken += rate * shares.of(kind).minutes * lead / len(shares.labels)
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

"""The run: events in the order of time, and at each instant the calling function of the outlets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count

from tingtang.lobby.calling import CounterFacts, QueuePolicy, Waiting, choose
from tingtang.lobby.estimate import CounterNow, Range
from tingtang.lobby.replay.day import Arrival, Window
from tingtang.shared.times import business_date

# Everything that happens at an instant is known before anybody is called at it; giving up comes after the call.
FINISH, CLOSE, OPEN, ARRIVE, LEAVE = range(5)


@dataclass(slots=True)
class Visit:
    """What became of a customer. `called_at` None: left without being called; `told` None: nothing could be told."""

    arrival: Arrival
    told: Range | None = None
    called_at: datetime | None = None
    left_at: datetime | None = None
    rule: str = ""
    counter: str = ""

    @property
    def waited(self) -> timedelta | None:
        """From the arrival to the call; None when it never came."""
        return None if self.called_at is None else self.called_at - self.arrival.at


@dataclass(slots=True)
class _Counter:
    """A counter's state: the facts of its window, whether it is open, what it does, since when."""

    facts: CounterFacts
    open: bool = False
    business: str = ""
    busy: bool = False
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """What an observer may see when a customer takes a ticket: nothing of the future."""

    waiting: Sequence[Waiting]
    counters: Sequence[CounterNow]


class Observer:
    """Who is told of the day as it goes, and says the expected wait; this one says nothing."""

    def expect(self, ticket: Waiting, scene: Scene, at: datetime) -> Range | None:  # noqa: ARG002
        """The wait told to a ticket that is about to join the line."""
        return None

    def served(self, business: str, minutes: float) -> None:
        """A service has ended."""

    def ended(self, waited_minutes: float, gave_up: bool) -> None:
        """A wait has ended, by a call or not."""


@dataclass(slots=True)
class Day:
    """One run over customers and counters. `run` gives the visits in the order of arrival."""

    arrivals: Sequence[Arrival]
    windows: Sequence[Window]
    policy: QueuePolicy
    observer: Observer = field(default_factory=Observer)
    _events: list[tuple[datetime, int, int, Callable[[datetime], None]]] = field(default_factory=list)
    _order: count[int] = field(default_factory=count)
    _counters: dict[str, _Counter] = field(default_factory=dict)
    _waiting: dict[int, Waiting] = field(default_factory=dict)
    _visits: list[Visit] = field(default_factory=list)

    def run(self) -> list[Visit]:
        """Plays everything to its end: services that run are finished, whoever still waits then leaves."""
        self._visits = [Visit(arrival) for arrival in self.arrivals]
        self._set_up()
        now: datetime | None = None
        while self._events:
            now = self._events[0][0]
            while self._events and self._events[0][0] == now and self._events[0][1] < LEAVE:
                heappop(self._events)[3](now)
            self._call(now)
            while self._events and self._events[0][0] == now and self._events[0][1] == LEAVE:
                heappop(self._events)[3](now)
            self._send_home(now)
        for number in list(self._waiting) if now else []:
            self._leave(number, now)  # type: ignore[arg-type]
        return self._visits

    def _at(self, at: datetime, kind: int, do: Callable[[datetime], None]) -> None:
        heappush(self._events, (at, kind, next(self._order), do))

    def _set_up(self) -> None:
        for window in self.windows:
            counter = self._counters.setdefault(window.facts.label, _Counter(window.facts))
            if window.opens_at is None:
                counter.open = True
            else:
                self._at(window.opens_at, OPEN, self._opening(counter, window.facts))
            if window.closes_at is not None:
                self._at(window.closes_at, CLOSE, self._closing(counter))
        for number, arrival in enumerate(self.arrivals):
            self._at(arrival.at, ARRIVE, self._arriving(number))

    def _opening(self, counter: _Counter, facts: CounterFacts) -> Callable[[datetime], None]:
        def opens(at: datetime) -> None:
            counter.open, counter.facts = True, replace(facts, last_rule=counter.facts.last_rule)
            if not counter.busy:
                counter.since = at

        return opens

    def _closing(self, counter: _Counter) -> Callable[[datetime], None]:
        """No more calls; a service that runs is finished."""

        def closes(_at: datetime) -> None:
            counter.open = False

        return closes

    def _arriving(self, number: int) -> Callable[[datetime], None]:
        def arrives(at: datetime) -> None:
            visit = self._visits[number]
            came = visit.arrival
            ticket = Waiting(number, came.service_class, came.group, at, number, business=came.business)
            visit.told = self.observer.expect(ticket, self._scene(), at)
            self._waiting[number] = ticket
            if came.patience is not None:
                self._at(at + came.patience, LEAVE, lambda then: self._leave(number, then))

        return arrives

    def _scene(self) -> Scene:
        now = [
            CounterNow(counter.facts, counter.business, counter.since if counter.busy else None)
            for counter in self._counters.values()
            if counter.open
        ]
        return Scene(list(self._waiting.values()), now)

    def _call(self, at: datetime) -> None:
        """Every free counter calls, the one that has been free longest first."""
        free = [counter for counter in self._counters.values() if counter.open and not counter.busy]
        for counter in sorted(free, key=lambda one: one.since.timestamp() if one.since else 0.0):
            if not self._waiting:
                return
            choice = choose(list(self._waiting.values()), counter.facts, self.policy, at)
            if choice is not None:
                self._start(counter, choice.ticket_id, choice.rule, at)

    def _start(self, counter: _Counter, number: int, rule: str, at: datetime) -> None:
        del self._waiting[number]
        visit = self._visits[number]
        visit.called_at, visit.rule, visit.counter = at, rule, counter.facts.label
        counter.busy, counter.since, counter.business = True, at, visit.arrival.business
        counter.facts = replace(counter.facts, last_rule=rule)
        self.observer.ended(_minutes(at - visit.arrival.at), gave_up=False)
        self._at(at + visit.arrival.service, FINISH, self._finishing(counter, visit.arrival))

    def _finishing(self, counter: _Counter, arrival: Arrival) -> Callable[[datetime], None]:
        def finishes(at: datetime) -> None:
            counter.busy, counter.since, counter.business = False, at, ""
            self.observer.served(arrival.business, _minutes(arrival.service))

        return finishes

    def _leave(self, number: int, at: datetime) -> None:
        if self._waiting.pop(number, None) is not None:
            visit = self._visits[number]
            visit.left_at = at
            self.observer.ended(_minutes(at - visit.arrival.at), gave_up=True)

    def _send_home(self, at: datetime) -> None:
        """When no counter is open and none opens again that day, nobody waits until the next."""
        if not self._waiting or any(counter.open for counter in self._counters.values()):
            return
        today = business_date(at)
        opens_again = (w.opens_at for w in self.windows if w.opens_at is not None and w.opens_at > at)
        if not any(business_date(opens) == today for opens in opens_again):
            for number in list(self._waiting):
                self._leave(number, at)


def _minutes(span: timedelta) -> float:
    return span.total_seconds() / 60

"""Who is called next (A19.2b, A28.3, A33.1): a pure function over those who wait, the counter and the manual's values.

Three rules, in this order:

promise   a promise that breaks within `protect_minutes`, or is broken already: the one that breaks soonest goes first.
starving  who has waited `starve_minutes` goes before everybody whose wait is shorter, whatever the class.
score     otherwise the highest score: points a minute of the class x minutes waited (accumulating priority).

While somebody starves, neither of the two hard rules takes two calls of a counter in a row: after a promise comes who
starves, after who starves a promise or the score. So promises are kept when the ordinary queue overflows, those served
first for need keep their lead in it, and nobody is forgotten when the important customers overflow.
Ties go to the higher class, then the longer wait, then the lower number. Why so: docs/adr/0023-who-is-called-next.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import nsmallest
from itertools import pairwise
from typing import Any, Literal

from tingtang.manual.book import ServiceClass, Value

Rule = Literal["promise", "starving", "score"]
Key = tuple[int, float, int, float, int, int]
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A ticket that waits. `clock_from` is aware: see `clock_start`; a transfer keeps it.

    `bound_counter` is the label of the counter it was transferred to: only that one calls it, whatever its skills.
    `business` is the code, for counters whose skills name a single kind; the group is enough otherwise.
    """

    ticket_id: int
    service_class: str
    business_group: str
    clock_from: datetime
    seq: int
    bound_counter: str = ""
    business: str = ""


@dataclass(frozen=True, slots=True)
class CounterFacts:
    """A counter that calls. Empty `skills`: every business; empty `classes`: every class.

    `skills` hold groups or codes of business. `classes` name whom it is meant for: it serves them and every class above
    them, so that no counter type lets a higher class wait behind a lower one. `last_rule` is the rule of its last call
    (Choice.rule), "" for none: what keeps a hard rule from taking every call.
    """

    label: str
    skills: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    last_rule: str = ""


@dataclass(frozen=True, slots=True)
class QueuePolicy:
    """The manual's values of the queue. The mappings are by class, highest first; times in minutes. `rank` 0: highest.

    ValueError when a higher class would earn less or be promised more time than one below it: the order of the classes
    would be none.
    """

    rate: Mapping[str, float]
    promise: Mapping[str, float]
    protected: frozenset[str]
    starve_minutes: float
    protect_minutes: float
    booking_grace_minutes: float = 0.0
    rank: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = list(self.rate)
        object.__setattr__(self, "rank", {name: place for place, name in enumerate(names)})
        for higher, lower in pairwise(names):
            if self.rate[higher] < self.rate[lower]:
                raise ValueError(f"{higher} earns fewer points a minute than {lower}, a lower class")
            if lower in self.protected and not (
                higher in self.protected and self.promise[higher] <= self.promise[lower]
            ):
                raise ValueError(f"{lower} is protected better than {higher}, a higher class")


@dataclass(frozen=True, slots=True)
class Choice:
    """The ticket to call, by which rule, and why: JSON-able, kept with the step."""

    ticket_id: int
    rule: Rule
    why: dict[str, Any]


def policy_of(classes: Iterable[ServiceClass], values: Mapping[str, Value]) -> QueuePolicy:
    """The policy under the manual's values in force: `rulebook().service_classes.values()`, `queries.values(...)`."""
    ordered = list(classes)
    return QueuePolicy(
        rate={one.code: float(values[one.rate].value) for one in ordered},  # type: ignore[arg-type]
        promise={one.code: float(values[one.promise].value) for one in ordered},  # type: ignore[arg-type]
        protected=frozenset(one.code for one in ordered if one.protected),
        starve_minutes=float(values["queue.starve_minutes"].value),  # type: ignore[arg-type]
        protect_minutes=float(values["queue.protect_minutes"].value),  # type: ignore[arg-type]
        booking_grace_minutes=float(values["queue.booking_grace_minutes"].value),  # type: ignore[arg-type]
    )


def clock_start(taken_at: datetime, booked_for: datetime | None, policy: QueuePolicy) -> datetime:
    """From when a wait counts: the booked time; the ticket's own where nothing was booked or the grace has passed."""
    if booked_for is None or taken_at > booked_for + policy.booking_grace_minutes * MINUTE:
        return taken_at
    return booked_for


def can_serve(counter: CounterFacts, ticket: Waiting, policy: QueuePolicy) -> bool:
    """Whether the counter may call the ticket: bound to it; or unbound, within its skills and not below its classes."""
    rank = policy.rank
    return _can_serve(counter, ticket, rank[ticket.service_class], _lowest(counter, rank))


def choose(waiting: Sequence[Waiting], counter: CounterFacts, policy: QueuePolicy, at: datetime) -> Choice | None:
    """The ticket that `counter` calls at `at` (aware), or None when nobody waits whom it can serve.

    Depends on nothing but its arguments, and not on the order of `waiting`. KeyError for a class the policy lacks.
    """
    rank = policy.rank
    lowest = _lowest(counter, rank)
    able = [ticket for ticket in waiting if _can_serve(counter, ticket, rank[ticket.service_class], lowest)]
    if not able:
        return None
    keyed = ((_key(ticket, rank[ticket.service_class], policy, at, counter.last_rule), ticket) for ticket in able)
    best = nsmallest(2, keyed, key=_first)
    (key, ticket), runner_up = best[0], best[1] if len(best) > 1 else None
    rule = _rule(key)
    why = {
        **_said(ticket, policy, at),
        "rule": rule,
        "promise_minutes": policy.promise[ticket.service_class],
        "waiting": len(able),
        "runner_up": {**_said(runner_up[1], policy, at), "rule": _rule(runner_up[0])} if runner_up else None,
    }
    return Choice(ticket.ticket_id, rule, why)


def waited_minutes(ticket: Waiting, at: datetime) -> float:
    """Minutes waited by `at`; zero before a booked time."""
    return max(0.0, (at - ticket.clock_from) / MINUTE)


def _lowest(counter: CounterFacts, rank: Mapping[str, int]) -> int:
    return max((rank[name] for name in counter.classes), default=len(rank))


def _can_serve(counter: CounterFacts, ticket: Waiting, rank: int, lowest: int) -> bool:
    if ticket.bound_counter:
        return ticket.bound_counter == counter.label
    if rank > lowest:
        return False
    return not counter.skills or ticket.business_group in counter.skills or ticket.business in counter.skills


def _key(ticket: Waiting, rank: int, policy: QueuePolicy, at: datetime, last_rule: str) -> Key:
    """Smallest first. The leading number is the place of the rule: see `_rule`."""
    waited = waited_minutes(ticket, at)
    starving = waited >= policy.starve_minutes and last_rule != "starving"
    if starving and last_rule == "promise":
        return (0, -waited, rank, 0.0, ticket.seq, ticket.ticket_id)
    if ticket.service_class in policy.protected:
        left = policy.promise[ticket.service_class] - waited
        if left <= policy.protect_minutes:
            return (1, left, rank, 0.0, ticket.seq, ticket.ticket_id)
    if starving:
        return (2, -waited, rank, 0.0, ticket.seq, ticket.ticket_id)
    return (3, -policy.rate[ticket.service_class] * waited, rank, -waited, ticket.seq, ticket.ticket_id)


def _first(pair: tuple[Key, Waiting]) -> Key:
    return pair[0]


def _rule(key: Key) -> Rule:
    return ("starving", "promise", "starving", "score")[key[0]]


def _said(ticket: Waiting, policy: QueuePolicy, at: datetime) -> dict[str, Any]:
    waited = waited_minutes(ticket, at)
    return {
        "ticket_id": ticket.ticket_id,
        "service_class": ticket.service_class,
        "waited_minutes": round(waited, 2),
        "score": round(policy.rate[ticket.service_class] * waited, 2),
    }

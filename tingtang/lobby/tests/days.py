"""Days for the tests: customers and counters in a line each, the manual's policy, a strict order for the oracles."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tingtang.lobby.calling import CounterFacts, QueuePolicy, Waiting, policy_of
from tingtang.lobby.replay.day import Arrival, Window
from tingtang.lobby.replay.simulate import Day, Visit
from tingtang.manual.book import load
from tingtang.shared.times import ZONE

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE).astimezone(UTC)
BOOK = load()
POLICY = policy_of(BOOK.service_classes.values(), BOOK.values(date(2026, 11, 23)))
# Nobody is promised anything and a higher class always goes first: what queueing theory calls non-preemptive priority.
STRICT = QueuePolicy(
    rate={"private": 1e18, "wealth": 1e12, "vip": 1e6, "priority": 1e6, "booked": 1e6, "ordinary": 1e-6},
    promise=dict.fromkeys(POLICY.rate, 1e9),
    protected=frozenset(),
    starve_minutes=1e12,
    protect_minutes=0.0,
)


def dice(seed: int) -> random.Random:
    """Chance, the same each time."""
    return random.Random(seed)  # noqa: S311


def minutes(number: float) -> timedelta:
    """A span."""
    return timedelta(minutes=number)


def came(
    after: float,
    service: float,
    service_class: str = "ordinary",
    business: str = "transfer",
    patience: float | None = None,
) -> Arrival:
    """A customer so many minutes after nine, with minutes of service and of patience."""
    group = BOOK.businesses[business].group if business in BOOK.businesses else business
    gives_up = None if patience is None else minutes(patience)
    return Arrival(NINE + minutes(after), service_class, business, group, minutes(service), gives_up)


def counter(
    label: str, skills: str = "", classes: str = "", opens: float | None = None, closes: float | None = None
) -> Window:
    """A counter, open from and until so many minutes after nine."""
    facts = CounterFacts(label, frozenset(skills.split()), frozenset(classes.split()))
    return Window(
        facts,
        None if opens is None else NINE + minutes(opens),
        None if closes is None else NINE + minutes(closes),
    )


def run(arrivals: list[Arrival], windows: list[Window], policy: QueuePolicy = POLICY) -> list[Visit]:
    """The visits of a day, without expected waits."""
    return Day(arrivals, windows, policy).run()


def waits(visits: list[Visit]) -> list[float | None]:
    """Minutes waited by each customer; None for who was never called."""
    return [None if v.waited is None else round(v.waited.total_seconds() / 60, 6) for v in visits]


def waiting(number: int, service_class: str = "ordinary", waited: float = 0, **other: Any) -> Waiting:
    """A ticket that has waited so many minutes at nine."""
    fields = {"business_group": "non_cash", "seq": number, "business": "transfer", **other}
    return Waiting(ticket_id=number, service_class=service_class, clock_from=NINE - minutes(waited), **fields)


# First come, first served, whoever they are.
TURN = QueuePolicy(
    rate=dict.fromkeys(POLICY.rate, 1.0),
    promise=dict.fromkeys(POLICY.rate, 1e9),
    protected=frozenset(),
    starve_minutes=1e12,
    protect_minutes=0.0,
)

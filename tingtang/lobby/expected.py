"""The wait told at arrival and to whoever follows their place in line: a range (p50 to p90), never a promise (A20.2c).

The method is that of `estimate.expected_wait`, the same that `tingtang lobby replay` measures. Here it sees the line
and the counters of the outlet, the manual's minutes of a service and its patience.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tingtang.lobby.calling import CounterFacts, Waiting
from tingtang.lobby.estimate import CounterNow, Lobby, expected_wait, people_before
from tingtang.lobby.facts import book, figure, policy
from tingtang.lobby.hot import day
from tingtang.lobby.service_times import ServiceTime
from tingtang.lobby.statements import BEFORE_ME
from tingtang.manual.book import Business
from tingtang.shared.times import business_date, from_database


@dataclass(frozen=True, slots=True)
class Wait:
    """People ahead, and the minutes in which half and nine tenths are called; None: no counter that may is open."""

    ahead: int
    low: int | None
    high: int | None


def wait_of(
    institution_id: str,
    service_class: str,
    business: Business,
    at: datetime,
    seq: int | None = None,
    clock_from: datetime | None = None,
) -> Wait:
    """What to tell somebody who comes now, or who has number `seq` since `clock_from`: one question to the database."""
    rows = BEFORE_ME.rows({"outlet": institution_id, "on": day(business_date(at))})
    values = policy(institution_id, at)
    # Without a number of their own, whoever comes now stands behind everybody of their class.
    last = 1 + max((row[3] for row in rows), default=0)
    me = Waiting(0, service_class, business.group, clock_from or at, seq or last, business=business.code)
    waiting = [_waiting(row, at) for row in rows if row[0] == "ticket" and (row[1], row[3]) != (service_class, seq)]
    counters = [_counter(row) for row in rows if row[0] == "counter"]
    patience = float(figure("queue.patience_minutes", institution_id, at))
    found = expected_wait(me, Lobby(waiting, counters, _times(rows, business, at), values, patience), at)
    if found is None:
        return Wait(people_before(me, waiting, values, at), None, None)
    return Wait(found.ahead, *found.told)


def _waiting(row: Sequence[Any], at: datetime) -> Waiting:
    _, service_class, business, seq, clock_from, bound, _ = row
    known = book(at).businesses.get(business)
    group = known.group if known else "other"
    return Waiting(seq, service_class, group, from_database(clock_from), seq, bound, business)


def _counter(row: Sequence[Any]) -> CounterNow:
    _, classes, skills, _, since, label, business = row
    facts = CounterFacts(label, frozenset(json.loads(skills)), frozenset(json.loads(classes)))
    return CounterNow(facts, business, from_database(since) if since else None)


def _times(rows: Sequence[Sequence[Any]], business: Business, at: datetime) -> dict[str, ServiceTime]:
    """The manual's minutes of each business waited for or served; one it no longer knows takes as long as mine."""
    known = book(at).businesses
    codes = {business.code} | {row[2] if row[0] == "ticket" else row[6] for row in rows}
    return {code: ServiceTime(float(known.get(code, business).minutes)) for code in codes}

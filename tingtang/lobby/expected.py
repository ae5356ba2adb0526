"""The wait told at arrival and to whoever follows their place in line: a range (p50 to p90), never a promise (A20.2c).

The method is that of `estimate.expected_wait`, the same that `tingtang lobby replay` measures. Here it sees the line
and the counters of the outlet, its own service times drawn towards the manual's minutes, who came in the last hour.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from tingtang.lobby.calling import CounterFacts, Waiting
from tingtang.lobby.estimate import CounterNow, Lobby, expected_wait, people_before
from tingtang.lobby.facts import book, figure, policy
from tingtang.lobby.history import coming, services
from tingtang.lobby.hot import day
from tingtang.lobby.service_times import Record, ServiceTime
from tingtang.lobby.statements import BEFORE_ME
from tingtang.manual.book import Business
from tingtang.shared.times import business_date, from_database

NOTHING = Record()


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
    arrivals = coming(institution_id, at)
    codes = {one.business for one in waiting} | {one.business for one in counters} | {code for _, code in arrivals}
    times = _times(codes | {business.code}, business, services(institution_id, at), at)
    groups = {code: book(at).businesses[code].group if code in book(at).businesses else "other" for code in codes}
    found = expected_wait(me, Lobby(waiting, counters, times, values, patience, arrivals, groups), at)
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
    return CounterNow(_facts(label, skills, classes), business, from_database(since) if since else None)


@lru_cache(maxsize=4096)
def _facts(label: str, skills: str, classes: str) -> CounterFacts:
    """What a counter is; read from its texts once, not for each ticket."""
    return CounterFacts(label, frozenset(json.loads(skills)), frozenset(json.loads(classes)))


def _times(
    codes: Iterable[str], business: Business, records: Mapping[str, Record], at: datetime
) -> dict[str, ServiceTime]:
    """What the outlet recorded, drawn towards the manual's minutes; a business it no longer knows takes as mine."""
    known = book(at).businesses
    return {code: records.get(code, NOTHING).service_time(float(known.get(code, business).minutes)) for code in codes}

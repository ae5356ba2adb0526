"""The wait told at arrival and to whoever follows their place in line: a range (p50 to p90), never a promise (A20.2c).

Method: whoever is ahead leaves the line one by one as the counters that may serve come free, on average every
(minutes of a service / such counters); the time until the k-th does is a gamma variable, of which the median and the
ninth decile are told. Minutes of a service are the manual's (businesses.yaml), the mean over those ahead.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil, sqrt
from statistics import fmean
from typing import Any

from tingtang.lobby.calling import CounterFacts, QueuePolicy, Waiting, can_serve
from tingtang.lobby.facts import policy
from tingtang.lobby.hot import day
from tingtang.lobby.statements import BEFORE_ME
from tingtang.manual.book import Business
from tingtang.manual.queries import rulebook
from tingtang.shared.times import business_date

_Z90 = 1.2816  # of the standard normal: nine tenths lie below


@dataclass(frozen=True, slots=True)
class Wait:
    """People ahead, and the minutes in which half and nine tenths are called; None: no counter that may is open."""

    ahead: int
    low: int | None
    high: int | None


def wait_of(institution_id: str, service_class: str, business: Business, at: datetime, seq: int | None = None) -> Wait:
    """What to tell somebody who comes now, or who holds number `seq`: one question to the database."""
    rows = BEFORE_ME.rows({"outlet": institution_id, "on": day(business_date(at))})
    values = policy(institution_id, at)
    me = Waiting(0, service_class, business.group, at, seq or 0, business=business.code)
    able = [row for row in rows if row[0] == "counter" and can_serve(_facts(row), me, values)]
    before = [row for row in rows if row[0] == "ticket" and _before(row, service_class, seq, values)]
    if not able:
        return Wait(len(before), None, None)
    free = sum(1 for row in able if not row[3])
    return _range(len(before), free, len(able), _minutes(before, business))


def _facts(row: Sequence[Any]) -> CounterFacts:
    return CounterFacts("", frozenset(json.loads(row[2])), frozenset(json.loads(row[1])))


def _before(row: Sequence[Any], service_class: str, seq: int | None, values: QueuePolicy) -> bool:
    """Of a higher class, or of the same with a smaller number. Lower classes fall behind as the wait grows."""
    mine, theirs = values.rank[service_class], values.rank[row[1]]
    return theirs < mine or (theirs == mine and (seq is None or row[3] < seq))


def _minutes(before: Sequence[Sequence[Any]], business: Business) -> float:
    known = rulebook().businesses
    return fmean([known[row[2]].minutes for row in before if row[2] in known] or [business.minutes])


def _range(ahead: int, free: int, counters: int, minutes: float) -> Wait:
    """Wilson and Hilferty's quantiles of the gamma variable, in whole minutes rounded up."""
    k = ahead + 1 - free
    if k <= 0:
        return Wait(ahead, 0, 0)
    low, high = (k * (1 - 1 / (9 * k) + z / (3 * sqrt(k))) ** 3 * minutes / counters for z in (0.0, _Z90))
    return Wait(ahead, ceil(low), ceil(high))

"""How good the signals of leaving are: precision, recall and lift on the product's own history (A31.4).

Question. At the end of each week of the period it is asked of every maintained customer with assets: does a signal
stand (raised within `attrition.signal_stands_days`), and has the customer left so many days later? Left is
`attrition.left_share` of that day's assets gone by the first assets recorded on or after that day. The signal is always
earlier than what it foretells; what fell before the day counts for nothing. A customer-week whose later assets are not
known is left out, and counted as such.

    precision   of the weeks with a signal, the share that left
    recall      of the weeks that left, the share with a signal
    lift        precision over the share that left of all weeks: 1 is no better than chance
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import connection

from tingtang.contacts.attrition import signal_clauses, signal_kinds
from tingtang.manual.queries import value
from tingtang.shared.times import day_end, day_start

ANY = "any"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: days from `first` to `last`, left within `horizon` days by a drop of `left_share`."""

    first: date
    last: date
    horizon: int
    left_share: Decimal
    stands: int
    least: Decimal


@dataclass(frozen=True, slots=True)
class Counts:
    """Customer-weeks: with a signal and left, with a signal and stayed, without one and left, without and stayed."""

    hit: int = 0
    false: int = 0
    missed: int = 0
    quiet: int = 0

    @property
    def weeks(self) -> int:
        """All."""
        return self.hit + self.false + self.missed + self.quiet

    @property
    def precision(self) -> Fraction | None:
        """None without a signal."""
        return _share(self.hit, self.hit + self.false)

    @property
    def recall(self) -> Fraction | None:
        """None when nobody left."""
        return _share(self.hit, self.hit + self.missed)

    @property
    def lift(self) -> Fraction | None:
        """None without a signal or when nobody left."""
        base = _share(self.hit + self.missed, self.weeks)
        return self.precision / base if self.precision is not None and base else None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The answer: of any signal, and of each kind alone; the days asked; customer-weeks whose end is not known yet."""

    question: Question
    days: tuple[date, ...]
    any: Counts
    by_signal: Mapping[str, Counts]
    unknown: int


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def question(*, today: date, first: date | None = None, last: date | None = None, horizon: int = 0) -> Question:
    """The question with the manual's values of `today`; without days the year up to today."""
    keys = ("left_within_days", "left_share", "signal_stands_days", "min_assets")
    within, left, stands, least = (value(f"attrition.{key}", today).value for key in keys)
    last = last or today
    return Question(
        first=first or last - timedelta(days=365),
        last=last,
        horizon=horizon or int(str(within)),
        left_share=Decimal(str(left)),
        stands=int(str(stands)),
        least=Decimal(str(least)),
    )


# Each base day is a day on which assets were kept (one a week). The later assets: the first point on or after the end
# of the horizon; for the latest, what the customer has now. Amounts are compared in the database, exactly.
SQL = """
WITH base AS (
  SELECT p.customer_id, p."on" AS day, p.assets, {ends} AS ends FROM customers_assetpoint p
  WHERE p."on" BETWEEN %(first)s AND %(last)s AND p.assets >= {least}
), later AS (
  SELECT b.customer_id, b.day, b.assets, coalesce(
    (SELECT q.assets FROM customers_assetpoint q WHERE q.customer_id = b.customer_id AND q."on" >= b.ends
     ORDER BY q."on" LIMIT 1),
    (SELECT c.assets FROM customers_customer c WHERE c.customer_id = b.customer_id AND c.as_of >= b.ends)
  ) AS after FROM base b
), asked AS (
  SELECT customer_id, day,
    CASE WHEN after IS NULL THEN 'unknown' WHEN after <= assets * {stays} THEN 'left' ELSE 'stayed' END AS became
  FROM later
), signal AS (
  SELECT subject_id, kind, {opened} AS opened FROM duties_duty
  WHERE clause IN ({clauses}) AND kind IN ({kinds}) AND period_on >= %(period_from)s AND subject_kind = 'customer'
    AND opened_at >= %(seen_from)s AND opened_at < %(seen_to)s
)
SELECT a.day, a.became, {flags}, count(*)
FROM asked a GROUP BY a.day, a.became, {numbers} ORDER BY 1, 2
"""


def evaluate(asked: Question) -> Evaluation:
    """Answer it: one statement, whatever the number of customers."""
    kinds = signal_kinds()
    found: dict[str, Counts] = {kind: Counts() for kind in (ANY, *kinds)}
    unknown, days = 0, set()
    for day, became, *rest in _rows(asked, kinds):
        flags, n = rest[:-1], int(rest[-1])
        if became == "unknown":
            unknown += n
            continue
        days.add(date.fromisoformat(str(day)))
        for kind, shown in zip((ANY, *kinds), (any(flags), *flags), strict=True):
            found[kind] = _add(found[kind], bool(shown), became == "left", n)
    overall = found.pop(ANY)
    return Evaluation(asked, tuple(sorted(days)), overall, found, unknown)


def _add(counts: Counts, shown: bool, left: bool, n: int) -> Counts:
    name = {(True, True): "hit", (True, False): "false", (False, True): "missed", (False, False): "quiet"}[shown, left]
    return replace(counts, **{name: getattr(counts, name) + n})


def _rows(asked: Question, kinds: Sequence[str]) -> Sequence[tuple[Any, ...]]:
    """Rows (day, what became, one flag a kind, how many)."""
    postgresql = connection.vendor == "postgresql"
    places = {f"kind{n}": kind for n, kind in enumerate(kinds)}
    clauses = {f"clause{n}": clause for n, clause in enumerate(signal_clauses())}
    seen_from = asked.first - timedelta(days=asked.stands + 1)
    stands = f"s.opened > {_days('a.day', -asked.stands, postgresql)} AND s.opened <= a.day"
    flag = f"EXISTS (SELECT 1 FROM signal s WHERE s.subject_id = a.customer_id AND s.kind = %({{}})s AND {stands})"
    sql = SQL.format(
        ends=_days('p."on"', asked.horizon, postgresql),
        opened="CAST(opened_at AT TIME ZONE 'Asia/Shanghai' AS date)" if postgresql else "date(opened_at, '+8 hours')",
        least="%(least)s" if postgresql else "CAST(%(least)s AS NUMERIC)",
        stays="%(stays)s" if postgresql else "CAST(%(stays)s AS NUMERIC)",
        clauses=", ".join(f"%({name})s" for name in clauses),
        kinds=", ".join(f"%({name})s" for name in places),
        flags=", ".join(flag.format(name) for name in places),
        numbers=", ".join(str(n) for n in range(3, 3 + len(kinds))),
    )
    adapt = connection.ops.adapt_datetimefield_value
    given: dict[str, Any] = {
        "first": asked.first, "last": asked.last, "least": str(asked.least), "stays": str(1 - asked.left_share),
        "period_from": seen_from.replace(day=1), "seen_from": adapt(day_start(seen_from)),
        "seen_to": adapt(day_end(asked.last)), **places, **clauses,
    }  # fmt: skip
    if postgresql:
        given |= {"least": asked.least, "stays": 1 - asked.left_share}
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())


def _days(column: str, days: int, postgresql: bool) -> str:
    return f"{column} + ({days})" if postgresql else f"date({column}, '{days:+d} days')"

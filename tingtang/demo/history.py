"""A year that lies behind the bank: contacts recorded before Tingtang came, pay, and money that moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from tingtang.demo.customers import CENT, Customer
from tingtang.demo.memos import memo
from tingtang.shared.times import ZONE

YEAR = 365
LIVED_DAYS = 28  # so long has the bank worked with Tingtang: contacts of these days are recorded in it
QUIET_SINCE = 100  # days without a word in the case "silence"
CHANNELS = ("phone", "phone", "wechat", "wechat", "visit", "video", "sms", "mail")
FAILURES = ("no_answer", "no_answer", "no_answer", "refused", "wrong_number")


@dataclass(frozen=True)
class Contact:
    """A contact out of the old system."""

    customer_id: str
    at: datetime
    channel: str
    staff_id: str
    outcome: str
    memo: str | None


@dataclass(frozen=True)
class Transaction:
    """Money in (positive) or out of a customer's accounts."""

    customer_id: str
    at: datetime
    amount: Decimal
    kind: str
    counterparty: str | None = None


def office_hour(rng: Random, on: date) -> datetime:
    """A moment between 9:00 and 17:30 of the day, to the minute."""
    return datetime.combine(on, time(9), ZONE) + timedelta(minutes=rng.randrange(510))


def build_contacts(
    customers: Iterable[Customer], intervals: Mapping[str, int], on: date, seed: int
) -> Iterator[Contact]:
    """Contacts with maintained customers over the year, about once in an interval (days, by tier)."""
    rng = Random(f"{seed} contacts")  # noqa: S311 - a seed that repeats is the point
    for c in customers:
        if c.manager is None:
            continue
        interval = intervals[c.tier]
        last = on - timedelta(days=QUIET_SINCE if c.case == "silence" else LIVED_DAYS)
        day = max(c.created_on, on - timedelta(days=YEAR)) + timedelta(days=rng.randrange(interval))
        while day < last:
            reached = rng.random() < 0.85
            text = memo(rng, c) if reached else None
            outcome = "reached" if reached else rng.choice(FAILURES)
            yield Contact(c.customer_id, office_hour(rng, day), rng.choice(CHANNELS), c.manager.staff_id, outcome, text)
            late = 1 if rng.random() < c.manager.diligence else 2
            day += timedelta(days=max(1, round(interval * late * rng.uniform(0.7, 1.05))))


def build_transactions(customers: Iterable[Customer], on: date, seed: int) -> Iterator[Transaction]:
    """Pay each month of the year, everyday movements of the last weeks, and the outflow of the case "drop"."""
    rng = Random(f"{seed} transactions")  # noqa: S311 - a seed that repeats is the point
    for c in customers:
        if c.manager is None:
            continue
        if c.payroll and c.payday:
            yield from _pay(rng, c, on)
        for _ in range(rng.randrange(5)):
            amount = (c.assets * Decimal(rng.randrange(-20, 20)) / 1000).quantize(CENT)
            if amount:
                kind = "转入" if amount > 0 else "转出"
                at = office_hour(rng, max(c.created_on, on - timedelta(days=rng.randrange(90))))
                yield Transaction(c.customer_id, at, amount, kind)
        if c.case == "drop" and c.step_on:
            gone = -(c.assets * (c.step - 1)).quantize(CENT)
            yield Transaction(c.customer_id, office_hour(rng, c.step_on), gone, "跨行转出", "其他银行同名账户")


def _pay(rng: Random, c: Customer, on: date) -> Iterator[Transaction]:
    pay = Decimal(rng.randrange(5_000, 42_000)).quantize(CENT)
    for back in range(YEAR):
        day = on - timedelta(days=back)
        if day.day == c.payday and c.created_on <= day <= (c.payroll_until or on):
            yield Transaction(c.customer_id, office_hour(rng, day), pay, "代发工资")

"""News for the nights: enough maintained customers of each kind that every reason of the night is seen.

Each case takes customers that have none yet and shapes them; what they must hold follows in portfolio.py, what was
paid and said in history.py. The days are chosen well inside the manual's windows, which stay the night's business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from tingtang.demo.customers import CENT, Customer, Relative, Thresholds
from tingtang.shared.lunar import to_lunar

SHARE = 70  # of so many maintained customers one has a given case
LEAST = 3  # and never fewer than this
KNOWN_DAYS = 400  # news is of customers of some standing


# case -> product that the customer must hold for it
HELD = {
    "arrears": "L03",
    "cheap_loan": "L01",
    "rate_change": "T12",
    "fund_opens": "F07",
    "fund_moved": "F03",
    "fund_target": "F05",
    "dividend": "I01",
    "expiry": "I02",
    "maturity": "W03",
    "payout": "W04",
}
FORETOLD = ("left", "stayed")  # a signal of then stands in the ledger
PERSONS = {"birthday", "lunar_birthday", "family_birthday", "payroll"}


@dataclass(frozen=True)
class Setting:
    """What a case is shaped by. The list of the night `on` is worked the day after, `work`.

    `grace_days`: how long a tier outlives its assets (A27); `dormant_days`: without pay before it is news (A31.4).
    """

    thresholds: Thresholds
    grace_days: int
    dormant_days: int
    on: date
    rng: Random

    @property
    def work(self) -> date:
        """The day on which the last night's list is worked."""
        return self.on + timedelta(days=1)

    def tier_from(self, customer: Customer) -> Decimal:
        """Where the customer's tier begins, the lowest but one at least: tiers to rise to and to fall from."""
        return max(self.thresholds.bounds(customer.tier)[0], self.thresholds.wealth_management)


Shape = Callable[[Customer, Setting], None]


def plan(customers: Iterable[Customer], setting: Setting) -> None:
    """Give the cases out."""
    free = [c for c in customers if c.manager is not None]
    setting.rng.shuffle(free)
    size = max(LEAST, len(free) // SHARE)
    for name, shape in SHAPES.items():
        chosen = [c for c in free if c.case == "" and (c.kind == "P" or name not in PERSONS)][:size]
        for number, customer in enumerate(chosen):
            customer.case, customer.case_number = name, number
            customer.created_on = min(customer.created_on, setting.on - timedelta(days=KNOWN_DAYS))
            shape(customer, setting)


def _birthday(c: Customer, at: Setting) -> None:
    c.birth_date, c.birth_calendar = _in_year(at.work + timedelta(days=1), at.rng.randrange(1950, 1999)), "solar"


def _lunar_birthday(c: Customer, at: Setting) -> None:
    c.birth_date, c.birth_calendar = lunar_birth(at.work + timedelta(days=1), at.rng.randrange(1945, 1980)), "lunar"


def _family_birthday(c: Customer, at: Setting) -> None:
    born = _in_year(at.work + timedelta(days=2), at.rng.randrange(1990, 2020))
    c.family.append(Relative("子女", f"{c.name[0]}小宝", born, "solar", consent=True))


def _drop(c: Customer, at: Setting) -> None:
    c.assets = max(c.assets, at.thresholds.wealth_management)
    c.step_on, c.step = at.on - timedelta(days=9), Decimal("2.4")


def _payroll(c: Customer, at: Setting) -> None:
    paid = at.on - timedelta(days=at.dormant_days + 2)  # long enough ago since two days
    c.payroll, c.payday, c.payroll_until = True, paid.day, paid


def _closed(c: Customer, at: Setting) -> None:
    c.closed_on = at.on - timedelta(days=6)


def _leaving(c: Customer, at: Setting) -> None:
    """Half the assets go first; two of three take the rest some weeks later: what the signal foretold."""
    c.assets = max(c.assets, at.thresholds.wealth_management)
    c.step_on, c.step = at.on - timedelta(days=17), Decimal("2.2")
    if c.case_number % 3:
        c.closed_on = at.on - timedelta(days=3)


def _left(c: Customer, at: Setting) -> None:
    """A quarter ago half went, a month later the rest: the signal of then foretold it (leavers.py).

    Of a wealth customer, as the other two: of those the first night takes the year's history over.
    """
    c.assets = max(c.assets, at.thresholds.wealth)
    c.step_on, c.step = at.on - timedelta(days=95), Decimal("2.2")
    c.closed_on = at.on - timedelta(days=64 + 2 * (c.case_number % 3))


def _stayed(c: Customer, at: Setting) -> None:
    """As large a drop, and the rest is still here: a false alarm."""
    c.assets = max(c.assets, (at.thresholds.wealth * Decimal("1.1")).quantize(CENT))
    c.step_on, c.step = at.on - timedelta(days=88), Decimal("1.6")


def _unseen(c: Customer, at: Setting) -> None:
    """Gone from one week to the next, without a sign."""
    c.assets = max(c.assets, (at.thresholds.wealth * Decimal("1.1")).quantize(CENT))
    c.closed_on = at.on - timedelta(days=60)


def _upgrade(c: Customer, at: Setting) -> None:
    c.assets = (at.tier_from(c) * Decimal("1.1")).quantize(CENT)
    c.step_on, c.step = at.on, Decimal("0.6")


def _downgrade(c: Customer, at: Setting) -> None:
    c.assets = (at.tier_from(c) * Decimal("0.6")).quantize(CENT)
    c.step_on, c.step = at.on - timedelta(days=at.grace_days + 1), Decimal(2)


def _target(c: Customer, at: Setting) -> None:
    c.step_on, c.step = at.on, Decimal("0.96")  # the fund's target is reached on the last day only


def _nothing(_c: Customer, _at: Setting) -> None:
    """What makes the case is held, paid or left unsaid."""


SHAPES: dict[str, Shape] = {
    "birthday": _birthday,
    "lunar_birthday": _lunar_birthday,
    "family_birthday": _family_birthday,
    "drop": _drop,
    "payroll": _payroll,
    "closed": _closed,
    "upgrade": _upgrade,
    "downgrade": _downgrade,
    **dict.fromkeys(HELD, _nothing),
    "fund_target": _target,
    "silence": _nothing,
    "leaving": _leaving,
    "left": _left,
    "stayed": _stayed,
    "unseen": _unseen,
}


def _in_year(day: date, year: int) -> date:
    """The same day of another year (28 February for the 29th)."""
    return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


def lunar_birth(day: date, year: int) -> date:
    """A date of birth in `year` or soon after whose lunar birthday falls on `day`."""
    wanted = to_lunar(day)
    born = date(year, 1, 1)
    while True:
        found = to_lunar(born)
        if (found.month, found.day, found.leap) == (wanted.month, wanted.day, False):
            return born
        born += timedelta(days=1)

"""Whether a product fits a customer (A22.2c): one pure function, decided from ratings, dates and the rule set in force.

The verdict of the highest weight wins; every reason that was found is kept. `stopped` is hard: nobody can go on.
`on_request` can go on only when the customer asked for it in so many words and signed the confirmation
(个人理财产品客户投资意愿确认书); `fits` needs neither. Each of them waits for the risk to be told (A21.2a).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Verdict = Literal["fits", "on_request", "stopped"]
Reason = Literal[
    "not_on_sale", "not_rated", "below_minimum", "no_assessment", "assessment_expired", "above_tolerance",
    "above_never", "lowest_level", "care_age", "age_unknown", "large_away",
]  # fmt: skip
LEVELS = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Rules:
    """A rule set as it was in force on a day: funds and the bank's own products follow two of them."""

    rule_set: str
    version: str
    above_on_request: bool
    above_least_level: int
    care_age: int
    large_away: Decimal


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered: its rating that day (None: not rated), the days of its sale, and the least amount."""

    rating: int | None
    from_on: date
    to_on: date | None
    minimum: Decimal


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who would buy: the tolerance with its last day (None: never assessed), the birth date, away from home or not."""

    level: int | None
    valid_until: date | None
    birth_date: date | None
    away: bool


@dataclass(frozen=True, slots=True)
class Check:
    """What was found. `care`: the extra step for older customers; `home_first`: the home manager is asked first."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    level: int | None
    age: int | None
    care: bool
    home_first: bool


def check(offer: Offer, buyer: Buyer, amount: Decimal, on: date, rules: Rules) -> Check:
    """The verdict of a product for a customer on a day (A22.2c, A29.2), with every reason for it."""
    stops = [*_of_product(offer, amount, on), *_of_tolerance(offer, buyer, on, rules)]
    above = offer.rating is not None and buyer.level is not None and offer.rating > buyer.level
    asked: list[Reason] = ["above_tolerance"] if above else []
    age = age_on(buyer.birth_date, on)
    care: list[Reason] = ["age_unknown"] if age is None else ["care_age"] if age >= rules.care_age else []
    home: list[Reason] = ["large_away"] if buyer.away and amount >= rules.large_away else []
    verdict: Verdict = "stopped" if stops else "on_request" if asked else "fits"
    reasons = (*stops, *asked, *care, *home)
    return Check(verdict, reasons, buyer.level, age, care=bool(care), home_first=bool(home))


def _of_product(offer: Offer, amount: Decimal, on: date) -> list[Reason]:
    found: list[Reason] = []
    if on < offer.from_on or (offer.to_on is not None and on > offer.to_on):
        found.append("not_on_sale")
    if offer.rating is None:
        found.append("not_rated")
    if amount < offer.minimum:
        found.append("below_minimum")
    return found


def _of_tolerance(offer: Offer, buyer: Buyer, on: date, rules: Rules) -> list[Reason]:
    """An expired assessment counts as none; above it the rule set may forbid what the manual would leave open."""
    if buyer.level is None or buyer.valid_until is None:
        return ["no_assessment"]
    if on > buyer.valid_until:
        return ["assessment_expired"]
    if offer.rating is None or offer.rating <= buyer.level:
        return []
    if not rules.above_on_request:
        return ["above_never"]
    return ["lowest_level"] if buyer.level < rules.above_least_level else []


def age_on(birth_date: date | None, on: date) -> int | None:
    """Full years on a day; None when nobody knows the birth date. Who was born on 29 February turns on 1 March."""
    if birth_date is None:
        return None
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))

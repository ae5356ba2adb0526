"""The check itself: pure, every edge of level, date, age and amount."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tingtang.advice.suitability import Buyer, Offer, Rules, age_on, check

TODAY = date(2026, 11, 23)
RULES = Rules("bank", "bank-2012", above_on_request=True, above_least_level=1, care_age=65, large_away=Decimal(500000))
OFFER = Offer(rating=3, from_on=date(2026, 1, 1), to_on=None, minimum=Decimal(10000))
BUYER = Buyer(level=3, valid_until=date(2027, 11, 23), birth_date=date(1980, 5, 6), away=False)
SUM = Decimal(50000)


@pytest.mark.parametrize("rating", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_a_product_fits_up_to_the_tolerance_and_above_it_only_on_request(rating: int, level: int) -> None:
    found = check(replace(OFFER, rating=rating), replace(BUYER, level=level), SUM, TODAY, RULES)
    assert found.verdict == ("fits" if rating <= level else "on_request")
    assert found.reasons == (() if rating <= level else ("above_tolerance",))


def test_the_fund_rules_let_the_lowest_level_never_go_above_it() -> None:
    funds = replace(RULES, rule_set="fund", above_least_level=2)
    lowest = check(OFFER, replace(BUYER, level=1), SUM, TODAY, funds)
    assert (lowest.verdict, lowest.reasons) == ("stopped", ("lowest_level", "above_tolerance"))
    assert check(OFFER, replace(BUYER, level=2), SUM, TODAY, funds).verdict == "on_request"


def test_an_institution_may_forbid_what_is_above_altogether() -> None:
    found = check(OFFER, replace(BUYER, level=2), SUM, TODAY, replace(RULES, above_on_request=False))
    assert (found.verdict, found.reasons[0]) == ("stopped", "above_never")


@pytest.mark.parametrize(
    ("buyer", "reason"),
    [
        (replace(BUYER, level=None, valid_until=None), "no_assessment"),
        (replace(BUYER, valid_until=date(2026, 11, 22)), "assessment_expired"),
    ],
    ids=["never assessed", "expired yesterday"],
)
def test_an_expired_assessment_is_none(buyer: Buyer, reason: str) -> None:
    found = check(OFFER, buyer, SUM, TODAY, RULES)
    assert (found.verdict, found.reasons) == ("stopped", (reason,))


def test_on_its_last_day_an_assessment_still_counts() -> None:
    assert check(OFFER, replace(BUYER, valid_until=TODAY), SUM, TODAY, RULES).verdict == "fits"


@pytest.mark.parametrize(
    ("offer", "reason"),
    [
        (replace(OFFER, from_on=date(2026, 11, 24)), "not_on_sale"),
        (replace(OFFER, to_on=date(2026, 11, 22)), "not_on_sale"),
        (replace(OFFER, rating=None), "not_rated"),
        (replace(OFFER, minimum=Decimal("50000.01")), "below_minimum"),
    ],
    ids=["not yet", "no longer", "not rated", "too little"],
)
def test_what_is_not_to_be_had_stops_it(offer: Offer, reason: str) -> None:
    found = check(offer, BUYER, SUM, TODAY, RULES)
    assert (found.verdict, found.reasons) == ("stopped", (reason,))


def test_every_reason_is_kept_not_only_the_first() -> None:
    poor = Buyer(level=None, valid_until=None, birth_date=None, away=True)
    found = check(replace(OFFER, rating=None, minimum=Decimal(10**9)), poor, Decimal(500000), TODAY, RULES)
    assert found.reasons == ("not_rated", "below_minimum", "no_assessment", "age_unknown", "large_away")


@pytest.mark.parametrize(
    ("born", "age", "care"),
    [
        (date(1961, 11, 23), 65, True),
        (date(1961, 11, 24), 64, False),
        (date(1926, 1, 1), 100, True),
        (None, None, True),
    ],
    ids=["65 today", "65 tomorrow", "a hundred", "unknown"],
)
def test_from_sixty_five_on_the_care_step_is_due(born: date | None, age: int | None, care: bool) -> None:
    found = check(OFFER, replace(BUYER, birth_date=born), SUM, TODAY, RULES)
    assert (found.age, found.care, found.verdict) == (age, care, "fits")


@pytest.mark.parametrize(
    ("away", "amount", "first"), [(True, "500000.00", True), (True, "499999.99", False), (False, "900000", False)]
)
def test_a_large_sum_away_from_home_asks_there_first(away: bool, amount: str, first: bool) -> None:
    assert check(OFFER, replace(BUYER, away=away), Decimal(amount), TODAY, RULES).home_first is first


def test_who_was_born_on_a_leap_day_turns_on_the_first_of_march() -> None:
    assert age_on(date(1960, 2, 29), date(2025, 2, 28)) == 64
    assert age_on(date(1960, 2, 29), date(2025, 3, 1)) == 65

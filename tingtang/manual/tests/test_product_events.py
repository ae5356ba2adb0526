"""A31.2b, event by event: each is a duty of its own, and its own dated value moves its time and no other's."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tingtang.manual.book import load
from tingtang.manual.rules.decision import Decision
from tingtang.manual.rules.facts import Customer, Holding, Product
from tingtang.manual.rules.registry import decisions

AS_OF, TODAY = date(2026, 11, 22), date(2026, 11, 23)
VALUES = {key: value.value for key, value in load().values(AS_OF).items()}


def held(kind: str, **fields: Any) -> Holding:
    own = {"maturity_on", "next_dividend_on", "target_return", "overdue_days", "overdue_amount", "cost", "balance"}
    of_holding = {name: fields.pop(name) for name in list(fields) if name in own}
    return Holding(Product("P1", kind, **fields), **{"balance": Decimal(100_000), **of_holding})


OFFER = Product("W9", "wealth", "日日盈", rate=Decimal("0.06"))

# kind -> the holding that raises it, the last day, and the value that moves it with a day it moves to
EVENTS: dict[str, tuple[Holding, date, tuple[str, Any, date] | None]] = {
    "fund.opens": (
        held("fund", opens_on=TODAY, nav=Decimal("1.2")), date(2026, 11, 26),
        ("fund.open_notice_days", 5, date(2026, 11, 28)),
    ),
    "fund.monthly_nav": (
        held("fund", nav=Decimal("1.01"), nav_month_ago=Decimal("1.00")), date(2026, 11, 30), None,
    ),
    "fund.abnormal_market": (held("fund", nav=Decimal("0.80"), nav_month_ago=Decimal("1.00")), TODAY, None),
    "fund.target_return": (
        held("fund", cost=Decimal(80_000), target_return=Decimal("0.2")), date(2026, 11, 25),
        ("fund.target_notice_days", 1, date(2026, 11, 24)),
    ),
    "insurance.dividend": (
        held("insurance", next_dividend_on=TODAY), date(2026, 11, 30),
        ("insurance.dividend_notice_days", 3, date(2026, 11, 26)),
    ),
    "insurance.expiry": (held("insurance", maturity_on=date(2026, 12, 20)), date(2026, 12, 20), None),
    "wealth.before_maturity": (held("wealth", maturity_on=date(2026, 11, 28)), date(2026, 11, 27), None),
    "wealth.payout_day": (held("wealth", maturity_on=TODAY), TODAY, None),
    "loan.arrears": (
        held("loan", overdue_days=1, overdue_amount=Decimal(10)), date(2026, 11, 24),
        ("loan.arrears_notice_days", 3, date(2026, 11, 26)),
    ),
    "loan.liquid_above_rate": (
        held("loan", rate=Decimal("0.05")), date(2026, 11, 30), ("loan.liquid_talk_months", 2, date(2026, 12, 31)),
    ),
    "deposit.rate_change": (
        held("deposit", rate=Decimal("0.02"), rate_previous=Decimal("0.03")), date(2026, 11, 30),
        ("deposit.rate_notice_days", 2, date(2026, 11, 25)),
    ),
}  # fmt: skip
# What decides whether it is told at all, where the last day follows from the event itself: value, and one that is not.
LEADS = {
    "fund.monthly_nav": None,  # its value moves the ideal day
    "fund.abnormal_market": ("fund.abnormal_move_share", Decimal("0.5")),
    "insurance.expiry": ("insurance.expiry_lead_days", 10),
    "wealth.before_maturity": ("wealth.maturity_lead_days", 3),
    "loan.arrears": ("loan.arrears_days", 5),
}


def owed(holding: Holding, **changed: Any) -> dict[str, Decision]:
    customer = Customer(holdings=(holding,), offers=(OFFER,), created_on=date(2020, 1, 1), last_reached_on=AS_OF)
    return {one.kind: one for one in decisions(customer, VALUES | changed, AS_OF)}


def test_every_event_of_the_article_is_a_kind_of_its_own() -> None:
    kinds = {kind.kind for kind in load().kinds.values() if kind.clause == "A31.2b"}
    assert kinds == set(EVENTS)


@pytest.mark.parametrize("kind", EVENTS)
def test_it_raises_its_own_duty_with_its_own_last_day(kind: str) -> None:
    holding, last, _ = EVENTS[kind]
    assert owed(holding)[kind].last_day == last


@pytest.mark.parametrize("kind", [kind for kind, (_, _, moved) in EVENTS.items() if moved])
def test_its_own_value_moves_its_last_day_and_no_other(kind: str) -> None:
    holding, _, moved = EVENTS[kind]
    assert moved
    key, value, last = moved
    before, after = owed(holding), owed(holding, **{key: value})
    assert after[kind].last_day == last
    assert {name: one for name, one in after.items() if name != kind} == {
        name: one for name, one in before.items() if name != kind
    }


@pytest.mark.parametrize("kind", [kind for kind, found in LEADS.items() if found])
def test_its_own_value_says_from_when_it_is_told(kind: str) -> None:
    found = LEADS[kind]
    assert found
    key, value = found
    assert kind not in owed(EVENTS[kind][0], **{key: value})


def test_the_monthly_value_is_shown_from_its_own_day_of_the_month() -> None:
    holding = EVENTS["fund.monthly_nav"][0]
    assert owed(holding)["fund.monthly_nav"].show_day == date(2026, 11, 20)
    assert owed(holding, **{"fund.nav_monthly_day": 10})["fund.monthly_nav"].show_day == date(2026, 11, 10)


@pytest.mark.parametrize("kind", EVENTS)
def test_each_value_it_names_is_dated_and_of_its_article(kind: str) -> None:
    book = load()
    for key in book.kinds[kind].values:
        entry = book.entries[key]
        assert entry.article == "A31.2b"
        assert all(one.from_on for one in entry.dated)


def test_before_and_on_the_day_of_payout_are_two_talks() -> None:
    early = owed(held("wealth", maturity_on=date(2026, 11, 24)))
    assert ("wealth.before_maturity" in early, "wealth.payout_day" in early) == (True, False)
    on_the_day = owed(held("wealth", maturity_on=TODAY))
    assert ("wealth.before_maturity" in on_the_day, "wealth.payout_day" in on_the_day) == (False, True)

"""Tightening means more: whatever the facts, a tighter value never lets a customer be owed less, or later."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tingtang.manual.book import load
from tingtang.manual.rules.decision import Decision
from tingtang.manual.rules.facts import Customer, Holding, Product, Relative, work_day
from tingtang.manual.rules.registry import decisions

AS_OF = date(2026, 11, 23)
VALUES = {key: value.value for key, value in load().values(AS_OF).items()}

near = st.dates(AS_OF - timedelta(days=70), AS_OF + timedelta(days=70))
money = st.decimals(0, 300_000, places=2)
share = st.decimals(0, Decimal("0.2"), places=4)

products = st.builds(
    Product,
    product_id=st.sampled_from(["P1", "P2", "P3"]),
    type=st.sampled_from(["deposit", "fixed_income", "fund", "insurance", "wealth", "gold", "loan"]),
    nav=st.none() | st.decimals(Decimal("0.5"), 2, places=4),
    nav_month_ago=st.none() | st.decimals(Decimal("0.5"), 2, places=4),
    rate=st.none() | share,
    rate_previous=st.none() | share,
    opens_on=st.none() | near,
)
holdings = st.builds(
    Holding,
    product=products,
    balance=money,
    cost=st.none() | money,
    maturity_on=st.none() | near,
    next_dividend_on=st.none() | near,
    target_return=st.none() | share,
    overdue_days=st.none() | st.integers(0, 20),
    overdue_amount=st.none() | money,
)
births = st.none() | st.dates(date(1930, 1, 1), date(2020, 12, 31))
calendars = st.sampled_from(["solar", "lunar"])
relatives = st.builds(
    Relative,
    relation=st.sampled_from(["配偶", "子女"]),
    birth_date=births,
    birth_calendar=calendars,
    consent=st.sampled_from([True, False, None]),
)
past = st.dates(AS_OF - timedelta(days=120), AS_OF)
customers = st.builds(
    Customer,
    created_on=st.none() | past,
    last_reached_on=st.none() | past,
    birth_date=births,
    birth_calendar=calendars,
    payroll=st.sampled_from([True, False, None]),
    last_payroll_on=st.none() | past,
    holdings=st.lists(holdings, max_size=4).map(tuple),
    family=st.lists(relatives, max_size=2).map(tuple),
    balances=st.dictionaries(past, money, max_size=5),
    movements=st.lists(st.tuples(past, st.decimals(-200_000, 200_000, places=2)), max_size=4).map(tuple),
    offers=st.lists(products, max_size=2).map(tuple),
)


def owed(customer: Customer, **changed: Any) -> dict[str, Decision]:
    """What is owed under the manual's values, some of them changed."""
    return {decision.kind: decision for decision in decisions(customer, VALUES | changed, AS_OF)}


def tightened(key: str) -> Any:
    """The manual's value, a clear step tighter in the direction the key allows."""
    entry, value = load().entries[key], VALUES[key]
    if entry.tighten == "higher":
        return value * 2
    return value / 2 if isinstance(value, Decimal) else max(value // 2, entry.least or 0)


SEES_MORE = [
    "insurance.expiry_lead_days",
    "wealth.maturity_lead_days",
    "birthday.lead_days",
    "fund.abnormal_move_share",
    "loan.arrears_days",
    "attrition.min_assets",
    "attrition.drop_share",
    "attrition.outflow_share",
    "attrition.silence_days",
    "attrition.payroll_dormant_days",
]
SOONER = [
    "fund.open_notice_days",
    "fund.target_notice_days",
    "insurance.dividend_notice_days",
    "loan.arrears_notice_days",
    "deposit.rate_notice_days",
    "attrition.retain_days",
]


@pytest.mark.parametrize("key", SEES_MORE)
@settings(max_examples=20, deadline=None)
@given(customer=customers)
def test_a_tighter_threshold_never_loses_a_duty(key: str, customer: Customer) -> None:
    before, after = owed(customer), owed(customer, **{key: tightened(key)})
    assert set(before) <= set(after)
    assert all(after[kind].last_day == before[kind].last_day for kind in before)


@pytest.mark.parametrize("key", SOONER)
@settings(max_examples=20, deadline=None)
@given(customer=customers)
def test_a_tighter_notice_never_gives_more_time(key: str, customer: Customer) -> None:
    before, after = owed(customer), owed(customer, **{key: tightened(key)})
    assert all(after[kind].last_day <= before[kind].last_day for kind in set(before) & set(after))


@settings(max_examples=40, deadline=None)
@given(customer=customers, days=st.integers(1, 7))
def test_a_shorter_interval_never_makes_the_window_longer(customer: Customer, days: int) -> None:
    keys = {f"contact.interval_days.{plan}": days for plan in ("private", "wealth", "maintained")}
    contact = next(decision for kind, decision in owed(customer, **keys).items() if kind.startswith("contact."))
    assert (contact.last_day - contact.period_on).days == days - 1


@settings(max_examples=40, deadline=None)
@given(customer=customers)
def test_whatever_is_owed_is_owed_today_or_later_and_names_its_period(customer: Customer) -> None:
    today = work_day(AS_OF)
    for kind, decision in owed(customer).items():
        assert decision.last_day >= today, kind
        assert decision.show_day <= decision.last_day, kind
        assert set(decision.inputs) == set(load().kinds[kind].inputs), kind


@settings(max_examples=40, deadline=None)
@given(customer=customers)
def test_the_order_of_holdings_does_not_matter(customer: Customer) -> None:
    ids = [holding.product.product_id for holding in customer.holdings]
    if len(set(ids)) == len(ids):
        turned = Customer(**{name: getattr(customer, name) for name in Customer.__slots__} | {
            "holdings": customer.holdings[::-1]
        })  # fmt: skip
        assert owed(turned) == owed(customer)


@settings(max_examples=40, deadline=None)
@given(customer=customers)
def test_each_maintained_customer_is_owed_exactly_one_contact(customer: Customer) -> None:
    assert sum(kind.startswith("contact.") for kind in owed(customer)) == 1


def test_these_are_all_the_values_of_the_rules_that_may_be_tightened() -> None:
    known = {*SEES_MORE, *SOONER}
    contact = {f"contact.interval_days.{plan}" for plan in ("private", "wealth", "maintained")}
    shown = {"contact.ideal_share", "fund.nav_monthly_day"}  # when it shows, not whether it is owed
    counted = {"contact.monthly_minimum", "loan.liquid_talk_months", "tier.downgrade_grace_days"}
    named = {key for kind in load().kinds.values() if kind.raised_by == "night" for key in kind.values}
    assert {key for key in named if load().entries[key].tighten} == known | contact | shown | counted

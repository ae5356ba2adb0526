"""Each planned piece of news is really in the feed of the last day, and not before its time."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tingtang.demo.cases import HELD, LEAST, SHAPES
from tingtang.demo.portfolio import BREADTH
from tingtang.demo.tests.conftest import ON

WORK = ON + timedelta(days=1)
BEFORE = date(2026, 10, 30)


@pytest.fixture
def of_case(demo_model):
    def chosen(case):
        return [c for c in demo_model.customers if c.case == case]

    return chosen


def assets(feed, customer):
    return feed.one(
        "SELECT coalesce(sum(balance), 0) FROM holdings JOIN products USING (product_id)"
        " WHERE type <> 'loan' AND customer_id = ?",
        customer.customer_id,
    )


@pytest.mark.parametrize("case", SHAPES)
def test_a_case_has_its_customers_each_maintained_and_numbered(of_case, case):
    assert len(of_case(case)) >= LEAST
    assert all(c.manager is not None for c in of_case(case))
    assert sorted(c.case_number for c in of_case(case)) == list(range(len(of_case(case))))


@pytest.mark.parametrize(("case", "product"), HELD.items())
def test_a_case_holds_the_product_that_it_is_about(of_case, last_day, case, product):
    for c in of_case(case):
        assert last_day.one(
            "SELECT count(*) FROM holdings WHERE customer_id = ? AND product_id = ?", c.customer_id, product
        )


def test_birthdays_fall_on_the_day_after_the_list(of_case):
    assert {(c.birth_date.month, c.birth_date.day) for c in of_case("birthday")} == {(11, 22)}
    assert {c.birth_calendar for c in of_case("lunar_birthday")} == {"lunar"}


def test_a_family_birthday_is_of_a_relative_who_consents(of_case):
    for c in of_case("family_birthday"):
        assert c.family[-1].consent
        assert (c.family[-1].birth_date.month, c.family[-1].birth_date.day) == (11, 23)


def test_a_drop_took_more_than_half_and_left_by_transfer(of_case, demo_feeds):
    for c in of_case("drop"):
        before, after = assets(demo_feeds[BEFORE], c), assets(demo_feeds[ON], c)
        assert after < before / 2
        gone = demo_feeds[ON].one(
            "SELECT sum(amount) FROM transactions WHERE kind = '跨行转出' AND customer_id = ?", c.customer_id
        )
        assert gone == -(c.assets * (c.step - 1)).quantize(Decimal("0.01"))


def test_a_closed_customer_had_something_and_has_nothing(of_case, demo_feeds):
    for c in of_case("closed"):
        assert assets(demo_feeds[BEFORE], c) > 0
        assert assets(demo_feeds[ON], c) == 0


def test_pay_that_stopped_was_paid_until_then(of_case, last_day):
    for c in of_case("payroll"):
        [(payroll, last)] = last_day.rows(
            "SELECT payroll, last_payroll_on FROM customers WHERE customer_id = ?", c.customer_id
        )
        assert payroll
        assert last == c.payroll_until < ON - timedelta(days=40)


def test_the_silent_have_not_been_reached_for_a_hundred_days(of_case, last_day):
    for c in of_case("silence"):
        latest = last_day.one('SELECT max("at")::DATE FROM contacts WHERE customer_id = ?', c.customer_id)
        assert latest is None or latest < ON - timedelta(days=99)


def test_those_who_rise_do_so_on_the_last_day(of_case, demo_feeds):
    for c in of_case("upgrade"):
        assert assets(demo_feeds[ON], c) > assets(demo_feeds[date(2026, 11, 19)], c) * Decimal("1.4")


def test_arrears_are_counted_from_the_first_unpaid_instalment(of_case, last_day):
    for c in of_case("arrears"):
        days = last_day.one("SELECT max(overdue_days) FROM holdings WHERE customer_id = ?", c.customer_id)
        assert 1 <= days < 45


@pytest.mark.parametrize(
    ("case", "column", "day"),
    [
        ("dividend", "next_dividend_on", ON - timedelta(days=1)),
        ("expiry", "maturity_on", ON + timedelta(days=16)),
        ("maturity", "maturity_on", ON + timedelta(days=5)),
        ("payout", "maturity_on", WORK),
    ],
)
def test_days_of_products_lie_where_the_list_looks(of_case, last_day, case, column, day):
    for c in of_case(case):
        found = last_day.one(
            f"SELECT {column} FROM holdings WHERE customer_id = ? AND product_id = ?", c.customer_id, HELD[case]
        )
        assert found == day


def test_a_fund_s_target_is_reached_on_the_last_day_only(of_case, demo_feeds):
    reached = "SELECT balance - cost >= target_return * cost FROM holdings WHERE customer_id = ? AND product_id = 'F05'"
    for c in of_case("fund_target"):
        assert demo_feeds[ON].one(reached, c.customer_id)
        assert not demo_feeds[BEFORE].one(reached, c.customer_id)


def test_prices_and_rates_move_when_their_day_comes(demo_feeds):
    moved = "SELECT abs(nav - nav_month_ago) / nav_month_ago > 0.08 FROM products WHERE product_id = 'F03'"
    rates = "SELECT rate <> rate_previous FROM products WHERE product_id = 'T12'"
    assert [demo_feeds[day].one(moved) for day in (BEFORE, ON)] == [False, True]
    assert [demo_feeds[day].one(rates) for day in (BEFORE, ON)] == [False, True]


def test_the_richer_tiers_hold_more_kinds_of_product():
    assert BREADTH["ordinary"] < BREADTH["wealth_management"] < BREADTH["wealth"] < BREADTH["private"]


def test_nobody_holds_a_product_twice(last_day):
    twice = last_day.rows(
        "SELECT customer_id, product_id FROM holdings WHERE customer_id < 'K9' GROUP BY ALL HAVING count(*) > 1"
    )
    # Bad rows carry the id of two good customers and the current account.
    assert len(twice) <= 2

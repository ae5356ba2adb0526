"""Random small banks: few ids, so that rows meet; days around every edge that a rule has; some rows spoiled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tingtang.customers.consent import GUARDIAN, consent_field
from tingtang.nightly.tests.answers import Answer
from tingtang.nightly.tests.feeds import BANK

# Ends of months and years, a leap day, the days around the lunar new year of 2026 (17 February).
DAYS = st.sampled_from(
    [date(2026, 3, 10), date(2026, 1, 30), date(2025, 12, 31), date(2028, 2, 28), date(2027, 2, 26), date(2026, 2, 15)]
)
NUMBERS = ["C1", "C2", "C3", "C4", "C5", "C6"]
MONEY = st.sampled_from(
    [
        "0",
        "0.00",
        "-0.01",
        "100",
        "49999.99",
        "50000",
        "60000.00",
        "35000",
        "199999.99",
        "200000",
        "1999999.99",
        "2000000.00",
        "5600000",
        "7999999.99",
        "8000000",
        "9000000.5",
    ]
)
SPOILED = st.sampled_from(["", "12.345", "x", "1e3", "nan"])
RATE = st.sampled_from(["", "0.03", "0.030000", "0.05", "0.0325"])


@dataclass(frozen=True)
class World:
    """A feed and what the product remembers of earlier nights."""

    as_of: date
    rows: dict[str, list[dict[str, str]]]
    own: list[tuple[str, date, Decimal]]
    answers: list[Answer]


def rarely(usual: st.SearchStrategy[Any], seldom: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """One in about twelve is the other."""
    return st.integers(0, 11).flatmap(lambda number: seldom if number == 7 else usual)


def near(day: date, before: int, after: int) -> st.SearchStrategy[str]:
    """A day around `day`, or none."""
    return st.integers(-before, after).map(lambda days: (day + timedelta(days=days)).isoformat()) | st.just("")


def birth(day: date) -> st.SearchStrategy[str]:
    """A date of birth, often with its solar or lunar birthday in the next days."""
    solar = st.tuples(st.integers(1, 70), st.integers(-2, 6)).map(lambda p: _years_ago(day, *p))
    lunar = st.tuples(st.integers(1, 6), st.integers(-2, 6)).map(
        lambda p: (day + timedelta(days=p[1]) - timedelta(days=6940 * p[0])).isoformat()  # 19 years: nearly a cycle
    )
    odd = st.sampled_from(
        [
            "",
            "1899-01-01",
            "2199-01-01",
            "1984-02-29",
            "2000-02-29",
            "1984-11-23",
            "x",
            _years_ago(day, 14, 1),
            _years_ago(day, 14, 3),
        ]
    )
    return rarely(solar | lunar, odd)


def _years_ago(day: date, years: int, days: int) -> str:
    there = day + timedelta(days=days)
    return date(there.year - years, there.month, min(there.day, 28) if there.month == 2 else there.day).isoformat()


def rows_of(strategy: dict[str, st.SearchStrategy[str]]) -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries(strategy)


@st.composite
def worlds(draw: Any) -> World:
    """A bank of a handful of customers on one day."""
    day = draw(DAYS)
    someone = rarely(st.sampled_from(NUMBERS), st.sampled_from(["", "nobody"]))
    calendar = st.sampled_from(["", "solar", "lunar"])
    customer = {
        "customer_id": rarely(st.sampled_from(NUMBERS), st.just("")),
        "kind": rarely(st.sampled_from(["P", "C"]), st.sampled_from(["", "X"])),
        "name": rarely(st.just("客户"), st.just("")),
        "home_institution_id": rarely(st.sampled_from(["O1", "O2"]), st.sampled_from(["", "XX"])),
        "manager_id": rarely(st.sampled_from(["M1", "M2"]), st.sampled_from(["", "M9"])),
        "birth_date": birth(day),
        "birth_calendar": calendar,
        "consent_call": st.sampled_from(["", "true", "true", "false"]),
        "payroll": st.sampled_from(["", "true", "false"]),
        "last_payroll_on": near(day, 50, 0),
        "created_on": near(day, 100, 3),
    }
    holding = {
        "customer_id": someone,
        "product_id": rarely(st.sampled_from(["DEP", "FIX", "LOAN", "FUND", "FUND2", "INS", "WEA"]), st.just("NONE")),
        "balance": rarely(MONEY, SPOILED),
        "cost": rarely(MONEY | st.just(""), SPOILED),
        "maturity_on": near(day, 3, 35) | near(day, 0, 2) | near(day, 1, 9),
        "next_dividend_on": near(day, 10, 3),
        "target_return": st.sampled_from(["", "0.05", "0.1500", "-0.01"]),
        "overdue_days": st.sampled_from(["", "0", "1", "2", "30"]),
    }
    product = {
        "nav": rarely(st.sampled_from(["", "1.08", "1.0", "0.92"]), st.just("1.0000001")),
        "nav_month_ago": st.sampled_from(["", "1.00", "1.000000"]),
        "rate": RATE,
        "rate_previous": RATE,
        "opens_on": near(day, 5, 3),
    }
    balance = {
        "customer_id": someone,
        "on": rarely(near(day, 100, 1), st.sampled_from(["", "2026-13-01"])),
        "aum": rarely(MONEY, SPOILED),
    }
    contact = {
        "customer_id": someone,
        "at": rarely(moment(day, 70), st.sampled_from(["", "soon"])),
        "channel": rarely(st.just("phone"), st.just("pigeon")),
        "staff_id": st.just("M1"),
        "outcome": rarely(st.sampled_from(["reached", "no_answer"]), st.just("maybe")),
        "memo": rarely(st.just("谈了"), st.sampled_from(["", " "])),
    }
    family = {
        "customer_id": someone,
        "relation": rarely(st.sampled_from(["妻", "子"]), st.just("")),
        "name": st.sampled_from(["", "甲"]),
        "birth_date": birth(day),
        "birth_calendar": calendar,
        "consent": st.sampled_from(["true", "true", "false", ""]),
    }
    movement = {
        "customer_id": someone,
        "at": rarely(moment(day, 32), st.just("")),
        "amount": rarely(MONEY.map(lambda text: f"-{text}".replace("--", "")) | MONEY, SPOILED),
    }

    def some(strategy: dict[str, Any], most: int, least: int = 0) -> list[dict[str, str]]:
        return draw(st.lists(rows_of(strategy), min_size=least, max_size=most))

    everyone = [{**draw(rows_of(customer)), "customer_id": number} for number in NUMBERS]

    named = [{name: one[name] for name in ("product_id", "type", "name")} for one in (*BANK["products"], *_MORE)]
    products = [{**draw(rows_of(product)), **one} for one in named]
    spoiled = draw(st.lists(st.sampled_from(range(len(_BAD))), max_size=3, unique=True))
    rows = {
        "institutions": BANK["institutions"] + [_BAD[n][1] for n in spoiled if _BAD[n][0] == "institutions"],
        "staff": BANK["staff"] + [_BAD[n][1] for n in spoiled if _BAD[n][0] == "staff"],
        "products": products + [_BAD[n][1] for n in spoiled if _BAD[n][0] == "products"],
        "customers": everyone + some(customer, 2),
        "holdings": some(holding, 20, 6),
        "balances": some(balance, 12, 3),
        "contacts": some(contact, 6),
        "family": some(family, 4),
        "transactions": some(movement, 5),
    }
    past = st.tuples(st.sampled_from(NUMBERS), st.integers(1, 95), MONEY)
    remembered = draw(st.lists(past, max_size=3, unique_by=lambda one: one[:2]))
    past_days = [(who, day - timedelta(days=ago), Decimal(aum)) for who, ago, aum in remembered]
    return World(day, rows, past_days, draw(st.lists(answer(day), max_size=8)))


def answer(day: date) -> st.SearchStrategy[Answer]:
    """A line of the ledger about wishes: an answer by a channel, the guardian's, a preference; some have lapsed."""
    until = st.sampled_from([None, day, day + timedelta(days=1), day + timedelta(days=400)])
    consents = st.tuples(
        st.sampled_from(NUMBERS),
        st.sampled_from([*(consent_field("care", one) for one in ("phone", "wechat", "mail")), GUARDIAN]),
        st.sampled_from(["granted", "granted", "refused", ""]),
        until,
    )
    wishes = st.tuples(
        st.sampled_from(NUMBERS), st.just("preferred_channel"), st.sampled_from(["mail", "phone", "visit"]), until
    )
    return consents | wishes


def moment(day: date, before: int) -> st.SearchStrategy[str]:
    """An instant near midnight or noon, with and without its zone."""
    clock = st.sampled_from(["00:00:00+08:00", "23:59:59+08:00", "16:00:00+00:00", "15:59:59Z", "12:00:00"])
    return st.tuples(st.integers(-before, 0), clock).map(
        lambda p: f"{datetime.combine(day + timedelta(days=p[0]), datetime.min.time()).date()}T{p[1]}"
    )


_MORE = [
    {"product_id": "FIX", "type": "fixed_income", "name": "定期"},
    {"product_id": "FUND2", "type": "fund", "name": "进取基金"},
]
_BAD: list[tuple[str, dict[str, str]]] = [
    ("institutions", {"institution_id": "L1", "parent_id": "L2", "kind": "branch", "name": "环一"}),
    ("institutions", {"institution_id": "L2", "parent_id": "L1", "kind": "branch", "name": "环二"}),
    ("institutions", {"institution_id": "N1", "parent_id": "N0", "kind": "branch", "name": "无上级"}),
    ("institutions", {"institution_id": "N2", "parent_id": "N1", "kind": "outlet", "name": "上级不明"}),
    ("institutions", {"institution_id": "K1", "parent_id": "B", "kind": "castle", "name": "类型不明"}),
    ("institutions", {"institution_id": "K2", "parent_id": "K1", "kind": "outlet", "name": "上级被隔离"}),
    ("institutions", {"institution_id": "O1", "parent_id": "B", "kind": "outlet", "name": "重复"}),
    ("institutions", {"institution_id": "", "parent_id": "B", "kind": "outlet", "name": "无号"}),
    ("staff", {"staff_id": "M1", "name": "重复", "institution_id": "O1", "position": "guard"}),
    ("staff", {"staff_id": "M3", "name": "岗位不明", "institution_id": "O1", "position": "astronaut"}),
    ("staff", {"staff_id": "M4", "name": "机构不明", "institution_id": "N1", "position": "guard"}),
    ("products", {"product_id": "DEP", "type": "deposit", "name": "重复"}),
    ("products", {"product_id": "Z", "type": "lottery", "name": "类型不明"}),
]

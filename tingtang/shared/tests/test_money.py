"""Money is Decimal with two places; what is shown is cut, never rounded up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tingtang.shared.money import MoneyError, fen, from_fen, plain, short, yuan

FEN = st.integers(-(10**18), 10**18)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("12", "12.00"), ("12.3", "12.30"), ("-0.05", "-0.05"), ("1e3", "1000.00"), (7, "7.00"), ("12.3400", "12.34")],
)
def test_an_amount_has_exactly_two_places(text: str, amount: str) -> None:
    assert str(yuan(text)) == amount


@pytest.mark.parametrize("text", ["12.345", "abc", "", "NaN", "Infinity", "1,000", "1e400", "1e30"])
def test_what_is_no_amount_is_refused_by_name(text: str) -> None:
    with pytest.raises(MoneyError, match=repr(text)):
        yuan(text)


@pytest.mark.parametrize("value", [12.3, True])
def test_money_is_never_a_float(value: float) -> None:
    with pytest.raises(MoneyError, match="never a float"):
        yuan(value)  # type: ignore[arg-type]


def test_minus_nothing_is_nothing() -> None:
    assert str(yuan("-0.00")) == "0.00"


@given(FEN)
def test_fen_and_yuan_are_the_same_money(cents: int) -> None:
    assert fen(from_fen(cents)) == cents
    assert yuan(str(from_fen(cents))) == from_fen(cents)


def test_parts_of_a_fen_are_refused() -> None:
    with pytest.raises(MoneyError):
        fen(Decimal("0.001"))


def test_all_digits_are_grouped() -> None:
    assert plain(Decimal("1234567.8")) == "1,234,567.80"
    assert plain(Decimal("-0.5")) == "-0.50"


@pytest.mark.parametrize(
    ("amount", "zh", "en"),
    [
        ("9200000", "920 万元", "CNY 9.2 m"),
        ("125000000", "1.25 亿元", "CNY 125 m"),
        ("1999999.99", "199.99 万元", "CNY 1.99 m"),
        ("7999999.99", "799.99 万元", "CNY 7.99 m"),
        ("999.5", "999.5 元", "CNY 999.5"),
        ("0", "0 元", "CNY 0"),
        ("-36000", "-3.6 万元", "CNY -36 k"),
        ("3000000000", "30 亿元", "CNY 3 bn"),
        ("123456789012.00", "1,234.56 亿元", "CNY 123.45 bn"),
    ],
)
def test_a_figure_at_a_glance_is_cut_not_rounded(amount: str, zh: str, en: str) -> None:
    assert short(Decimal(amount), "zh") == zh
    assert short(Decimal(amount), "en") == en

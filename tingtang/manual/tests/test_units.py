"""A value's text is read in its unit, exactly, and written back the same."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tingtang.manual.book.units import ORDERED, READERS, read_as, write


@pytest.mark.parametrize(
    ("unit", "text", "expected"),
    [
        ("days", "7", 7),
        ("working_days", "3", 3),
        ("CNY", "8000000", Decimal(8_000_000)),
        ("CNY", "0.01", Decimal("0.01")),
        ("share", "0.7", Decimal("0.7")),
        ("share", "1", Decimal(1)),
        ("percent", "85", Decimal(85)),
        ("points", "89.75", Decimal("89.75")),
        ("ratio", "12.5", Decimal("12.5")),
        ("date", "2012-01-01", date(2012, 1, 1)),
        ("bool", "true", True),
        ("bool", "false", False),
        ("text", "1+1+1", "1+1+1"),
        ("text_list", "a | b", ("a", "b")),
    ],
)
def test_a_text_is_read_in_its_unit(unit: str, text: str, expected: object) -> None:
    found = read_as(unit, text)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("days", ""),
        ("days", "7.0"),
        ("days", "-1"),
        ("days", "七"),
        ("days", "٧"),
        ("days", "--1"),
        ("days", "36526"),
        ("count", "1234567890"),
        ("CNY", "1.001"),
        ("CNY", "1e400000000"),
        ("CNY", "Infinity"),
        ("CNY", "-5"),
        ("share", "1.0001"),
        ("percent", "100.5"),
        ("bool", "True"),
        ("date", "01.01.2012"),
        ("text_list", "a||b"),
        ("text_list", "a|a"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_unit(unit: str, text: str) -> None:
    with pytest.raises(ValueError, match=rf"\(unit {unit}\)"):
        read_as(unit, text)


@given(st.decimals(0, 10**12, places=2))
def test_money_is_written_as_it_is_read(amount: Decimal) -> None:
    assert read_as("CNY", write(amount)) == amount


@given(st.decimals(0, 1, places=6))
def test_a_share_is_written_as_it_is_read(share: Decimal) -> None:
    assert read_as("share", write(share)) == share


@given(st.lists(st.text(st.characters(exclude_characters="|", exclude_categories=["Z", "C"]), min_size=1), min_size=1))
def test_a_list_is_written_as_it_is_read(words: list[str]) -> None:
    unique = tuple(dict.fromkeys(words))
    assert read_as("text_list", write(unique)) == unique


@given(st.dates())
def test_a_day_is_written_as_it_is_read(day: date) -> None:
    assert read_as("date", write(day)) == day


def test_texts_have_no_order_to_tighten_in() -> None:
    assert set(READERS) - ORDERED == {"text", "text_list"}

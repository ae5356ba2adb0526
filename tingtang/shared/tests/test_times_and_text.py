"""The business zone and texts in two languages."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tingtang.shared.text import Bilingual
from tingtang.shared.times import ZONE, business_date, day_end, day_start, parse_instant

DAY = date(2026, 2, 14)


def test_a_day_begins_and_ends_at_midnight_in_shanghai() -> None:
    assert day_start(DAY) == datetime(2026, 2, 13, 16, 0, tzinfo=UTC)
    assert day_end(DAY) == datetime(2026, 2, 14, 16, 0, tzinfo=UTC)


def test_an_instant_falls_on_a_day_in_shanghai() -> None:
    assert business_date(datetime(2026, 2, 13, 16, 0, tzinfo=UTC)) == DAY
    assert business_date(datetime(2026, 2, 13, 15, 59, 59, tzinfo=UTC)) == date(2026, 2, 13)
    with pytest.raises(ValueError, match="no time zone"):
        business_date(datetime(2026, 2, 14))  # noqa: DTZ001


@given(st.dates(date(1902, 1, 1), date(2100, 1, 1)))
def test_a_day_contains_its_start_and_not_its_end(day: date) -> None:
    assert business_date(day_start(day)) == day
    assert business_date(day_end(day)) != day


@pytest.mark.parametrize(
    "text",
    ["2026-02-14", "2026-02-14T00:00", "2026-02-14 00:00:00", "2026-02-13T16:00Z", "2026-02-14T01:00+09:00"],
)
def test_a_date_or_an_instant_is_read_in_shanghai(text: str) -> None:
    assert parse_instant(text) == day_start(DAY)
    assert parse_instant(text).tzinfo == ZONE


@pytest.mark.parametrize("text", ["", "today", "14.2.2026", "2026-02-30", "2026-02-14T25:00", "0001-01-01T00:00+14:00"])
def test_what_is_neither_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match="neither a date"):
        parse_instant(text)


def test_a_text_is_picked_by_language_and_is_chinese_else() -> None:
    text = Bilingual("待办", "to do")
    assert (text.pick("zh"), text.pick("en"), text.pick("fr")) == ("待办", "to do", "待办")


@given(st.text(max_size=30))
def test_any_text_is_an_instant_in_shanghai_or_refused(text: str) -> None:
    at, reason = None, ""
    try:
        at = parse_instant(text)
    except ValueError as refused:
        reason = str(refused)
    assert (at is not None and at.tzinfo == ZONE) or repr(text) in reason


@given(st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_an_instant_written_out_is_read_back(at: datetime) -> None:
    assert parse_instant(at.isoformat()) == at
    assert parse_instant(at.astimezone(ZONE).isoformat()) == at

"""The files of a replay."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tingtang.lobby.replay.day import Arrival, Window, days_of, read_arrivals, read_counters, same_counters
from tingtang.lobby.tables import TableError
from tingtang.lobby.tests.days import BOOK, NINE

HEADER = "arrived_at,class,business,service_seconds,patience_seconds\n"
CLASSES = tuple(BOOK.service_classes.values())
DAYS = [date(2026, 11, 23), date(2026, 11, 24)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file to be written."""
    return tmp_path / "f.csv"


def arrivals(file: Path, text: str, on: date | None = None) -> list[Arrival]:
    """What is read from the text."""
    file.write_text(text)
    return read_arrivals(file, BOOK.businesses, CLASSES, on)


def counters(file: Path, text: str) -> list[Window]:
    """The counters of the text, on two days."""
    file.write_text("counter,opens_at,closes_at,skills\n" + text)
    return read_counters(file, CLASSES, DAYS)


def test_a_customer_is_read_whole(file: Path) -> None:
    [one] = arrivals(file, HEADER + "2026-11-23T09:00,vip,cash_deposit,90.5,600\n")
    assert one == Arrival(NINE, "vip", "cash_deposit", "cash", timedelta(seconds=90.5), timedelta(minutes=10))


def test_patience_may_be_left_out(file: Path) -> None:
    assert arrivals(file, HEADER + "2026-11-23T09:00,vip,fund,60,\n")[0].patience is None
    assert (
        arrivals(file, HEADER.replace(",patience_seconds", "") + "2026-11-23T09:00,vip,fund,60\n")[0].patience is None
    )


def test_customers_stand_in_the_order_of_arrival(file: Path) -> None:
    read = arrivals(file, HEADER + "2026-11-23T09:05,vip,fund,60,\n2026-11-23T01:00Z,ordinary,fund,60,\n")
    assert [one.service_class for one in read] == ["ordinary", "vip"]


@pytest.mark.parametrize(
    ("tier", "code"),
    [("platinum", "vip"), ("wealth_management", "vip"), ("corporate_vip", "private"), ("wealth", "wealth")],
)
def test_a_tier_belongs_to_its_class(file: Path, tier: str, code: str) -> None:
    assert arrivals(file, HEADER + f"2026-11-23T09:00,{tier},fund,60,\n")[0].service_class == code


def test_a_business_the_manual_does_not_know_stands_for_itself(file: Path) -> None:
    one = arrivals(file, HEADER + "2026-11-23T09:00,vip,safe deposit,60,\n")[0]
    assert (one.business, one.group) == ("safe deposit", "safe deposit")


def test_times_of_day_stand_on_the_day_that_is_named(file: Path) -> None:
    assert arrivals(file, HEADER + "09:00,vip,fund,60,\n", on=date(2026, 11, 23))[0].at == NINE
    assert days_of(arrivals(file, HEADER + "00:30,vip,fund,60,\n23:30,vip,fund,60,\n")) == [date(2000, 1, 1)]


@pytest.mark.parametrize(
    ("line", "field", "why"),
    [
        ("soon,vip,fund,60,", "arrived_at", "neither an instant"),
        (",vip,fund,60,", "arrived_at", "is empty"),
        ("2026-11-23T09:00,gold,fund,60,", "class", "'gold' is none of"),
        ("2026-11-23T09:00,,fund,60,", "class", "is empty"),
        ("2026-11-23T09:00,vip,,60,", "business", "is empty"),
        ("2026-11-23T09:00,vip,fund,-60,", "service_seconds", "is not a number"),
        ("2026-11-23T09:00,vip,fund,,", "service_seconds", "is empty"),
        ("2026-11-23T09:00,vip,fund,86401,", "service_seconds", "more than 86400"),
        ("2026-11-23T09:00,vip,fund,60,never", "patience_seconds", "is not a number"),
        ("09:00,vip,fund,60,", "arrived_at", "not written like the first line's"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_field(file: Path, line: str, field: str, why: str) -> None:
    with pytest.raises(TableError) as told:
        arrivals(file, HEADER + "2026-11-23T08:30,vip,fund,60,\n" + line + "\n")
    assert str(told.value).startswith(f"{file}:3: {field}: ")
    assert why in str(told.value)


def test_a_day_without_customers_is_told(file: Path) -> None:
    with pytest.raises(TableError, match="has no customers"):
        arrivals(file, HEADER)


def test_alike_counters_do_everything_and_never_close() -> None:
    windows = same_counters(3)
    assert [one.facts.label for one in windows] == ["1", "2", "3"]
    assert all(not one.facts.skills and one.opens_at is None and one.closes_at is None for one in windows)


def test_a_time_of_day_holds_on_every_day(file: Path) -> None:
    first, second = counters(file, "1,09:00,17:00,cash|other\n")
    assert first.opens_at == NINE
    assert second.opens_at == NINE + timedelta(days=1)
    assert second.closes_at == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    assert first.facts.skills == {"cash", "other"}


def test_a_counter_may_open_twice_a_day(file: Path) -> None:
    assert len(counters(file, "1,09:00,12:00,\n1,12:00,17:00,\n")) == 4


def test_dated_times_hold_once_and_empty_ones_for_ever(file: Path) -> None:
    [dated] = counters(file, "1,2026-11-23T09:00,2026-11-23T12:00,\n")
    assert dated.closes_at == NINE + timedelta(hours=3)
    [always] = counters(file, "1,,,\n")
    assert (always.opens_at, always.closes_at) == (None, None)


def test_a_class_among_the_skills_says_whom_the_counter_is_meant_for(file: Path) -> None:
    [one] = counters(file, "V1,,,vip|cash\n")
    assert (one.facts.skills, one.facts.classes) == ({"cash"}, {"vip"})
    [business] = counters(file, "W,,,wealth\n")
    assert (business.facts.skills, business.facts.classes) == ({"wealth"}, frozenset())


def test_classes_have_a_column_of_their_own_too(file: Path) -> None:
    file.write_text("counter,opens_at,closes_at,skills,classes\nW,,,wealth,wealth\n")
    [one] = read_counters(file, CLASSES, DAYS)
    assert (one.facts.skills, one.facts.classes) == ({"wealth"}, {"wealth"})


@pytest.mark.parametrize(
    ("text", "line", "field", "why"),
    [
        (",09:00,17:00,\n", 2, "counter", "is empty"),
        ("1,nine,17:00,\n", 2, "opens_at", "neither an instant"),
        ("1,09:00,25:00,\n", 2, "closes_at", "is not a time of day"),
        ("1,17:00,09:00,\n", 2, "closes_at", "09:00 is not after 17:00"),
        ("1,09:00,09:00,\n", 2, "closes_at", "is not after"),
        ("1,09:00,12:00,\n1,11:59,17:00,\n", 3, "opens_at", "counter 1 is open twice"),
        ("1,,,\n1,11:59,17:00,\n", 3, "opens_at", "counter 1 is open twice"),
    ],
)
def test_a_mistake_in_a_counter_is_told(file: Path, text: str, line: int, field: str, why: str) -> None:
    with pytest.raises(TableError) as told:
        counters(file, text)
    assert str(told.value).startswith(f"{file}:{line}: {field}: ")
    assert why in str(told.value)


def test_a_class_that_is_none_is_told(file: Path) -> None:
    file.write_text("counter,opens_at,closes_at,skills,classes\nW,,,wealth,gold\n")
    with pytest.raises(TableError, match=r"f\.csv:2: classes: 'gold' is none of"):
        read_counters(file, CLASSES, DAYS)

"""Lunar dates: the disputed years month by month, every day of two centuries, and the sky itself."""

from datetime import date, datetime, timedelta
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tingtang.shared.calendar import WorkingCalendar
from tingtang.shared.lunar import (
    FIRST,
    LAST,
    LunarDate,
    LunarError,
    birthday_in,
    births_kept_on,
    leap_month,
    next_birthday,
    to_lunar,
    to_solar,
)
from tingtang.shared.lunar_table import FIRST_YEAR, YEARS, months
from tingtang.shared.tests.new_moons import new_moons, sun_longitude

DAYS = st.dates(FIRST, LAST)
ONE = timedelta(days=1)

# The years in which libraries disagree: the first day of every month as the Hong Kong Observatory has it.
DISPUTED = {
    1933: "01-26 02-24 03-26 04-25 05-24 L06-23 07-23 08-21 09-20 10-19 11-18 12-17 +01-15",
    1954: "02-03 03-05 04-03 05-03 06-01 06-30 07-30 08-28 09-27 10-27 11-25 12-25",
    1978: "02-07 03-09 04-07 05-07 06-06 07-05 08-04 09-03 10-02 11-01 11-30 12-30",
    2057: "02-04 03-05 04-04 05-04 06-02 07-02 07-31 08-30 09-28 10-28 11-26 12-26",
    2089: "02-10 03-12 04-11 05-10 06-09 07-08 08-06 09-04 10-04 11-02 12-02 +01-01",
    2097: "02-12 03-14 04-12 05-12 06-10 07-09 08-07 09-06 10-05 11-04 12-04 +01-02",
}


@pytest.mark.parametrize("year", DISPUTED)
def test_every_month_of_a_disputed_year_begins_as_the_observatory_has_it(year: int) -> None:
    number = 0
    for text in DISPUTED[year].split():
        leap = text.startswith("L")
        number += not leap
        day = date.fromisoformat(f"{year + text.startswith('+')}-{text.lstrip('L+')}")
        assert to_lunar(day) == LunarDate(year, number, 1, leap)
        assert to_lunar(day - ONE).day in (29, 30)
    assert number == 12


@pytest.mark.parametrize(
    ("day", "lunar"),
    [
        ("1900-01-01", LunarDate(1899, 12, 1)),
        ("1900-01-31", LunarDate(1900, 1, 1)),
        ("1906-04-24", LunarDate(1906, 4, 1)),
        ("1914-11-17", LunarDate(1914, 10, 1)),
        ("1916-02-03", LunarDate(1916, 1, 1)),
        ("1920-11-10", LunarDate(1920, 10, 1)),
        ("1933-07-22", LunarDate(1933, 5, 30, True)),
        ("1954-11-25", LunarDate(1954, 11, 1)),
        ("1978-09-02", LunarDate(1978, 7, 30)),
        ("1978-09-17", LunarDate(1978, 8, 15)),
        ("1984-11-23", LunarDate(1984, 10, 1, True)),
        ("1985-02-20", LunarDate(1985, 1, 1)),
        ("2026-02-17", LunarDate(2026, 1, 1)),
        ("2026-09-25", LunarDate(2026, 8, 15)),
        ("2033-12-22", LunarDate(2033, 11, 1, True)),
        ("2034-02-19", LunarDate(2034, 1, 1)),
        ("2057-09-28", LunarDate(2057, 9, 1)),
        ("2057-10-27", LunarDate(2057, 9, 30)),
        ("2089-09-04", LunarDate(2089, 8, 1)),
        ("2097-08-07", LunarDate(2097, 7, 1)),
        ("2100-12-31", LunarDate(2100, 12, 1)),
    ],
)
def test_a_known_day_has_its_lunar_date(day: str, lunar: LunarDate) -> None:
    assert to_lunar(date.fromisoformat(day)) == lunar
    assert to_solar(lunar) == date.fromisoformat(day)


def test_every_day_of_two_centuries_has_one_lunar_date_that_follows_the_day_before() -> None:
    day, before = FIRST, to_lunar(FIRST)
    seen = {before}
    while day < LAST:
        day += ONE
        now = to_lunar(day)
        if now.day == 1:
            assert before.day in (29, 30)
            assert _next_month(before) == (now.year, now.month, now.leap)
        else:
            assert now == LunarDate(before.year, before.month, before.day + 1, before.leap)
        assert to_solar(now) == day
        seen.add(now)
        before = now
    assert len(seen) == (LAST - FIRST).days + 1


def _next_month(lunar: LunarDate) -> tuple[int, int, bool]:
    if not lunar.leap and leap_month(lunar.year) == lunar.month:
        return lunar.year, lunar.month, True
    if lunar.month == 12:
        return lunar.year + 1, 1, False
    return lunar.year, lunar.month + 1, False


@pytest.mark.parametrize("year", range(FIRST_YEAR, FIRST_YEAR + len(YEARS)))
def test_a_lunar_year_has_twelve_or_thirteen_months_and_its_usual_length(year: int) -> None:
    laid_out = months(year)
    days = sum(length for _number, _leap, length in laid_out)
    assert days in ((383, 384, 385) if leap_month(year) else (353, 354, 355))
    assert [number for number, leap, _days in laid_out if not leap] == list(range(1, 13))
    assert date(year, 1, 20) < to_solar_new_year(year) < date(year, 2, 22)


def to_solar_new_year(year: int) -> date:
    return to_solar(LunarDate(year, 1, 1))


def test_each_month_since_1929_begins_on_the_day_of_its_new_moon() -> None:
    """Meeus's new moons at UTC+8, except within a minute of midnight, where the Observatory's table decides."""
    starts = {to_solar(LunarDate(year, *_name)) for year in range(1928, 2101) for _name in _names(year)}
    close = []
    for moon in new_moons(1929, 2100):
        to_midnight = min(abs(moon - _midnight(moon.date() + days * ONE)) for days in (0, 1))
        if to_midnight < timedelta(minutes=1):
            close.append(moon.date())
            assert starts & {moon.date() - ONE, moon.date(), moon.date() + ONE}
        else:
            assert moon.date() in starts, f"{moon} begins no month"
    assert len(close) <= 4
    assert any(day.year == 2057 for day in close)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001


def _names(year: int) -> list[tuple[int, int, bool]]:
    return [(number, 1, leap) for number, leap, _days in months(year)]


def test_a_leap_month_since_1929_is_one_without_a_major_solar_term() -> None:
    for year in range(1929, 2101):
        for number, leap, days in months(year):
            start = to_solar(LunarDate(year, number, 1, leap))
            terms = _terms(start, days)
            if leap:
                assert terms == 0, f"leap month {number} of {year}"


def _terms(start: date, days: int) -> int:
    """Multiples of 30 degrees that the sun passes in the month, ten minutes of doubt at either end left out."""
    doubt = timedelta(minutes=10)
    first = sun_longitude(_midnight(start) + doubt)
    last = sun_longitude(_midnight(start + days * ONE) - doubt)
    return int(last // 30 != first // 30)


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(2101, 1, 1)])
def test_outside_two_centuries_there_is_no_answer(day: date) -> None:
    with pytest.raises(LunarError, match="outside 1900-01-01 to 2100-12-31"):
        to_lunar(day)


@pytest.mark.parametrize("lunar", [LunarDate(2057, 8, 30), LunarDate(2024, 2, 1, True), LunarDate(2024, 13, 1)])
def test_a_lunar_date_that_does_not_exist_is_refused(lunar: LunarDate) -> None:
    with pytest.raises(LunarError, match="does not exist"):
        to_solar(lunar)


def test_a_birth_in_a_leap_month_is_kept_in_the_ordinary_month_even_when_that_month_is_doubled_again() -> None:
    birth = to_lunar(date(2020, 6, 1))
    assert birth == LunarDate(2020, 4, 10, True)
    assert birthday_in(birth, 2026) == to_solar(LunarDate(2026, 4, 10))
    assert leap_month(2039) == 5
    assert birthday_in(LunarDate(2009, 5, 3, True), 2039) == to_solar(LunarDate(2039, 5, 3))


def test_a_birth_on_the_30th_is_kept_on_the_29th_of_a_short_month() -> None:
    birth = to_lunar(date(2057, 8, 29))
    assert birth == LunarDate(2057, 7, 30)
    assert birthday_in(birth, 2089) == to_solar(LunarDate(2089, 7, 29))
    assert birthday_in(birth, 1978) == to_solar(LunarDate(1978, 7, 30))


def test_a_birthday_in_the_last_month_may_fall_in_the_next_gregorian_year() -> None:
    assert birthday_in(LunarDate(1990, 12, 20), 2025) == date(2026, 2, 7)
    assert next_birthday(LunarDate(1990, 12, 20), date(2026, 1, 1)) == date(2026, 2, 7)
    assert next_birthday(LunarDate(1990, 12, 20), date(2026, 2, 8)) == birthday_in(LunarDate(1990, 12, 20), 2026)


@given(DAYS, st.dates(FIRST, date(2099, 1, 1)))
def test_the_next_birthday_is_the_first_one_not_before_the_day(birth: date, on: date) -> None:
    found = next_birthday(to_lunar(birth), on)
    assert on <= found < on + timedelta(days=386)
    kept, born = to_lunar(found), to_lunar(birth)
    assert (kept.month, kept.leap) == (born.month, False)
    assert kept.day == born.day or (kept.day, born.day) == (29, 30)


@given(DAYS)
def test_births_kept_on_a_day_are_those_whose_birthday_it_is(day: date) -> None:
    found = births_kept_on(day)
    assert found == sorted(set(found))
    assert all(next_birthday(to_lunar(birth), day) == day for birth in found)
    if not to_lunar(day).leap:
        year = to_lunar(day).year
        missed = [
            birth
            for birth in (day - timedelta(days=days) for days in range(1, 800))
            if birth >= FIRST and birthday_in(to_lunar(birth), year) == day and birth not in found
        ]
        assert missed == []


def test_dates_read_aloud_in_chinese() -> None:
    assert LunarDate(1979, 6, 1, True).text("zh") == "农历1979年闰六月初一"
    assert [LunarDate(2026, 12, day).text("zh")[-2:] for day in (10, 11, 20, 21, 29, 30)] == [
        "初十",
        "十一",
        "二十",
        "廿一",
        "廿九",
        "三十",
    ]
    assert LunarDate(2026, 1, 15).text("en") == "lunar 2026-1-15"


@pytest.mark.parametrize(
    ("festival", "month", "day"),
    [("春节", 1, 1), ("端午", 5, 5), ("中秋", 8, 15)],
)
def test_the_published_holidays_fall_where_the_lunar_festivals_are(festival: str, month: int, day: int) -> None:
    calendar = WorkingCalendar.package()
    for year in range(2008, 2027):
        on = to_solar(LunarDate(year, month, day))
        shared = on.month == 10 or (on.month == 9 and on.day > 28)  # Mid-autumn within the National Day holiday
        assert not calendar.is_working(on), on
        assert shared or on.weekday() >= 5 or calendar.holiday_name(on) == festival, on


@given(DAYS, DAYS)
def test_lunar_dates_stand_in_the_order_of_days(one: date, other: date) -> None:
    def place(day: date) -> tuple[int, int, bool, int]:
        lunar = to_lunar(day)
        return lunar.year, lunar.month, lunar.leap, lunar.day

    assert (place(one) < place(other)) == (one < other)


@pytest.mark.parametrize("year", [1898, 2101, 0])
def test_a_lunar_year_outside_the_table_is_refused(year: int) -> None:
    with pytest.raises(LunarError, match=str(year)):
        leap_month(year)
    with pytest.raises(LunarError, match=str(year)):
        birthday_in(LunarDate(1990, 1, 1), year)


def test_a_night_of_birthdays_is_turned_round_in_milliseconds() -> None:
    begins = thread_time()
    births = {birth for ahead in range(4) for birth in births_kept_on(date(2026, 11, 24) + ahead * ONE)}
    converted = [to_lunar(birth) for birth in births]
    assert 400 < len(converted) < 900
    assert thread_time() - begins < 0.5, "about 5 ms of work"

"""The working calendar: published years, make-up weekend days, imported and provisional years."""

from datetime import date, timedelta

import pytest

from tingtang.shared.calendar import WorkingCalendar

CALENDAR = WorkingCalendar.package()


def test_the_package_covers_2007_to_2026() -> None:
    assert CALENDAR.years[0] == 2007
    assert set(range(2007, 2027)) <= set(CALENDAR.years)
    assert not CALENDAR.is_provisional(date(2007, 1, 1))
    assert not CALENDAR.is_provisional(date(2026, 12, 31))
    assert CALENDAR.is_provisional(date(2006, 12, 31))


@pytest.mark.parametrize(
    "day",
    [date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10), date(2026, 1, 4)],
)
def test_a_make_up_weekend_day_is_worked(day: date) -> None:
    assert day.weekday() >= 5
    assert CALENDAR.is_working(day)
    assert CALENDAR.makeup_name(day)
    assert CALENDAR.holiday_name(day) is None


def test_a_holiday_has_its_chinese_name_and_is_off() -> None:
    assert CALENDAR.holiday_name(date(2026, 2, 17)) == "春节"
    assert not CALENDAR.is_working(date(2026, 2, 17))
    assert CALENDAR.holiday_name(date(2026, 2, 14)) is None
    assert CALENDAR.holiday_name(date(2026, 3, 3)) is None


def test_2025_has_28_days_off_and_5_worked_weekend_days() -> None:
    notice = CALENDAR.notices[2025]
    assert sum(settled.is_off for settled in notice.values()) == 28
    assert sorted(str(day) for day, settled in notice.items() if not settled.is_off) == [
        "2025-01-26",
        "2025-02-08",
        "2025-04-27",
        "2025-09-28",
        "2025-10-11",
    ]


def test_an_unpublished_year_is_monday_to_friday_until_imported() -> None:
    friday, saturday = date(2027, 1, 1), date(2027, 1, 2)
    assert CALENDAR.is_provisional(friday)
    assert CALENDAR.is_working(friday)
    imported = CALENDAR.with_year(2027, {friday: ("元旦", True), saturday: ("元旦", False)})
    assert not imported.is_provisional(friday)
    assert not imported.is_working(friday)
    assert imported.is_working(saturday)
    assert CALENDAR.is_working(friday), "the calendar it came from is unchanged"


def test_a_notice_may_settle_the_december_before_it_and_wins_there_in_any_order() -> None:
    eve = date(2027, 12, 31)
    for order in ((2027, 2028), (2028, 2027)):
        calendar = CALENDAR
        for year in order:
            calendar = calendar.with_year(year, {eve: ("元旦", year == 2028)})
        assert not calendar.is_working(eve)


def test_a_notice_may_settle_nothing_else() -> None:
    with pytest.raises(ValueError, match="2027-11-30 is outside 2028"):
        CALENDAR.with_year(2028, {date(2027, 11, 30): ("x", True)})


def test_importing_a_year_again_replaces_it() -> None:
    day = date(2027, 5, 3)
    first = CALENDAR.with_year(2027, {day: ("劳动节", True)})
    second = first.with_year(2027, {date(2027, 5, 4): ("劳动节", True)})
    assert not first.is_working(day)
    assert second.is_working(day)


@pytest.mark.parametrize("year", range(2007, 2027))
def test_a_published_year_is_plausible(year: int) -> None:
    notice = CALENDAR.notices[year]
    worked = [day for day, settled in notice.items() if not settled.is_off]
    weekdays_off = [day for day, settled in notice.items() if settled.is_off and day.weekday() < 5]
    assert all(day.year == year for day in notice)
    assert all(day.weekday() >= 5 for day in worked), "only weekend days are made up"
    # 11 days of statutory holiday (13 from 2025), less those that fall on a weekend; single years added a day or two
    assert 7 <= len(weekdays_off) - len(worked) <= 15
    names = {settled.name for settled in notice.values()}
    assert {"元旦", "春节", "国庆节"} <= names
    total = sum(CALENDAR.is_working(date(year, 1, 1) + timedelta(days=i)) for i in range(365))
    assert 246 <= total <= 253


def test_known_numbers_of_working_days() -> None:
    def working(year: int) -> int:
        days = (date(year + 1, 1, 1) - date(year, 1, 1)).days
        return sum(CALENDAR.is_working(date(year, 1, 1) + timedelta(days=i)) for i in range(days))

    assert {year: working(year) for year in (2023, 2024, 2025, 2026)} == {2023: 249, 2024: 251, 2025: 248, 2026: 248}

"""When a festival is over: with the last day of its public holiday, as the notice of the year has it."""

from __future__ import annotations

from datetime import date

import pytest

from tingtang.manual.book import load
from tingtang.routines.festivals import codes, holiday_end
from tingtang.shared.calendar import WorkingCalendar

DAYS = load().value("festival.days", date(2026, 1, 1)).value
CALENDAR = WorkingCalendar.package()


@pytest.mark.parametrize(
    ("code", "shown", "ends"),
    [
        ("spring_festival", date(2026, 1, 20), date(2026, 2, 23)),
        ("national_day", date(2026, 9, 20), date(2026, 10, 7)),
        ("new_year", date(2025, 12, 24), date(2026, 1, 3)),
        ("new_year", date(2026, 1, 2), date(2026, 1, 3)),  # hung within the holiday
        ("mid_autumn", date(2026, 9, 1), date(2026, 9, 27)),
        ("lantern", date(2026, 2, 20), date(2026, 3, 3)),  # no public holiday: its own day
        ("spring_festival", date(2026, 3, 1), date(2027, 2, 6)),  # that year's notice is not out: its own day
    ],
)
def test_decoration_is_for_the_holiday_that_comes(code: str, shown: date, ends: date) -> None:
    assert isinstance(DAYS, tuple)
    assert holiday_end(code, shown, DAYS, CALENDAR) == ends


def test_a_festival_that_nobody_listed_is_told() -> None:
    assert isinstance(DAYS, tuple)
    with pytest.raises(KeyError):
        holiday_end("easter", date(2026, 1, 1), DAYS, CALENDAR)
    assert codes(DAYS)[:2] == ["new_year", "spring_festival"]

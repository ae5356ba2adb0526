"""The account of a due time names every day that was left out, and each only once."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tingtang.shared.calendar import WorkingCalendar
from tingtang.shared.clock_record import Clock, read_pause
from tingtang.shared.clock_trace import ranges
from tingtang.shared.times import parse_instant


@pytest.mark.parametrize(
    ("days", "text"),
    [
        ([], ""),
        (["2026-02-15"], "2026-02-15"),
        (["2026-02-15", "2026-02-16"], "2026-02-15..2026-02-16"),
        (["2026-02-27", "2026-02-28", "2026-03-01"], "2026-02-27..2026-03-01"),
        (["2026-02-15", "2026-02-17", "2026-02-18"], "2026-02-15, 2026-02-17..2026-02-18"),
    ],
)
def test_runs_of_days_are_joined(days: list[str], text: str) -> None:
    assert ranges(date.fromisoformat(day) for day in days) == text


@given(st.sets(st.dates(date(2026, 1, 1), date(2026, 3, 31))))
def test_what_is_joined_can_be_taken_apart_again(days: set[date]) -> None:
    found = set()
    for part in filter(None, ranges(sorted(days)).split(", ")):
        first, last = (date.fromisoformat(end) for end in (part.split("..") * 2)[:2])
        found |= {first + timedelta(days=i) for i in range((last - first).days + 1)}
    assert found == days


def explain(start: str, unit: str, n: int, *pauses: str, lang: str = "en") -> tuple[str, ...]:
    clock = Clock(parse_instant(start), unit, n, tuple(read_pause(pause) for pause in pauses))
    return clock.run(WorkingCalendar.package()).explain(lang)


def test_hours_name_each_pause_with_what_it_added() -> None:
    assert explain("2026-03-10T10:00", "hours", 4, "2026-03-10T11:00/2026-03-10T12:30", "2026-03-11/2026-03-12") == (
        "runs 4 hours from 2026-03-10T10:00+08:00",
        "paused 2026-03-10T11:00+08:00 / 2026-03-10T12:30+08:00: 1:30:00 added",
        "ends at 2026-03-10T15:30+08:00",
    )


def test_weekends_and_festivals_are_told_apart() -> None:
    found = explain("2026-02-12", "working_days", 12)
    assert found[1] == "days off are not counted: 2026-02-15..2026-02-23 春节, 2026-03-01"
    assert found[2] == "make-up working days are counted: 2026-02-14, 2026-02-28 春节"


def test_a_clock_without_days_off_says_only_start_and_end() -> None:
    assert explain("2026-03-10", "working_days", 2, lang="zh") == (
        "自 2026-03-10T00:00+08:00 起算，2 个工作日，首日（2026-03-10）不计",
        "至 2026-03-12（周四） 24:00 止",
    )


def test_one_is_said_in_the_singular() -> None:
    assert explain("2026-03-10", "months", 1)[0].startswith("1 month from")
    assert explain("2026-03-10", "hours", 1)[0].startswith("runs 1 hour from")
    assert explain("2026-03-10", "working_days", 1)[0].startswith("1 working day from")


def test_several_unpublished_years_are_told_as_a_span() -> None:
    assert "provisional: no calendar is published for 2027-2028; Monday to Friday assumed" in explain(
        "2026-12-30", "working_days", 300
    )

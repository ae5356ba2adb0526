"""Clocks, case by case: the first day, midnight in Shanghai, the ends of months, holidays, pauses."""

from datetime import UTC, date, datetime

import pytest

from tingtang.shared.calendar import WorkingCalendar
from tingtang.shared.clocks import due, merged
from tingtang.shared.pauses import ClockError, Pause
from tingtang.shared.times import ZONE, day_start, parse_instant


def at(text: str) -> datetime:
    return parse_instant(text)


def pause(text: str) -> Pause:
    start, end = text.split("/")
    return Pause(at(start), at(end))


@pytest.mark.parametrize(
    ("start", "unit", "n", "last_day"),
    [
        ("2026-03-10T09:00", "days", 1, "2026-03-11"),
        ("2026-03-10T23:59:59", "days", 3, "2026-03-13"),
        ("2026-03-10T00:00", "days", 0, "2026-03-10"),
        ("2026-03-10", "weeks", 2, "2026-03-24"),
        ("2026-01-31", "months", 1, "2026-02-28"),
        ("2028-01-31", "months", 1, "2028-02-29"),
        ("2026-01-31", "months", 2, "2026-03-31"),
        ("2026-08-31", "months", 6, "2027-02-28"),
        ("2026-12-15", "months", 1, "2027-01-15"),
        ("2026-02-28", "months", 1, "2026-03-28"),
        # 2026 Spring Festival: 14 Feb (Sat) worked, 15-23 off, 28 (Sat) worked
        ("2026-02-13", "working_days", 1, "2026-02-14"),
        ("2026-02-13", "working_days", 3, "2026-02-25"),
        ("2026-02-27", "working_days", 1, "2026-02-28"),
        # 2026 National Day: 20 Sep (Sun) worked, 1-7 Oct off, 10 Oct (Sat) worked
        ("2026-09-18", "working_days", 1, "2026-09-20"),
        ("2026-09-30", "working_days", 3, "2026-10-10"),
        # 2025: 26 Jan (Sun) worked, 28 Jan - 4 Feb off, 8 Feb (Sat) worked
        ("2025-01-24", "working_days", 3, "2025-02-05"),
        ("2025-09-30", "working_days", 3, "2025-10-11"),
        # a start on a day off: the first day is left out whatever it is
        ("2026-10-03", "working_days", 1, "2026-10-08"),
    ],
)
def test_a_clock_in_days_ends_at_24_00_of_its_last_day(start: str, unit: str, n: int, last_day: str) -> None:
    found = due(at(start), unit, n)
    assert found.last_day == date.fromisoformat(last_day)
    assert found.due_at == day_start(date.fromisoformat(last_day)).replace(tzinfo=ZONE) + (
        at("2026-01-02") - at("2026-01-01")
    )
    assert not found.provisional


def test_the_first_day_is_the_day_in_shanghai() -> None:
    late_in_utc = datetime(2026, 3, 10, 16, 0, tzinfo=UTC)  # 00:00 on the 11th in Shanghai
    assert due(late_in_utc, "days", 1).last_day == date(2026, 3, 12)
    just_before = datetime(2026, 3, 10, 15, 59, 59, tzinfo=UTC)
    assert due(just_before, "days", 1).last_day == date(2026, 3, 11)


def test_hours_run_from_the_instant() -> None:
    found = due(at("2026-03-10T16:30:05"), "hours", 24)
    assert found.due_at == at("2026-03-11T16:30:05")
    assert found.last_day == date(2026, 3, 11)
    assert due(at("2026-03-10"), "hours", 24).last_day == date(2026, 3, 10), "24:00 still belongs to the day"


def test_hours_ignore_summer_time_on_the_wall_clock() -> None:
    # 1986-05-04 02:00 -> 03:00 in Shanghai
    assert due(at("1986-05-03T12:00"), "hours", 24).due_at == at("1986-05-04T13:00")


def test_hours_are_extended_by_the_exact_paused_time() -> None:
    found = due(at("2026-03-10T10:00"), "hours", 4, [pause("2026-03-10T11:00/2026-03-10T12:30:30")])
    assert found.due_at == at("2026-03-10T15:30:30")


def test_a_pause_reached_only_by_an_extension_counts_too() -> None:
    pauses = [pause("2026-03-10T11:00/2026-03-10T13:00"), pause("2026-03-10T15:00/2026-03-10T16:00")]
    assert due(at("2026-03-10T10:00"), "hours", 4, pauses).due_at == at("2026-03-10T17:00")


def test_a_pause_already_running_at_the_start_counts_from_the_start() -> None:
    assert due(at("2026-03-10T10:00"), "hours", 1, [pause("2026-03-01/2026-03-10T12:00")]).due_at == at(
        "2026-03-10T13:00"
    )


@pytest.mark.parametrize(
    ("unit", "n", "pauses", "last_day"),
    [
        ("days", 5, ["2026-03-12/2026-03-14"], "2026-03-17"),
        ("days", 5, ["2026-03-12T00:01/2026-03-13T23:59"], "2026-03-15"),
        ("days", 5, ["2026-03-12T09:00/2026-03-14T17:00"], "2026-03-16"),
        ("days", 5, ["2026-03-12/2026-03-13T12:00", "2026-03-13T12:00/2026-03-14"], "2026-03-17"),
        ("days", 5, ["2026-03-01/2026-03-11"], "2026-03-15"),
        ("days", 5, ["2026-03-16/2026-03-20"], "2026-03-15"),
        ("days", 5, ["2026-03-15/2026-03-20"], "2026-03-20"),
        ("weeks", 1, ["2026-03-12/2026-03-14"], "2026-03-19"),
        ("months", 1, ["2026-03-12/2026-03-14"], "2026-04-12"),
        ("months", 1, ["2026-03-12/2026-03-14", "2026-04-11/2026-04-13"], "2026-04-14"),
        ("working_days", 5, ["2026-03-12/2026-03-16"], "2026-03-19"),
        ("working_days", 5, ["2026-03-14/2026-03-16"], "2026-03-17"),
    ],
)
def test_days_wholly_paused_are_not_counted(unit: str, n: int, pauses: list[str], last_day: str) -> None:
    found = due(at("2026-03-10T15:00"), unit, n, [pause(text) for text in pauses])
    assert str(found.last_day) == last_day


def test_a_working_day_clock_into_an_unpublished_year_is_provisional() -> None:
    found = due(at("2026-12-30"), "working_days", 3)
    assert found.provisional
    assert any("2027" in line for line in found.trace)
    assert not due(at("2026-12-28"), "working_days", 3).provisional
    assert not due(at("2026-12-30"), "days", 30).provisional, "calendar days need no calendar"
    assert not due(at("2026-12-31"), "working_days", 0).provisional
    calendar = WorkingCalendar.package().with_year(2027, {date(2027, 1, 1): ("元旦", True)})
    imported = due(at("2026-12-30"), "working_days", 3, calendar=calendar)
    assert (str(imported.last_day), imported.provisional) == ("2027-01-05", False)


def test_the_trace_says_what_was_counted_in_both_languages() -> None:
    found = due(at("2026-02-13T10:00"), "working_days", 3, [pause("2026-02-25/2026-02-26")])
    assert found.trace == (
        "3 working days from 2026-02-13T10:00+08:00; the first day (2026-02-13) is left out",
        "days off are not counted: 2026-02-15..2026-02-23 春节",
        "make-up working days are counted: 2026-02-14 春节",
        "paused days are not counted (1): 2026-02-25",
        "ends at 24:00 on 2026-02-26 (Thu)",
    )
    assert found.explain("zh")[-1] == "至 2026-02-26（周四） 24:00 止"


@pytest.mark.parametrize(
    ("start", "unit", "n", "message"),
    [
        (datetime(2026, 3, 10), "days", 1, "no time zone"),  # noqa: DTZ001
        (at("2026-03-10"), "days", -1, "before it starts"),
        (at("2026-03-10"), "fortnights", 1, "none of minutes, hours, days"),
        (at("9999-12-30"), "days", 2, "past the year 9999"),
        (at("2026-03-10"), "months", 10**6, "past the year 9999"),
        (at("2026-03-10"), "hours", 10**15, "past the year 9999"),
        (at("2026-03-10"), "working_days", 10**15, "past the year 9999"),
    ],
)
def test_a_clock_that_cannot_run_says_why(start: datetime, unit: str, n: int, message: str) -> None:
    with pytest.raises(ClockError, match=message):
        due(start, unit, n)


def test_a_pause_must_end_after_it_starts_and_know_its_zone() -> None:
    with pytest.raises(ClockError, match="ends before it starts"):
        pause("2026-03-10/2026-03-10")
    with pytest.raises(ClockError, match="time zone"):
        Pause(datetime(2026, 3, 1), datetime(2026, 3, 2))  # noqa: DTZ001


def test_touching_and_overlapping_pauses_become_one() -> None:
    pauses = [pause("2026-03-03/2026-03-05"), pause("2026-03-01/2026-03-03"), pause("2026-03-04/2026-03-04T12:00")]
    assert merged(pauses) == (pause("2026-03-01/2026-03-05"),)

"""What holds of every clock of a case, whatever is done to it. Pure: the replay of made-up logs, no database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tingtang.complaints.clocks import PAUSED
from tingtang.complaints.replay import replay
from tingtang.shared.calendar import WorkingCalendar
from tingtang.shared.times import ZONE, day_start

CALENDAR = WorkingCalendar.package()
MINUTES = st.integers(0, 960_000)  # from the first of January 2025 to late in October 2026
STARTS = MINUTES.map(lambda n: datetime(2025, 1, 1, tzinfo=ZONE) + timedelta(minutes=n))
KIND = "complaint.regulator"


@dataclass
class Line:
    """A line of a log."""

    what: str = "opened"
    data: dict[str, Any] = field(default_factory=dict)


def started(start: datetime, unit: str, n: int, kind: str = KIND) -> Line:
    clock = {"kind": kind, "round": 1, "period_on": "2026-01-01", "start": start.isoformat(), "unit": unit, "n": n}
    return Line(data={"clocks": [clock]})


def ends(*lines: Line, calendar: WorkingCalendar = CALENDAR) -> datetime:
    [found] = replay(lines, calendar, paused=PAUSED).values()
    return found.due_at


def paused(first: datetime, last: datetime) -> Line:
    return Line("paused", {"pauses": [f"{first.isoformat()}/{last.isoformat()}"]})


@given(STARTS, st.integers(0, 20), st.integers(1, 60), st.sampled_from(["working_days", "days", "hours"]))
def test_adding_a_holiday_never_makes_a_date_earlier(start: datetime, n: int, ahead: int, unit: str) -> None:
    day = start.date() + timedelta(days=ahead)
    known = {one: (kept.name, kept.is_off) for one, kept in CALENDAR.notices[day.year].items()}
    more = CALENDAR.with_year(day.year, {**known, day: ("假想节", True)})
    before, after = ends(started(start, unit, n)), ends(started(start, unit, n), calendar=more)
    assert after >= before
    assert unit == "working_days" or after == before


@given(STARTS, st.integers(1, 15), st.integers(0, 40))
def test_pausing_on_days_off_changes_no_working_day_clock(start: datetime, n: int, ahead: int) -> None:
    day = start.date() + timedelta(days=ahead)
    while CALENDAR.is_working(day):
        day += timedelta(days=1)
    last = day
    while not CALENDAR.is_working(last):
        last += timedelta(days=1)
    clock = started(start, "working_days", n)
    assert ends(clock, paused(day_start(day), day_start(last))) == ends(clock)


@given(STARTS, st.integers(1, 60), st.integers(0, 30), st.integers(1, 500))
def test_a_pause_never_makes_a_date_earlier_and_adds_no_more_than_itself(
    start: datetime, n: int, after: int, hours: int
) -> None:
    first = start + timedelta(days=after)
    stop = paused(first, first + timedelta(hours=hours))
    for unit, kind in (("days", KIND), ("hours", "complaint.apology_visit")):
        plain, held = ends(started(start, unit, n, kind)), ends(started(start, unit, n, kind), stop)
        assert plain <= held <= plain + timedelta(hours=hours)


@given(STARTS, st.integers(1, 40), st.integers(1, 30), st.integers(1, 20))
def test_what_may_not_stand_still_does_not(start: datetime, n: int, after: int, days: int) -> None:
    first = start + timedelta(days=after)
    stop = paused(first, first + timedelta(days=days))
    for kind in ("complaint.media", "complaint.archive", "complaint.second_handler", "complaint.result"):
        assert kind not in PAUSED
        assert ends(started(start, "working_days", n, kind), stop) == ends(started(start, "working_days", n, kind))


@given(STARTS, st.integers(0, 60))
def test_days_end_at_midnight_in_beijing_and_leave_out_the_first(start: datetime, n: int) -> None:
    end = ends(started(start, "days", n))
    assert end == day_start(start.date() + timedelta(days=n + 1))


@given(st.dates(date(2020, 1, 1), date(2026, 12, 31)), st.integers(0, 23))
def test_a_month_never_ends_in_the_month_after_the_next(day: date, hour: int) -> None:
    start = datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)
    last = (ends(started(start, "months", 1, "complaint.external")) - timedelta(seconds=1)).date()
    assert (last.year * 12 + last.month) - (day.year * 12 + day.month) == 1
    assert last.day == day.day or (last + timedelta(days=1)).day == 1

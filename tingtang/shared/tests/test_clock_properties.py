"""What holds of every clock, whatever its start, length, pauses and calendar."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from tingtang.shared.calendar import WorkingCalendar
from tingtang.shared.clock_record import Clock
from tingtang.shared.clocks import RUNNING, UNITS, Due, add_months, due
from tingtang.shared.pauses import Pause
from tingtang.shared.times import ONE_DAY, ZONE, business_date, day_end, day_start

CALENDAR = WorkingCalendar.package()
FIRST, LAST = datetime(2007, 1, 2), datetime(2027, 6, 30)  # noqa: DTZ001 - hypothesis wants naive bounds
INSTANTS = st.datetimes(FIRST, LAST, timezones=st.sampled_from([UTC, ZONE])).map(lambda at: at.replace(fold=0))
DAY_UNITS = st.sampled_from([unit for unit in UNITS if unit not in RUNNING])
LENGTHS = st.integers(0, 40)


@st.composite
def pause_near(draw: st.DrawFn, start: datetime) -> Pause:
    begins = start + timedelta(minutes=draw(st.integers(-60 * 24 * 10, 60 * 24 * 60)))
    if draw(st.booleans()):
        begins = day_start(business_date(begins))
    length = draw(st.integers(1, 60 * 24 * 12) | st.integers(1, 12).map(lambda days: days * 24 * 60))
    return Pause(begins, begins + timedelta(minutes=length))


@st.composite
def clocks(draw: st.DrawFn, unit: str | None = None) -> Clock:
    start = draw(INSTANTS)
    pauses = tuple(draw(st.lists(pause_near(start), max_size=4)))
    return Clock(start, unit or draw(st.sampled_from(UNITS)), draw(LENGTHS), pauses)


def run(clock: Clock, calendar: WorkingCalendar = CALENDAR) -> Due:
    return clock.run(calendar)


def paused_wholly(day: date, pauses: tuple[Pause, ...]) -> bool:
    """Slow and plain: is every minute of the day paused?"""
    marks = sorted({day_start(day), day_end(day), *(end for pause in pauses for end in (pause.start, pause.end))})
    inside = [mark for mark in marks if day_start(day) <= mark < day_end(day)]
    return all(any(pause.start <= mark < pause.end for pause in pauses) for mark in inside)


def days_between(after: date, until: date) -> list[date]:
    return [after + timedelta(days=i) for i in range(1, (until - after).days + 1)]


@given(clocks())
def test_a_clock_ends_where_plain_counting_ends(clock: Clock) -> None:
    if clock.unit in (*RUNNING, "months"):
        return
    first, last = business_date(clock.start), run(clock).last_day
    n = clock.n * 7 if clock.unit == "weeks" else clock.n
    counted = [
        day
        for day in days_between(first, last)
        if (clock.unit != "working_days" or CALENDAR.is_working(day)) and not paused_wholly(day, clock.pauses)
    ]
    assert len(counted) == n
    assert not n or counted[-1] == last


@given(clocks("months"))
def test_months_end_on_the_day_number_and_are_extended_by_the_paused_days(clock: Clock) -> None:
    first, last = business_date(clock.start), run(clock).last_day
    nominal = add_months(first, clock.n)
    paused = [day for day in days_between(first, last) if paused_wholly(day, clock.pauses)]
    assert last == nominal + timedelta(days=len(paused))
    assert nominal.day == first.day or (nominal + ONE_DAY).day == 1


@given(clocks("hours") | clocks("minutes"))
def test_hours_and_minutes_run_exactly_while_not_paused(clock: Clock) -> None:
    end = run(clock).due_at
    marks = sorted({clock.start, end, *(at for pause in clock.pauses for at in (pause.start, pause.end))})
    inside = [mark for mark in marks if clock.start <= mark <= end]
    running = timedelta()
    for begins, ends in pairwise(inside):
        if not any(pause.start <= begins < pause.end for pause in clock.pauses):
            running += ends - begins
    assert running == RUNNING[clock.unit] * clock.n


@given(clocks())
def test_day_clocks_end_at_midnight_in_shanghai_after_their_last_day(clock: Clock) -> None:
    found = run(clock)
    assert found.due_at.tzinfo == ZONE
    assert found.due_at >= clock.start
    assert business_date(found.due_at - timedelta(microseconds=1)) == found.last_day or clock.n == 0
    if clock.unit not in RUNNING:
        assert found.due_at == day_end(found.last_day)


@given(clocks(), st.data())
def test_pausing_never_makes_a_date_earlier(clock: Clock, data: st.DataObject) -> None:
    longer = Clock(clock.start, clock.unit, clock.n, (*clock.pauses, data.draw(pause_near(clock.start))))
    assert run(longer).due_at >= run(clock).due_at


@given(clocks(), st.data())
def test_splitting_a_pause_or_repeating_it_changes_nothing(clock: Clock, data: st.DataObject) -> None:
    assume(clock.pauses)
    head, *rest = clock.pauses
    middle = head.start + (head.end - head.start) * data.draw(st.floats(0.1, 0.9))
    pieces = (Pause(head.start, middle), Pause(middle, head.end), head, *rest)
    assert run(Clock(clock.start, clock.unit, clock.n, pieces)).due_at == run(clock).due_at


@given(clocks("working_days"), st.integers(0, 60), st.integers(0, 59), st.integers(1, 60 * 24))
def test_pausing_inside_days_off_changes_nothing(clock: Clock, ahead: int, minute: int, length: int) -> None:
    day = business_date(clock.start) + timedelta(days=ahead)
    assume(not CALENDAR.is_working(day))
    begins = day_start(day) + timedelta(minutes=minute)
    pause = Pause(begins, min(begins + timedelta(minutes=length), day_end(day)))
    plain = Clock(clock.start, "working_days", clock.n)
    assert run(Clock(clock.start, "working_days", clock.n, (pause,))).due_at == run(plain).due_at


@given(clocks("working_days"), st.dates(date(2007, 1, 1), date(2027, 12, 31)))
def test_adding_a_holiday_never_makes_a_working_day_date_earlier(clock: Clock, holiday: date) -> None:
    notice = {**CALENDAR.notices.get(holiday.year, {}), holiday: ("加放", True)}
    with_holiday = CALENDAR.with_year(holiday.year, notice)
    assert run(clock, with_holiday).due_at >= run(clock).due_at


@given(clocks("working_days"), st.dates(date(2007, 1, 1), date(2027, 12, 31)))
def test_adding_a_make_up_day_never_makes_a_working_day_date_later(clock: Clock, worked: date) -> None:
    notice = {**CALENDAR.notices.get(worked.year, {}), worked: ("调休", False)}
    with_worked = CALENDAR.with_year(worked.year, notice)
    assert run(clock, with_worked).due_at <= run(clock).due_at


@given(clocks())
def test_a_longer_clock_ends_no_sooner_and_a_longer_one_in_days_ends_later(clock: Clock) -> None:
    longer = run(Clock(clock.start, clock.unit, clock.n + 1, clock.pauses))
    assert longer.due_at > run(clock).due_at


@given(clocks(), st.integers(0, 60 * 24))
def test_a_later_start_ends_no_sooner(clock: Clock, minutes: int) -> None:
    assume(clock.unit != "months" or not clock.pauses)  # see the exception below
    later = Clock(clock.start + timedelta(minutes=minutes), clock.unit, clock.n, clock.pauses)
    assert run(later).due_at >= run(clock).due_at


def test_two_starts_that_share_a_month_end_differ_by_the_days_paused_for_each() -> None:
    """28 and 29 December + 38 months both end on 28 February; only the earlier start was paused on the 29th."""
    pause = (Pause(datetime(2007, 12, 28, 12, tzinfo=ZONE), day_end(date(2007, 12, 29))),)
    earlier = Clock(datetime(2007, 12, 28, 9, tzinfo=ZONE), "months", 38, pause)
    later = Clock(datetime(2007, 12, 29, 9, tzinfo=ZONE), "months", 38, pause)
    assert run(earlier).last_day == date(2011, 3, 1)
    assert run(later).last_day == date(2011, 2, 28)


@given(INSTANTS, DAY_UNITS, LENGTHS)
def test_only_the_day_of_the_start_counts_for_day_clocks(start: datetime, unit: str, n: int) -> None:
    assert due(start, unit, n).due_at == due(day_start(business_date(start)), unit, n).due_at


@given(clocks())
def test_a_clock_kept_as_json_runs_to_the_same_end(clock: Clock) -> None:
    assert run(Clock.read(clock.as_json())) == run(clock)


@given(clocks())
def test_only_working_days_in_unpublished_years_are_provisional(clock: Clock) -> None:
    found = run(clock)
    seen = days_between(business_date(clock.start), found.last_day)
    expected = clock.unit == "working_days" and any(day.year > 2026 for day in seen)
    assert found.provisional == expected
    assert any("provisional" in line for line in found.trace) == expected

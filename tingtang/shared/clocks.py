"""When a clock ends, and why: the one function behind every due time of the product.

Readings (docs/adr/0004-how-clocks-run.md):

- **minutes** and **hours** run from the instant, to the second.
- **days, weeks, months, working days** leave out the first day (the day in Shanghai on which the clock starts) and end
  at 24:00 of the last, which is the midnight after it, exclusive. `n = 0` is the first day itself ("the same day").
- a **month** ends on the same day number; where the month has none, on its last day. Months are counted from the
  start at once: 31 January + 2 months is 31 March.
- **working days** know the make-up weekend days. No other clock looks at the calendar, and none rolls to a working
  day.
- **pauses** are half-open spans `[start, end)`, merged where they meet. For minutes and hours each paused second is
  added. For days, weeks and months a calendar day is not counted when it lies wholly within a pause; for working days
  the same holds of working days. A day paused in part is counted: the owner could still act on it. What is paused
  before the start or after the end changes nothing.
- a result is **provisional** when working days were counted in a year without a published calendar.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal, get_args

from tingtang.shared.calendar import WorkingCalendar
from tingtang.shared.clock_trace import day_lines, running_lines
from tingtang.shared.pauses import ClockError, Pause
from tingtang.shared.text import Bilingual, Lang
from tingtang.shared.times import ONE_DAY, ZONE, business_date, day_end, day_start

Unit = Literal["minutes", "hours", "days", "weeks", "months", "working_days"]
UNITS: tuple[Unit, ...] = get_args(Unit)
RUNNING = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1)}


@dataclass(frozen=True, slots=True)
class Due:
    """When a clock ends: `due_at` is the exclusive end, `last_day` the last day in Shanghai on which one is in time."""

    due_at: datetime
    last_day: date
    provisional: bool
    lines: tuple[Bilingual, ...]

    @property
    def trace(self) -> tuple[str, ...]:
        """How the end was found, step by step, in English."""
        return self.explain("en")

    def explain(self, lang: Lang) -> tuple[str, ...]:
        """How the end was found, step by step, in the language asked for."""
        return tuple(line.pick(lang) for line in self.lines)


def due(
    start: datetime,
    unit: Unit,
    n: int,
    pauses: Sequence[Pause] = (),
    calendar: WorkingCalendar | None = None,
) -> Due:
    """The end of a clock of `n` `unit`s that starts at the aware instant `start` (readings: see the module).

    `calendar` is the package's when not given. ClockError for what cannot run, also when it ends past the year 9999.
    """
    if unit not in UNITS:
        raise ClockError(f"{unit!r} is none of {', '.join(UNITS)}")
    if n < 0:
        raise ClockError(f"a clock of {n} {unit} would end before it starts")
    if start.tzinfo is None:
        raise ClockError(f"the start {start.isoformat()} has no time zone")
    calendar = calendar or WorkingCalendar.package()
    stops = merged(pauses)
    try:
        if unit in RUNNING:
            return _running(start.astimezone(ZONE), unit, n, stops)
        return _days(start.astimezone(ZONE), unit, n, stops, calendar)
    except (OverflowError, ValueError) as error:
        if isinstance(error, ClockError):
            raise
        raise ClockError(f"a clock of {n} {unit} from {start.isoformat()} ends past the year 9999") from None


def merged(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """The same paused time as disjoint spans in order: overlapping and touching ones become one."""
    found: list[Pause] = []
    for pause in sorted(pauses):
        if found and pause.start <= found[-1].end:
            found[-1] = Pause(found[-1].start, max(found[-1].end, pause.end))
        else:
            found.append(pause)
    return tuple(found)


def _running(start: datetime, unit: Unit, n: int, stops: tuple[Pause, ...]) -> Due:
    """In UTC throughout: arithmetic within one zone goes by its wall clock, and Shanghai had summer time until 1991."""
    start = start.astimezone(UTC)
    end = start + n * RUNNING[unit]
    held: list[tuple[Pause, timedelta]] = []
    for stop in stops:
        begins, ends = max(stop.start.astimezone(UTC), start), stop.end.astimezone(UTC)
        if begins < end and ends > begins:
            held.append((stop, ends - begins))
            end += ends - begins
    last = business_date(end - timedelta(microseconds=1) if n else end)
    return Due(end.astimezone(ZONE), last, False, running_lines(start, unit, n, held, end))


def _days(start: datetime, unit: Unit, n: int, stops: tuple[Pause, ...], calendar: WorkingCalendar) -> Due:
    first = business_date(start)
    paused = _PausedDays(stops)
    counts = calendar.is_working if unit == "working_days" else _every_day
    if unit == "months":
        nominal = add_months(first, n)
        owed = sum(1 for day in paused.between(first, nominal))
        last = _advance(nominal, owed, counts, paused)
    else:
        last = _advance(first, n * 7 if unit == "weeks" else n, counts, paused)
    due_at = day_end(last)
    provisional = unit == "working_days" and any(
        year not in calendar.notices for year in range((first + ONE_DAY).year, last.year + 1)
    )
    lines = day_lines(start, unit, n, last, calendar, [day for day in paused.between(first, last) if counts(day)])
    return Due(due_at, last, provisional and last > first, lines)


def _advance(day: date, n: int, counts: Callable[[date], bool], paused: _PausedDays) -> date:
    """The nth day after `day` that counts and is not wholly paused."""
    if counts is _every_day and not paused.spans:
        return day + timedelta(days=n)
    while n:
        day += ONE_DAY
        if counts(day) and day not in paused:
            n -= 1
    return day


def _every_day(day: date) -> bool:  # noqa: ARG001
    return True


def add_months(day: date, n: int) -> date:
    """The same day number `n` months later, or that month's last day. ValueError past the year 9999."""
    months = day.year * 12 + day.month - 1 + n
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class _PausedDays:
    """The days that lie wholly within a pause, as spans [first, last]."""

    def __init__(self, stops: Iterable[Pause]) -> None:
        self.spans: list[tuple[date, date]] = []
        for stop in stops:
            first = business_date(stop.start)
            if day_start(first) < stop.start:
                first += ONE_DAY
            last = business_date(stop.end) - ONE_DAY
            if first <= last:
                self.spans.append((first, last))

    def __contains__(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.spans)

    def between(self, after: date, until: date) -> list[date]:
        """The paused days in (after, until], ascending."""
        found: list[date] = []
        for first, last in self.spans:
            day = max(first, after + ONE_DAY)
            while day <= min(last, until):
                found.append(day)
                day += ONE_DAY
        return found

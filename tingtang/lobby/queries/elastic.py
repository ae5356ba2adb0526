"""Elastic windows (A39.4): how many counters each interval of a day asks for, learned from like days before it."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from statistics import fmean
from typing import Any

from tingtang.lobby.facts import book, figures, fresh
from tingtang.lobby.models import Counter, Ticket
from tingtang.lobby.queries.figures import quantile
from tingtang.lobby.queries.line import Board
from tingtang.lobby.staffing.advice import Work, advise
from tingtang.lobby.staffing.demand import Interval
from tingtang.lobby.staffing.targets import Target
from tingtang.organisation.calendar_queries import working_calendar
from tingtang.organisation.hours import Opening, day_kind, opening_hours
from tingtang.organisation.models import DayKind, Institution
from tingtang.shared.times import ONE_DAY, ZONE, business_date, day_start

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LEAST_ALIKE = 2  # days of the same weekday: a single one says too little
Came = tuple[date, datetime, str]  # business date, when, for what


@dataclass(frozen=True, slots=True)
class Window:
    """An interval: arrivals expected (the mean of the like days), counters advised. `when`: peak, lunch or neither."""

    starts: datetime
    minutes: int
    arrivals: float
    counters: int
    when: str = ""

    @property
    def ends(self) -> datetime:
        """Its end, exclusive."""
        return self.starts + self.minutes * MINUTE


@dataclass(frozen=True, slots=True)
class DayPlan:
    """A day's windows. `festival`: of a day off; `alike`: the days it was learned from; `most`: counters there are."""

    on: date
    kind: DayKind
    festival: str
    opening: Opening
    alike: tuple[date, ...]
    windows: tuple[Window, ...]
    most: int

    def at(self, moment: datetime) -> Window | None:
        """The window of an instant."""
        return next((one for one in self.windows if one.starts <= moment < one.ends), None)


@dataclass(frozen=True, slots=True)
class Change:
    """Counters to open (above zero) or to close (below) in the window that goes on, against what the plan says."""

    window: Window
    counters: int


def day_plan(institution: Institution, on: date, at: datetime) -> DayPlan:
    """The plan of a day as seen at `at`; without days to learn from it has no windows. Kept in memory for an hour."""
    return fresh(("elastic", institution.pk, on, business_date(at)), at, lambda: _read(institution, on, at), HOUR)


def change_now(plan: DayPlan, open_counters: int, waiting: int, at: datetime) -> Change | None:
    """What to open or close now; None where nothing is to change. Nothing is closed while anybody waits."""
    window = plan.at(at)
    if window is None:
        return None
    wanted = min(max(window.counters, 1), plan.most) - open_counters
    if not wanted or (wanted < 0 and waiting):
        return None
    return Change(window, wanted)


def change_at(institution: Institution, whole: Board) -> Change | None:
    """What to open or close at an outlet whose board was read: see `change_now`."""
    plan = day_plan(institution, business_date(whole.at), whole.at)
    return change_now(plan, whole.open_counters, len(whole.waiting), whole.at)


def _read(institution: Institution, on: date, at: datetime) -> DayPlan:
    calendar, values = working_calendar(), figures(institution.pk, at)
    before = min(on, business_date(at))
    since = before - int(values["queue.history_days"]) * ONE_DAY
    rows = Ticket.objects.filter(institution=institution, on__gte=since, on__lt=before)
    came: list[Came] = list(rows.values_list("on", "taken_at", "business"))
    kinds = {day: day_kind(day, calendar) for day in {day for day, *_ in came}}
    kind, opening = day_kind(on, calendar), opening_hours(institution, on, calendar)
    alike = days_alike(on, kind, kinds)
    most = Counter.objects.filter(institution=institution).count()
    seen = [one for one in came if one[0] in alike]
    windows = _windows(on, opening, seen, len(alike), most, values, at) if opening.is_open and alike and most else ()
    return DayPlan(on, kind, calendar.holiday_name(on) or "", opening, tuple(sorted(alike)), windows, most)


def days_alike(on: date, kind: DayKind, kinds: dict[date, DayKind]) -> set[date]:
    """Which of the days with visitors teach about a day: its kind and weekday, else its kind, else other days off."""
    same = {day for day, one in kinds.items() if one == kind}
    weekday = {day for day in same if day.weekday() == on.weekday()}
    if len(weekday) >= LEAST_ALIKE:
        return weekday
    off = set() if kind == DayKind.WORKING else {day for day, one in kinds.items() if one != DayKind.WORKING}
    return same or off


def _windows(
    on: date, opening: Opening, came: Sequence[Came], days: int, most: int, values: dict[str, Any], at: datetime
) -> tuple[Window, ...]:
    minutes = int(values["staffing.interval_minutes"])
    span, start = minutes * MINUTE, day_start(on)
    places = Tally(int((taken - day_start(day)) / span) for day, taken, _ in came)
    first, last = _first_and_last(opening, places, span)
    asked = [Interval("", start + n * span, minutes, places[n] / days, {}) for n in range(first, last + 1)]
    target = Target("wait", float(values["staffing.wait_share"]), float(values["staffing.wait_minutes"]))
    work = Work(_usual_minutes(came, at), float(values["queue.patience_minutes"]))
    found = [
        Window(start + n * span, minutes, one.interval.arrivals, one.servers)
        for n, one in enumerate(advise(asked, work, target, most), first)
    ]
    return tuple(marked(found, _lunch(on, values["staffing.lunch"]), float(values["staffing.peak_share"])))


def _usual_minutes(came: Sequence[Came], at: datetime) -> float:
    """The mean of the manual's minutes over what people came for."""
    known = book(at).businesses
    taken_for = [known[business].minutes for *_, business in came if business in known]
    return fmean(taken_for or [one.minutes for one in known.values()])


def _first_and_last(opening: Opening, places: Tally[int], span: timedelta) -> tuple[int, int]:
    """The intervals of the opening hours, where they are known, else those in which anybody came."""
    if opening.opens is None or opening.closes is None:
        return min(places), max(places)
    opens, closes = (timedelta(hours=one.hour, minutes=one.minute) for one in (opening.opens, opening.closes))
    first = int(opens / span)
    return first, max(first, -int(-closes // span) - 1)


def _lunch(on: date, hours: Sequence[str]) -> tuple[datetime, datetime]:
    """From and until when; the manual's value is [HH:MM, HH:MM]."""

    def instant(text: str) -> datetime:
        return datetime.combine(on, time.fromisoformat(text), ZONE)

    return instant(hours[0]), instant(hours[1])


def marked(found: Iterable[Window], lunch: tuple[datetime, datetime], peaks: float) -> list[Window]:
    """Peaks are the busiest share `peaks` of the day's intervals; lunch is by the clock, and goes before."""
    windows = list(found)
    arrivals = sorted(one.arrivals for one in windows)
    busy, mean = quantile(arrivals, 1 - peaks) or 0.0, fmean(arrivals or [0.0])

    def when(one: Window) -> str:
        if lunch[0] < one.ends and one.starts < lunch[1]:
            return "lunch"
        return "peak" if one.arrivals >= busy and one.arrivals > mean else ""

    return [replace(one, when=when(one)) for one in windows]

"""An outlet's day in intervals: who came, how many counters were open, how many the manual's targets ask for."""

from __future__ import annotations

from collections import Counter as Tally
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from statistics import fmean

from tingtang.lobby.facts import figures
from tingtang.lobby.models import Counter, CounterStep, Ticket
from tingtang.lobby.staffing.advice import Work, advise
from tingtang.lobby.staffing.demand import Interval
from tingtang.lobby.staffing.targets import Target
from tingtang.lobby.states import CounterState
from tingtang.manual.queries import rulebook
from tingtang.shared.times import business_date, day_end, day_start

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """One interval: arrivals, mean counters open (None where it lies ahead), counters advised once it is over."""

    starts: datetime
    minutes: int
    arrivals: int
    open_counters: float | None
    advised: int | None = None


def slots(institution_id: str, on: date, at: datetime) -> list[Slot]:
    """From the first interval with anything in it to the last, without gaps: four queries."""
    minutes = int(figures(institution_id, at)["staffing.interval_minutes"])
    span = timedelta(minutes=minutes)
    start = day_start(on)
    came = Tally(
        int((taken - start) / span)
        for taken in Ticket.objects.filter(institution=institution_id, on=on).values_list("taken_at", flat=True)
    )
    spans = open_spans(institution_id, on, at)
    used = {*came, *(int((since - start) / span) for since, until in spans if until > since)}
    if not used:
        return []
    places = range(min(used), max([*used, int((min(at, day_end(on)) - start) / span)] if on_now(on, at) else used) + 1)
    return _advised(institution_id, [_slot(start + n * span, span, came[n], spans, at) for n in places], at)


def _advised(institution_id: str, found: list[Slot], at: datetime) -> list[Slot]:
    """The counters that would have kept the manual's target for who came: an interval that goes on has no number yet.

    Minutes of a service: the mean of the manual's, by what was taken that day; patience: `queue.patience_minutes`.
    """
    over = [one for one in found if one.starts + one.minutes * MINUTE <= at]
    values = figures(institution_id, at)
    target = Target("wait", float(values["staffing.wait_share"]), float(values["staffing.wait_minutes"]))
    work = Work(_service_minutes(institution_id, found[0].starts), float(values["queue.patience_minutes"]))
    most = Counter.objects.filter(institution=institution_id).count()
    asked = [Interval(str(one.starts), one.starts, one.minutes, one.arrivals, {}) for one in over]
    advice = dict(zip((one.starts for one in over), advise(asked, work, target, most or None), strict=True))
    return [replace(one, advised=advice[one.starts].servers if one.starts in advice else None) for one in found]


def _service_minutes(institution_id: str, of: datetime) -> float:
    """The mean of the manual's minutes over what was taken on the day."""
    known = rulebook().businesses
    taken = Ticket.objects.filter(institution=institution_id, on=business_date(of)).values_list("business", flat=True)
    return fmean([known[one].minutes for one in taken if one in known] or [one.minutes for one in known.values()])


def on_now(on: date, at: datetime) -> bool:
    """Whether the day still goes on."""
    return day_start(on) <= at < day_end(on)


def open_spans(institution_id: str, on: date, at: datetime) -> list[tuple[datetime, datetime]]:
    """When counters were open on a day, each by itself, up to now: one query."""
    rows = CounterStep.objects.filter(counter__institution=institution_id, at__gte=day_start(on), at__lt=day_end(on))
    steps = list(rows.order_by("counter", "n"))
    until = min(at, day_end(on))
    found = []
    for place, step in enumerate(steps):
        after = steps[place + 1] if place + 1 < len(steps) else None
        if step.state == CounterState.OPEN:
            found.append((step.at, after.at if after and after.counter_id == step.counter_id else until))
    return found


def _slot(
    starts: datetime, span: timedelta, arrivals: int, spans: list[tuple[datetime, datetime]], at: datetime
) -> Slot:
    ends = starts + span
    until = min(ends, at)
    mean = None
    if until > starts:
        shared = sum((max(timedelta(), min(end, until) - max(since, starts)) for since, end in spans), timedelta())
        mean = round(shared / (until - starts), 2)
    return Slot(starts, int(span.total_seconds() // 60), arrivals, mean)

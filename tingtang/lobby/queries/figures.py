"""The figures of an outlet's day, all derived from steps: waits, service, abandonment, ratings, suspended time."""

from __future__ import annotations

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import ceil
from statistics import fmean

from tingtang.lobby.facts import policy
from tingtang.lobby.models import CounterStep, Rating, Step, Ticket
from tingtang.lobby.states import ENDED, CounterState, State
from tingtang.shared.times import day_end, day_start

MINUTE = timedelta(minutes=1)
SATISFIED = 4  # of 5: satisfied or very satisfied


@dataclass(frozen=True, slots=True)
class Waits:
    """Waits until the first call, in minutes, of the visits that were called; `within` the promise of the class.

    `n` counts all visits of the class, `abandoned` those that left before they were called.
    """

    n: int
    called: int
    mean: float | None
    p50: float | None
    p90: float | None
    within: float | None
    promise_minutes: float
    abandoned: int


@dataclass(frozen=True, slots=True)
class Service:
    """Finished services and their time at the counter, holds not counted, in minutes."""

    n: int
    mean: float | None


@dataclass(frozen=True, slots=True)
class Suspension:
    """Minutes a counter, or a person, was open and suspended, and why."""

    open_minutes: float
    suspended_minutes: float
    times: int
    reasons: dict[str, float]


@dataclass(frozen=True, slots=True)
class DayFigures:
    """A day of an outlet so far. Shares are None where there is nothing to share."""

    institution_id: str
    on: date
    visits: int
    by_hour: dict[int, int]
    ended: dict[str, int]
    in_line: int
    classes: dict[str, Waits]
    businesses: dict[str, Service]
    staff: dict[str, Service]
    abandoned_share: float | None
    suggested: int
    diverted: int
    served: int
    rating_asked: int
    rated: int
    scores: dict[int, int]
    mean_score: float | None
    mean_wait: float | None
    counters: dict[str, Suspension]
    suspended_by_staff: dict[str, Suspension] = field(default_factory=dict)

    @property
    def satisfied(self) -> int:
        """Of the rated, those of 4 or 5."""
        return sum(n for score, n in self.scores.items() if score >= SATISFIED)

    @property
    def prompt_rate(self) -> float | None:
        """Of the served, how many were asked to rate."""
        return self.rating_asked / self.served if self.served else None


def day_figures(institution_id: str, on: date, at: datetime) -> DayFigures:
    """The figures of business date `on` as of `at`: four queries, whatever the day brought."""
    tickets = list(Ticket.objects.filter(institution=institution_id, on=on))
    steps = _steps(institution_id, on, on)
    ratings = _latest_ratings(institution_id, on, on)
    ended = Tally(ticket.state for ticket in tickets if ticket.state in ENDED)
    spans = _spans(institution_id, on)
    services = [one for ticket in tickets for one in _services(ticket, steps[ticket.pk], spans)]
    never = sum(1 for ticket in tickets if _gave_up(ticket, steps[ticket.pk]))
    served = [ticket for ticket in tickets if ticket.state == State.SERVED]
    by_counter, by_staff = _suspensions(spans, min(at, day_end(on)))
    return DayFigures(
        institution_id=institution_id,
        on=on,
        visits=len(tickets),
        by_hour=dict(sorted(Tally(_hour(ticket.taken_at, on) for ticket in tickets).items())),
        ended=dict(ended),
        in_line=len(tickets) - sum(ended.values()),
        classes=_classes(institution_id, tickets, steps, at),
        businesses=_means((one.business, one.minutes) for one in services),
        staff=_means((one.by, one.minutes) for one in services),
        abandoned_share=never / len(tickets) if tickets else None,
        suggested=sum(1 for ticket in tickets if ticket.suggestion),
        diverted=sum(1 for ticket in tickets if ticket.suggestion == "accepted"),
        served=len(served),
        rating_asked=sum(1 for ticket in served if ticket.rating_asked_at),
        rated=len(ratings),
        scores=dict(sorted(Tally(ratings.values()).items())),
        mean_score=fmean(ratings.values()) if ratings else None,
        mean_wait=_mean_wait(tickets, steps),
        counters=by_counter,
        suspended_by_staff=by_staff,
    )


@dataclass(frozen=True, slots=True)
class SpanFigures:
    """Some days of an outlet together, for who looks back on them: waits by class, diversions, ratings."""

    visits: int
    classes: dict[str, Waits]
    suggested: int
    diverted: int
    rated: int
    satisfied: int


def span_figures(institution_id: str, first: date, last: date, at: datetime) -> SpanFigures:
    """The figures of the business dates from `first` to `last` (both included) as of `at`: three queries."""
    tickets = list(Ticket.objects.filter(institution=institution_id, on__range=(first, last)))
    scores = _latest_ratings(institution_id, first, last).values()
    return SpanFigures(
        visits=len(tickets),
        classes=_classes(institution_id, tickets, _steps(institution_id, first, last), at),
        suggested=sum(1 for ticket in tickets if ticket.suggestion),
        diverted=sum(1 for ticket in tickets if ticket.suggestion == "accepted"),
        rated=len(scores),
        satisfied=sum(1 for score in scores if score >= SATISFIED),
    )


def _steps(institution_id: str, first: date, last: date) -> dict[int, list[Step]]:
    found: defaultdict[int, list[Step]] = defaultdict(list)
    steps = Step.objects.filter(ticket__institution=institution_id, ticket__on__range=(first, last))
    for step in steps.order_by("ticket", "n"):
        found[step.ticket_id].append(step)
    return found


def _latest_ratings(institution_id: str, first: date, last: date) -> dict[int, int]:
    """The last revision's score by ticket."""
    found = Rating.objects.filter(ticket__institution=institution_id, ticket__on__range=(first, last))
    rows = found.order_by("revision")
    return dict(rows.values_list("ticket_id", "score"))


def _hour(at: datetime, on: date) -> int:
    return int((at - day_start(on)) / timedelta(hours=1))


def _gave_up(ticket: Ticket, steps: Sequence[Step]) -> bool:
    """Whether the customer left before being called; who took up a faster channel did not give up."""
    return ticket.state == State.LEFT and ticket.suggestion != "accepted" and _called_at(steps) is None


def _called_at(steps: Sequence[Step]) -> datetime | None:
    return next((step.at for step in steps if step.state == State.CALLED), None)


def _classes(
    institution_id: str, tickets: Sequence[Ticket], steps: dict[int, list[Step]], at: datetime
) -> dict[str, Waits]:
    values = policy(institution_id, at)
    return {
        name: _waits([ticket for ticket in tickets if ticket.service_class == name], steps, values.promise[name])
        for name in values.rate
    }


def _waits(tickets: Sequence[Ticket], steps: dict[int, list[Step]], promise: float) -> Waits:
    called = [(ticket, at) for ticket in tickets if (at := _called_at(steps[ticket.pk])) is not None]
    waited = sorted(max(0.0, (at - ticket.clock_from) / MINUTE) for ticket, at in called)
    return Waits(
        n=len(tickets),
        called=len(waited),
        mean=fmean(waited) if waited else None,
        p50=quantile(waited, 0.5),
        p90=quantile(waited, 0.9),
        within=sum(1 for one in waited if one <= promise) / len(waited) if waited else None,
        promise_minutes=promise,
        abandoned=sum(1 for ticket in tickets if _gave_up(ticket, steps[ticket.pk])),
    )


def _mean_wait(tickets: Sequence[Ticket], steps: Mapping[int, list[Step]]) -> float | None:
    called = [(ticket, at) for ticket in tickets if (at := _called_at(steps[ticket.pk])) is not None]
    return fmean(max(0.0, (at - ticket.clock_from) / MINUTE) for ticket, at in called) if called else None


def quantile(ordered: Sequence[float], share: float) -> float | None:
    """The smallest of the ordered values that at least `share` of them do not exceed; None of none."""
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else None


@dataclass(frozen=True, slots=True)
class _Served:
    business: str
    by: str
    minutes: float


def _services(ticket: Ticket, steps: Sequence[Step], spans: Mapping[int, list[CounterStep]]) -> list[_Served]:
    """The services of a visit that ended or moved on, each with its own time; the one under way is left out.

    By whom: the person who stood at the counter, whatever device or token sent the step.
    """
    business, found, minutes, by = ticket.business, [], 0.0, ""
    for step, following in pairwise(steps):
        business = step.detail.get("business", business)
        if step.state == State.SERVING:
            minutes += (following.at - step.at) / MINUTE
            by = _at_counter(spans.get(step.counter_id or 0, ()), step.at) or ticket.staff_id or step.by
        if minutes and _ends_service(following):
            found.append(_Served(business, by, minutes))
            minutes = 0.0
    return found


def _at_counter(steps: Sequence[CounterStep], at: datetime) -> str:
    """Who stood there at an instant; empty: nobody, as far as the day's log says."""
    return next((step.staff_id or "" for step in reversed(steps) if step.at <= at), "")


def _ends_service(step: Step) -> bool:
    """Served, moved on, or a second service begun; a hold only interrupts."""
    return step.state in (*ENDED, State.TRANSFERRED) or (step.state == State.SERVING and "business" in step.detail)


def _means(pairs: Iterable[tuple[str, float]]) -> dict[str, Service]:
    by: defaultdict[str, list[float]] = defaultdict(list)
    for name, minutes in pairs:
        by[name].append(minutes)
    return {name: Service(len(found), fmean(found)) for name, found in sorted(by.items())}


def _spans(institution_id: str, on: date) -> dict[int, list[CounterStep]]:
    """What became of each counter during the day, in order."""
    rows = CounterStep.objects.filter(counter__institution=institution_id, at__gte=day_start(on), at__lt=day_end(on))
    spans: defaultdict[int, list[CounterStep]] = defaultdict(list)
    for step in rows.select_related("counter").order_by("counter", "n"):
        spans[step.counter_id].append(step)
    return spans


def _suspensions(
    spans: Mapping[int, list[CounterStep]], until: datetime
) -> tuple[dict[str, Suspension], dict[str, Suspension]]:
    """By counter label and by staff id, up to `until`."""
    counters: defaultdict[str, list[tuple[CounterStep, float]]] = defaultdict(list)
    staff: defaultdict[str, list[tuple[CounterStep, float]]] = defaultdict(list)
    for steps in spans.values():
        ends = [step.at for step in steps[1:]] + [max(until, steps[-1].at)]
        for step, end in zip(steps, ends, strict=True):
            counters[step.counter.label].append((step, (end - step.at) / MINUTE))
            if step.staff_id:
                staff[step.staff_id].append((step, (end - step.at) / MINUTE))
    return ({k: _suspension(v) for k, v in counters.items()}, {k: _suspension(v) for k, v in staff.items()})


def _suspension(spans: Sequence[tuple[CounterStep, float]]) -> Suspension:
    reasons: defaultdict[str, float] = defaultdict(float)
    suspended = [(step, minutes) for step, minutes in spans if step.state == CounterState.SUSPENDED]
    for step, minutes in suspended:
        reasons[step.reason] += minutes
    return Suspension(
        open_minutes=sum(minutes for step, minutes in spans if step.state == CounterState.OPEN),
        suspended_minutes=sum(minutes for _, minutes in suspended),
        times=len(suspended),
        reasons=dict(reasons),
    )

"""Tickets behind the figures of a day, and one ticket's whole story from its steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, Literal, get_args

from django.db.models import F, Min, Q, QuerySet

from tingtang.lobby.facts import figure, policy
from tingtang.lobby.models import Care, CounterStep, Farewell, Rating, Step, Ticket, ToldTime
from tingtang.lobby.queries.telling import WAS_TOLD, served_long
from tingtang.lobby.states import AT_COUNTER, ENDED, OPEN, QUEUED, CounterState, ServiceClass, State
from tingtang.manual.queries import rulebook
from tingtang.organisation.models import Staff
from tingtang.shared.times import day_end, day_start

PAGE = 50
What = Literal[
    "", "waiting", "open", "care", "at_counter", "suspended", "within", "beyond", "abandoned", "diverted", "suggested",
    "asked", "rated", "told", "untold",
]  # fmt: skip
WHATS: tuple[What, ...] = get_args(What)
CALLED = Min("steps__at", filter=Q(steps__state=State.CALLED))


@dataclass(frozen=True)
class TicketFilter:
    """Which tickets of a day: by class, state, business, hour of arrival, person, and `what` they count as."""

    on: date
    service_class: str = ""
    state: str = ""
    business: str = ""
    hour: int | None = None
    staff_id: str = ""
    what: What = ""


def tickets(institution_id: str, asked: TicketFilter, at: datetime) -> QuerySet[Ticket]:
    """The tickets that make a figure, newest first, each with `called_at`, its first call: the caller pages."""
    found = Ticket.objects.filter(institution=institution_id, on=asked.on).annotate(called_at=CALLED)
    exact = {
        "service_class": asked.service_class,
        "state": asked.state,
        "business": asked.business,
        "staff": asked.staff_id,
    }
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if asked.hour is not None:
        first = day_start(asked.on) + timedelta(hours=asked.hour)
        found = found.filter(taken_at__gte=first, taken_at__lt=first + timedelta(hours=1))
    return found.filter(_counted_as(asked, institution_id, at)).select_related("counter", "staff").order_by("-pk")


def _counted_as(asked: TicketFilter, institution_id: str, at: datetime) -> Q:
    what = asked.what
    if what == "care":
        since = at - timedelta(minutes=int(figure("lobby.care_minutes", institution_id, at)))
        return Q(state__in=QUEUED, clock_from__lte=since) & ~Q(pk__in=Care.objects.values("ticket"))
    if what == "suspended":
        return Q(pk__in=_waited_meanwhile(asked.on, institution_id))
    conditions: Mapping[What, Q] = {
        "": Q(),
        "waiting": Q(state__in=QUEUED),
        "open": Q(state__in=OPEN),
        "at_counter": Q(state__in=AT_COUNTER),
        "abandoned": Q(state=State.LEFT, called_at__isnull=True) & ~Q(suggestion="accepted"),
        "diverted": Q(suggestion="accepted"),
        "suggested": ~Q(suggestion=""),
        "asked": Q(state=State.SERVED, rating_asked_at__isnull=False),
        "rated": Q(ratings__gt=0),
        "told": served_long(institution_id, at) & WAS_TOLD,
        "untold": served_long(institution_id, at) & ~WAS_TOLD,
    }
    if what not in ("within", "beyond"):
        return conditions[what]
    promised = policy(institution_id, at).promise
    kept = Q(pk__in=[])
    for name in ServiceClass.values:
        limit = timedelta(minutes=promised[name])
        kept |= Q(service_class=name, called_at__lte=F("clock_from") + limit)
    return kept if what == "within" else Q(called_at__isnull=False) & ~kept


def _waited_meanwhile(on: date, institution_id: str) -> list[int]:
    """The tickets of a day that had to wait while some counter was suspended."""
    day = {"at__gte": day_start(on), "at__lt": day_end(on)}
    steps = list(CounterStep.objects.filter(counter__institution=institution_id, **day).order_by("counter", "n"))
    spans = []
    for step, after in pairwise([*steps, None]):
        if step and step.state == CounterState.SUSPENDED:
            same = after is not None and after.counter_id == step.counter_id
            spans.append((step.at, after.at if after and same else day_end(on)))
    waited = Ticket.objects.filter(institution=institution_id, on=on).annotate(called_at=CALLED)
    rows = waited.values_list("pk", "state", "since", "clock_from", "called_at")
    return [
        pk
        for pk, state, since, start, called in rows
        if any(start < end and (state in QUEUED or begin < (called or since)) for begin, end in spans)
    ]


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to a visit; `lasted` until the next one, None for the last and for what has no length."""

    at: datetime
    what: str  # a state, or: recalled, second, care, told, farewell, rated, asked
    by: str
    counter: str
    detail: Mapping[str, Any]
    lasted: timedelta | None


def story(ticket: Ticket, at: datetime) -> list[Happening]:
    """Everything that happened to a ticket, oldest first: six queries."""
    steps = list(Step.objects.filter(ticket=ticket).select_related("counter").order_by("n"))
    cares, ratings = list(Care.objects.filter(ticket=ticket)), list(Rating.objects.filter(ticket=ticket))
    told, seen_off = list(ToldTime.objects.filter(ticket=ticket)), list(Farewell.objects.filter(ticket=ticket))
    beside = {one.by for one in told} | {one.by for one in seen_off}
    names = _names({*(one.by for one in steps), *(one.by for one in cares), *(one.by for one in ratings), *beside})
    ends = [later.at for _, later in pairwise(steps)] + ([] if ticket.state in ENDED else [at])
    before = ""
    found = []
    for place, step in enumerate(steps):
        lasted = ends[place] - step.at if place < len(ends) else None
        label = step.counter.label if step.counter else ""
        found.append(Happening(step.at, _what(step, before), names(step.by), label, step.detail, lasted))
        before = step.state
    found += [Happening(one.at, "care", names(one.by), "", {"note": one.note}, None) for one in cares]
    found += [Happening(one.at, "rated", "", "", {"score": one.score, "comment": one.comment}, None) for one in ratings]
    found += [
        Happening(one.at, "told", names(one.by), "", {"minutes": one.minutes, "of": one.business}, None) for one in told
    ]
    found += [Happening(one.at, "farewell", names(one.by), "", {}, None) for one in seen_off]
    if ticket.rating_asked_at:
        found.append(Happening(ticket.rating_asked_at, "asked", "", "", {}, None))
    return sorted(found, key=lambda one: one.at)


def _what(step: Step, before: str) -> str:
    if step.state == State.CALLED and before == State.CALLED:
        return "recalled"
    if step.state == State.SERVING and "business" in step.detail:
        return "second"
    return "resumed" if step.state == State.SERVING and before == State.ON_HOLD else step.state


class _Names:
    """Who did it, as people are called; what a device or the system did says so."""

    def __init__(self, actors: set[str]) -> None:
        self.known = dict(Staff.objects.filter(pk__in=actors).values_list("pk", "name"))

    def __call__(self, actor: str) -> str:
        return self.known.get(actor, actor.partition(":")[2] or actor)


def _names(actors: set[str]) -> _Names:
    return _Names(actors)


@dataclass(frozen=True, slots=True)
class WhyCalled:
    """Why a ticket was called: the rule, what it was compared with, and the manual's values that decided."""

    number: str
    at: datetime
    counter: str
    by: str
    why: Mapping[str, Any]
    runner_up: str
    values: tuple[str, ...]


def why_called(ticket: Ticket) -> WhyCalled | None:
    """The latest call by choice with its reasons; None for a ticket never called. Three queries."""
    calls = Step.objects.filter(ticket=ticket, state=State.CALLED).select_related("counter").order_by("-n")
    step = next((one for one in calls if "why" in one.detail), None)
    if step is None:
        return None
    why = step.detail["why"]
    other = why.get("runner_up") or {}
    second = Ticket.objects.filter(pk=other["ticket_id"]).first() if other else None
    kind = rulebook().service_classes[why["service_class"]]
    return WhyCalled(
        number=ticket.number,
        at=step.at,
        counter=step.counter.label if step.counter else "",
        by=_Names({step.by})(step.by),
        why=why,
        runner_up=second.number if second else "",
        values=(kind.rate, kind.promise, "queue.protect_minutes", "queue.starve_minutes"),
    )

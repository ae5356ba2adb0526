"""The hall as a calling screen shows it: the calls of the day, latest first, and each counter with its number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from tingtang.lobby.models import Counter, Step, Ticket
from tingtang.lobby.states import AT_COUNTER, QUEUED, CounterState, State
from tingtang.shared.times import business_date

MOST_CALLS = 4  # one large, three beside it
OVER = "over"  # served, or put on hold
LOOK_BACK = 24  # steps read to find them: recalls and no-shows fall out


@dataclass(frozen=True, slots=True)
class Call:
    """A number called to a counter. `called_at` is that of the last call, so that a recall is spoken again.

    `shows`: called while the customer is awaited, serving, or over: a counter that is done asks nobody to come.
    """

    number: str
    counter: str
    zone_kind: str
    zone_name: str
    called_at: datetime
    shows: str


@dataclass(frozen=True, slots=True)
class HallCounter:
    """An open or suspended counter. `shows`: suspended, called, serving or free; `number` of the first but one two."""

    label: str
    zone_kind: str
    zone_name: str
    shows: str
    number: str
    reason: str


@dataclass(frozen=True, slots=True)
class Hall:
    """What hangs in the hall."""

    calls: tuple[Call, ...]
    counters: tuple[HallCounter, ...]
    open_counters: int
    waiting: int

    def by_zone(self) -> list[tuple[str, str, list[HallCounter]]]:
        """(zone kind, zone name, counters), in the order of the counters' labels."""
        rows = sorted(self.counters, key=lambda one: (one.zone_kind, one.zone_name))
        return [(*key, list(group)) for key, group in groupby(rows, key=lambda one: (one.zone_kind, one.zone_name))]


def hall(institution_id: str, *, at: datetime) -> Hall:
    """The hall of an outlet at an instant: three queries. Numbers and counters only."""
    on = business_date(at)
    counters = list(
        Counter.objects.filter(institution=institution_id)
        .exclude(state=CounterState.CLOSED)
        .select_related("zone")
        .order_by("label")
    )
    today = Ticket.objects.filter(institution=institution_id, on=on, state__in=(*QUEUED, *AT_COUNTER))
    tickets = list(today)
    there = {ticket.counter_id: ticket for ticket in tickets if ticket.state in AT_COUNTER}
    return Hall(
        calls=tuple(_calls(institution_id, at)),
        counters=tuple(_counter(one, there.get(one.pk)) for one in sorted(counters, key=_by_label)),
        open_counters=sum(1 for one in counters if one.state == CounterState.OPEN),
        waiting=sum(1 for ticket in tickets if ticket.state in QUEUED),
    )


def _by_label(counter: Counter) -> tuple[int, str]:
    """2 before 10."""
    return (len(counter.label), counter.label)


def _calls(institution_id: str, at: datetime) -> Iterable[Call]:
    """The latest call of each number of today that was not given up since: whoever is awaited first."""
    steps = (
        Step.objects.filter(ticket__institution=institution_id, ticket__on=business_date(at), state=State.CALLED)
        .exclude(ticket__state__in=(*QUEUED, State.LEFT, State.NO_SHOW))
        .select_related("ticket", "counter__zone")
        .order_by("-at", "-pk")[:LOOK_BACK]
    )
    found: dict[int, Call] = {}
    for step in steps:
        if step.ticket_id not in found and step.counter is not None and len(found) < MOST_CALLS:
            kind, name = _zone(step.counter)
            shows = str(step.ticket.state) if step.ticket.state in AT_COUNTER else OVER
            found[step.ticket_id] = Call(step.ticket.number, step.counter.label, kind, name, step.at, shows)
    return sorted(found.values(), key=lambda call: call.shows != State.CALLED)


def _zone(counter: Counter) -> tuple[str, str]:
    return (counter.zone.kind, str(counter.zone)) if counter.zone else ("", "")


def _counter(counter: Counter, ticket: Ticket | None) -> HallCounter:
    kind, name = _zone(counter)
    suspended = counter.state == CounterState.SUSPENDED
    shows = "suspended" if suspended else ticket.state if ticket else "free"
    number = ticket.number if ticket and not suspended else ""
    return HallCounter(counter.label, kind, name, shows, number, counter.reason)

"""The lobby as it is now: the board for those who run it, the screen for everybody (numbers only)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max

from tingtang.lobby.calling import QueuePolicy
from tingtang.lobby.facts import figures, policy
from tingtang.lobby.models import Care, Counter, Ticket
from tingtang.lobby.states import AT_COUNTER, BOUND, OPEN, QUEUED, CounterState, State
from tingtang.organisation.models import Zone
from tingtang.shared.times import business_date

MINUTE = timedelta(minutes=1)
SCREEN_CALLS = 30  # as many lines as a screen can show


@dataclass(frozen=True, slots=True)
class TicketCard:
    """A ticket on the board. `waited_minutes` from its clock to its call, or to now; never below zero.

    `tier` only as far as service needs; who the customer is stands on the ticket, for those whom it concerns.
    `care_due`: has waited `lobby.care_minutes` and nobody cared yet. `promise_at`: when the class's promise breaks.
    """

    ticket_id: int
    number: str
    state: str
    since: datetime
    service_class: str
    business: str
    tier: str
    recognised: bool
    waited_minutes: float
    clock_from: datetime
    promise_at: datetime
    care_due: bool
    cares: int
    need: str
    need_reason: str
    language: str
    assistance: tuple[str, ...]
    counter_id: int | None
    bound_counter_id: int | None
    calls: int
    origin: str


@dataclass(frozen=True, slots=True)
class CounterCard:
    """A counter with the ticket it has now and those it has on hold."""

    counter_id: int
    label: str
    zone_id: int | None
    state: str
    reason: str
    since: datetime
    staff_id: str | None
    staff_name: str
    skills: tuple[str, ...]
    serves_classes: tuple[str, ...]
    ticket: TicketCard | None
    on_hold: tuple[TicketCard, ...]


@dataclass(frozen=True, slots=True)
class ZoneCard:
    """A zone of the outlet (A5-A12) with its counters."""

    zone_id: int
    kind: str
    name: str
    seats: int
    counters: tuple[CounterCard, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """An outlet's lobby. `waiting` longest first; `crowded`: as many wait as `queue.crowding_waiting` says, or more."""

    institution_id: str
    at: datetime
    zones: tuple[ZoneCard, ...]
    counters: tuple[CounterCard, ...]
    waiting: tuple[TicketCard, ...]
    open_counters: int
    care_due: int
    crowded: bool


def board(institution_id: str, at: datetime) -> Board:
    """The board of an outlet. Four queries, with two more for the manual's values when they are not fresh."""
    values = figures(institution_id, at)
    cards = _tickets(institution_id, at, float(values["lobby.care_minutes"]))
    counters = _counters(institution_id, cards)
    waiting = tuple(sorted((card for card in cards if card.state in QUEUED), key=lambda card: card.clock_from))
    zones = Zone.objects.filter(institution=institution_id).order_by("pk")
    return Board(
        institution_id=institution_id,
        at=at,
        zones=tuple(
            ZoneCard(z.pk, z.kind, z.name, z.seats, tuple(c for c in counters if c.zone_id == z.pk)) for z in zones
        ),
        counters=counters,
        waiting=waiting,
        open_counters=sum(1 for counter in counters if counter.state == CounterState.OPEN),
        care_due=sum(1 for card in waiting if card.care_due),
        crowded=len(waiting) >= int(values["queue.crowding_waiting"]),
    )


def _tickets(institution_id: str, at: datetime, care_minutes: float) -> list[TicketCard]:
    found = Ticket.objects.filter(institution=institution_id, on=business_date(at), state__in=OPEN).order_by("pk")
    tickets = list(found)
    cares = dict(
        Care.objects.filter(ticket__in=[ticket.pk for ticket in tickets])
        .values_list("ticket_id")
        .annotate(n=Count("pk"))
        .order_by()
    )
    values = policy(institution_id, at)
    return [_card(ticket, cares.get(ticket.pk, 0), care_minutes, values, at) for ticket in tickets]


def _card(ticket: Ticket, cares: int, care_minutes: float, values: QueuePolicy, at: datetime) -> TicketCard:
    queued = ticket.state in QUEUED
    until = at if queued else ticket.since
    waited = max(0.0, (until - ticket.clock_from) / MINUTE)
    return TicketCard(
        ticket_id=ticket.pk,
        number=ticket.number,
        state=ticket.state,
        since=ticket.since,
        service_class=ticket.service_class,
        business=ticket.business,
        tier=ticket.tier,
        recognised=bool(ticket.customer_id),
        waited_minutes=round(waited, 1),
        clock_from=ticket.clock_from,
        promise_at=ticket.clock_from + values.promise[ticket.service_class] * MINUTE,
        care_due=queued and waited >= care_minutes and not cares,
        cares=cares,
        need=ticket.need,
        need_reason=ticket.need_reason,
        language=ticket.language,
        assistance=tuple(ticket.assistance),
        counter_id=ticket.counter_id,
        bound_counter_id=ticket.bound_counter_id,
        calls=ticket.calls,
        origin=ticket.origin,
    )


def _counters(institution_id: str, cards: Sequence[TicketCard]) -> tuple[CounterCard, ...]:
    found = Counter.objects.filter(institution=institution_id).select_related("staff").order_by("label")
    return tuple(_counter(counter, [c for c in cards if c.counter_id == counter.pk]) for counter in found)


def _counter(counter: Counter, cards: Sequence[TicketCard]) -> CounterCard:
    return CounterCard(
        counter_id=counter.pk,
        label=counter.label,
        zone_id=counter.zone_id,
        state=counter.state,
        reason=counter.reason,
        since=counter.since,
        staff_id=counter.staff_id,
        staff_name=counter.staff.name if counter.staff else "",
        skills=tuple(counter.skills),
        serves_classes=tuple(counter.serves_classes),
        ticket=next((card for card in cards if card.state in AT_COUNTER), None),
        on_hold=tuple(card for card in cards if card.state == State.ON_HOLD),
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """A called or served number as the screen shows it. `called_at`: when last called."""

    number: str
    counter: str
    zone: str
    zone_kind: str
    state: str
    called_at: datetime | None
    calls: int


@dataclass(frozen=True, slots=True)
class Suspended:
    """A counter that says why it does not serve."""

    counter: str
    reason: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Screen:
    """What hangs in the lobby: numbers only, latest call first."""

    institution_id: str
    at: datetime
    shown: tuple[Shown, ...]
    suspended: tuple[Suspended, ...]
    open_counters: int
    waiting: int


def screen(institution_id: str, at: datetime) -> Screen:
    """The calling screen of an outlet: three queries."""
    open_today = Ticket.objects.filter(institution=institution_id, on=business_date(at), state__in=OPEN)
    rows = list(open_today.select_related("counter__zone"))
    called = Ticket.objects.filter(pk__in=[row.pk for row in rows if row.state in BOUND], steps__state=State.CALLED)
    last = dict(called.annotate(last=Max("steps__at")).values_list("pk", "last"))
    shown = [_shown(row, last.get(row.pk)) for row in rows if row.state in AT_COUNTER]
    counters = list(Counter.objects.filter(institution=institution_id).exclude(state=CounterState.CLOSED))
    return Screen(
        institution_id=institution_id,
        at=at,
        shown=tuple(_latest_first(shown)[:SCREEN_CALLS]),
        suspended=tuple(Suspended(c.label, c.reason, c.since) for c in counters if c.state == CounterState.SUSPENDED),
        open_counters=sum(1 for c in counters if c.state == CounterState.OPEN),
        waiting=sum(1 for row in rows if row.state in QUEUED),
    )


def _shown(row: Ticket, called_at: datetime | None) -> Shown:
    counter = row.counter
    zone = counter.zone if counter else None
    return Shown(
        number=row.number,
        counter=counter.label if counter else "",
        zone=str(zone) if zone else "",
        zone_kind=zone.kind if zone else "",
        state=row.state,
        called_at=called_at,
        calls=row.calls,
    )


def _latest_first(shown: Iterable[Shown]) -> list[Shown]:
    return sorted(shown, key=lambda one: (one.called_at is not None, one.called_at), reverse=True)

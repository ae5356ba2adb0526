"""A teller's counter as the console shows it: the ticket here, those on hold, who waits for it, one's own day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tingtang.lobby.calling import Waiting, can_serve
from tingtang.lobby.facts import counter_facts, figures, policy
from tingtang.lobby.models import Counter, CounterStep, Preparation, Ticket, ToldTime
from tingtang.lobby.queries.line import Board, CounterCard, TicketCard, board
from tingtang.lobby.states import CounterState, State
from tingtang.manual.book import TellerStep
from tingtang.manual.queries import rulebook
from tingtang.shared.times import business_date, day_start


@dataclass(frozen=True, slots=True)
class OwnDay:
    """What a person did today: visits ended as served, minutes their counter was suspended and how often."""

    served: int
    suspended_minutes: float
    suspensions: int


@dataclass(frozen=True, slots=True)
class Console:
    """`waiting`: those this counter may call, longest first; `elsewhere`: how many wait for other counters.

    `no_show_after`: calls needed before a no-show; `announce`: minutes to be told, None below the limit; `told`: that
    they were, and what was said.
    """

    counter: CounterCard
    waiting: tuple[TicketCard, ...]
    elsewhere: int
    day: OwnDay
    no_show_after: int
    announce: int | None
    told: ToldTime | None
    prepared: dict[tuple[str, str], Preparation]
    steps: tuple[TellerStep, ...]

    @property
    def calls_left(self) -> int:
        """Calls still needed before a no-show."""
        return max(0, self.no_show_after - self.counter.ticket.calls) if self.counter.ticket else 0


def console(counter: Counter, staff_id: str, at: datetime) -> Console:
    """The console of a counter: the board's four queries and three more."""
    whole = board(counter.institution_id, at)
    card = next(one for one in whole.counters if one.counter_id == counter.pk)
    values = figures(counter.institution_id, at)
    mine = _waiting_for(counter, whole, at)
    ticket = card.ticket
    announce = _announced(ticket, int(values["lobby.announce_minutes"]))
    return Console(
        counter=card,
        waiting=mine,
        elsewhere=len(whole.waiting) - len(mine),
        day=own_day(counter, staff_id, at),
        no_show_after=int(values["queue.calls_before_no_show"]),
        announce=announce,
        told=_told(ticket) if ticket and announce else None,
        prepared=prepared(ticket.ticket_id) if ticket else {},
        steps=_steps(ticket),
    )


def _waiting_for(counter: Counter, whole: Board, at: datetime) -> tuple[TicketCard, ...]:
    _, facts = counter_facts(counter.pk, at)
    values = policy(counter.institution_id, at)
    labels = {one.counter_id: one.label for one in whole.counters}
    return tuple(card for card in whole.waiting if can_serve(facts, _as_waiting(card, labels), values))


def _as_waiting(card: TicketCard, labels: dict[int, str]) -> Waiting:
    kind = rulebook().businesses.get(card.business)
    return Waiting(
        ticket_id=card.ticket_id,
        service_class=card.service_class,
        business_group=kind.group if kind else "other",
        clock_from=card.clock_from,
        seq=0,
        bound_counter=labels.get(card.bound_counter_id or 0, ""),
        business=card.business,
    )


def prepared(ticket_id: int) -> dict[tuple[str, str], Preparation]:
    """What is ticked on the pre-processing card of a ticket."""
    return {(row.kind, row.item): row for row in Preparation.objects.filter(ticket=ticket_id)}


def _announced(ticket: TicketCard | None, limit: int) -> int | None:
    kind = rulebook().businesses.get(ticket.business) if ticket else None
    return kind.minutes if kind and kind.minutes > limit else None


def _told(ticket: TicketCard) -> ToldTime | None:
    return ToldTime.objects.filter(ticket=ticket.ticket_id, business=ticket.business).order_by("-pk").first()


def _steps(ticket: TicketCard | None) -> tuple[TellerStep, ...]:
    """The prompts of A20.2 for where the ticket stands; at its start those of the call, then the rest."""
    if ticket is None:
        return ()
    now = ("called",) if ticket.state == State.CALLED else ("serving", "finishing")
    return tuple(step for step in rulebook().teller_steps if step.when in now)


def own_day(counter: Counter, staff_id: str, at: datetime) -> OwnDay:
    """What the person did today at the outlet: two queries."""
    on = business_date(at)
    served = Ticket.objects.filter(institution=counter.institution_id, on=on, state=State.SERVED, staff=staff_id)
    rows = CounterStep.objects.filter(counter__institution=counter.institution_id, at__gte=day_start(on), at__lte=at)
    steps = list(rows.order_by("counter", "n"))
    spans: list[timedelta] = []
    for place, step in enumerate(steps):
        after = steps[place + 1] if place + 1 < len(steps) else None
        if step.state == CounterState.SUSPENDED and step.staff_id == staff_id:
            spans.append((after.at if after and after.counter_id == step.counter_id else at) - step.at)
    minutes = sum(spans, timedelta()) / timedelta(minutes=1)
    return OwnDay(served.count(), minutes, len(spans))


def counters_of(institution_id: str) -> list[Counter]:
    """The counters of an outlet with who stands there."""
    return list(Counter.objects.filter(institution=institution_id).select_related("staff", "zone").order_by("label"))


def standing_of(staff_id: str) -> Counter | None:
    """The counter at which a person stands."""
    return Counter.objects.filter(staff=staff_id).select_related("institution").first() if staff_id else None

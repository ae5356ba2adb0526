"""One counter as its rating panel shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tingtang.lobby.models import Counter, Ticket
from tingtang.lobby.states import AT_COUNTER, CounterState, State
from tingtang.shared.times import business_date

# How long a panel asks after a service ended. The next call does not end it: the customer has not gone yet.
ASKS_FOR = timedelta(seconds=45)


@dataclass(frozen=True, slots=True)
class Asked:
    """A service that ended a moment ago, to be rated. `seconds` remain; `was_asked`: the question is on record."""

    ticket_id: int
    number: str
    seconds: int
    was_asked: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """What stands on the panel: `shows` closed, suspended, welcome, called or serving."""

    shows: str
    number: str
    staff_id: str
    reason: str
    rate: Asked | None


def panel(counter: Counter, *, at: datetime) -> Panel:
    """The panel of a counter at an instant: two queries. No customer, whatever is known of them."""
    held = Ticket.objects.filter(counter=counter, state__in=AT_COUNTER).first()
    shows = _shows(counter, held)
    return Panel(
        shows=shows,
        number=held.number if held and shows in AT_COUNTER else "",
        staff_id=counter.staff_id or "",
        reason=counter.reason,
        rate=_just_served(counter, at),
    )


def _shows(counter: Counter, held: Ticket | None) -> str:
    if counter.state != CounterState.OPEN:
        return counter.state
    return held.state if held else "welcome"


def _just_served(counter: Counter, at: datetime) -> Asked | None:
    today = Ticket.objects.filter(institution=counter.institution_id, on=business_date(at))
    ended = today.filter(counter=counter, state=State.SERVED, since__gt=at - ASKS_FOR, ratings=0).order_by("-since")
    ticket = ended.first()
    if ticket is None:
        return None
    left = int((ticket.since + ASKS_FOR - at).total_seconds())
    return Asked(ticket.pk, ticket.number, max(1, left), ticket.rating_asked_at is not None)

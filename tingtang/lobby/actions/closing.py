"""The end of the day: tickets nobody ended, and counters nobody closed."""

from __future__ import annotations

from datetime import date, datetime

from tingtang.lobby.actions.counters import close_counter
from tingtang.lobby.actions.serving import leave
from tingtang.lobby.errors import WrongState
from tingtang.lobby.models import Counter, Ticket
from tingtang.lobby.states import OPEN, CounterState
from tingtang.shared.times import day_start

REASON = "forgotten at the end of the day"


def close_day(*, before: date, by: str, at: datetime) -> tuple[int, int]:
    """End what is open of business dates before `before` as left, then close counters left open since then.

    Each in its own transaction; run again or beside itself it ends nothing twice. -> (tickets, counters)
    """
    tickets = sum(_forgotten(key, by, at) for key in _keys(before))
    stale = Counter.objects.exclude(state=CounterState.CLOSED).filter(since__lt=day_start(before))
    counters = sum(_left_open(key, by, at) for key in list(stale.values_list("pk", flat=True)))
    return tickets, counters


def _keys(before: date) -> list[int]:
    found = Ticket.objects.filter(state__in=OPEN, on__lt=before).order_by("pk")
    return list(found.values_list("pk", flat=True))


def _forgotten(ticket_id: int, by: str, at: datetime) -> bool:
    try:
        leave(ticket_id=ticket_id, reason=REASON, by=by, at=at)
    except WrongState:  # somebody ended it meanwhile
        return False
    return True


def _left_open(counter_id: int, by: str, at: datetime) -> bool:
    try:
        close_counter(counter_id=counter_id, by=by, at=at)
    except WrongState:
        return False
    return True

"""How often customers were told how long it takes, where the manual asks for it (A20.2c)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q

from tingtang.lobby.facts import book, figure
from tingtang.lobby.models import Ticket, ToldTime
from tingtang.lobby.states import State

# Of a query over tickets: the length of what the ticket was for in the end was told.
WAS_TOLD = Q(Exists(ToldTime.objects.filter(ticket=OuterRef("pk"), business=OuterRef("business"))))


@dataclass(frozen=True, slots=True)
class Told:
    """Of the visits served whose business takes longer than the manual's limit (`due`), how many were told."""

    told: int
    due: int


def served_long(institution_id: str, at: datetime) -> Q:
    """The served tickets whose business is expected to take longer than `lobby.announce_minutes`."""
    limit = int(figure("lobby.announce_minutes", institution_id, at))
    return Q(state=State.SERVED, business__in=[one.code for one in book(at).businesses.values() if one.minutes > limit])


def told_on(institution_id: str, on: date, at: datetime) -> Told:
    """The figure of a business date: one query."""
    long = Ticket.objects.filter(served_long(institution_id, at), institution=institution_id, on=on)
    flags = list(long.annotate(was_told=WAS_TOLD).values_list("was_told", flat=True))
    return Told(sum(flags), len(flags))

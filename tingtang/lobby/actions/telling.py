"""What is said to a customer and written down: how long it takes (A20.2c), the farewell at the door (A19.2g)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tingtang.audit.actions import record
from tingtang.live.actions import publish
from tingtang.lobby.errors import BadInput, NoSuchTicket, NotHere, WrongState
from tingtang.lobby.facts import business_of
from tingtang.lobby.models import Farewell, Ticket, ToldTime
from tingtang.lobby.models.records import MOST_TOLD
from tingtang.lobby.states import IMPORTANT, State
from tingtang.shared.text import Bilingual

AT_HAND = (State.CALLED, State.SERVING, State.ON_HOLD)
NOT_AT_HAND = Bilingual("客户不在窗口，不能记录告知", "nobody is at the counter to be told")
NOT_SERVED = Bilingual("办结后才能记录送别", "a farewell follows a service that has ended")
NOT_IMPORTANT = Bilingual("送至门口是对重要客户的要求", "important customers are seen to the door")
MINUTES = Bilingual(f"分钟数为1至{MOST_TOLD}的整数", f"whole minutes from 1 to {MOST_TOLD}")


@transaction.atomic
def tell_time(
    *, ticket_id: int, by: str, at: datetime, minutes: int | None = None, outlet: str | None = None
) -> ToldTime:
    """The customer was told that the service takes `minutes` (None: those of the manual). The same told twice is one
    record, another length a further one. Raises NoSuchTicket, NotHere, BadInput, WrongState unless at a counter."""
    ticket = _ticket(ticket_id, outlet)
    if ticket.state not in AT_HAND:
        raise WrongState(NOT_AT_HAND)
    told = business_of(ticket.business).minutes if minutes is None else minutes
    if not 1 <= told <= MOST_TOLD:
        raise BadInput("minutes", MINUTES)
    row, fresh = ToldTime.objects.get_or_create(
        ticket=ticket, business=ticket.business, minutes=told, defaults={"at": at, "by": by}
    )
    if fresh:
        _noted(ticket, "tell_time", {"business": ticket.business, "minutes": told}, by=by, at=at)
    return row


@transaction.atomic
def farewell(*, ticket_id: int, by: str, at: datetime, outlet: str | None = None) -> Farewell:
    """An important customer, served, was seen to the door; twice is one record. What `finish(farewell=True)` says in
    the same breath stands on its step. Raises NoSuchTicket, NotHere, WrongState unless served, or of another class."""
    ticket = _ticket(ticket_id, outlet)
    if ticket.service_class not in IMPORTANT:
        raise WrongState(NOT_IMPORTANT)
    if ticket.state != State.SERVED:
        raise WrongState(NOT_SERVED)
    row, fresh = Farewell.objects.get_or_create(ticket=ticket, defaults={"at": at, "by": by})
    if fresh:
        _noted(ticket, "farewell", {}, by=by, at=at)
    return row


def _ticket(ticket_id: int, outlet: str | None) -> Ticket:
    ticket = Ticket.objects.select_for_update().filter(pk=ticket_id).first()
    if ticket is None:
        raise NoSuchTicket
    if outlet is not None and ticket.institution_id != outlet:
        raise NotHere(ticket.institution_id)
    return ticket


def _noted(ticket: Ticket, action: str, detail: dict[str, object], *, by: str, at: datetime) -> None:
    outlet, said = ticket.institution_id, {"number": ticket.number, **detail}
    subject = ("ticket", str(ticket.pk))
    record(by=by, at=at, action=f"lobby.{action}", subject=subject, institution=outlet, detail=said)
    publish(topic=f"outlet:{outlet}", name="lobby.noted", payload={"ticket_id": ticket.pk, "what": action}, at=at)

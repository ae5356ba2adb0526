"""A customer recognised in the hall becomes the customer of the ticket that waits already (A27, A28.1)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from tingtang.audit import actions as audit
from tingtang.live.actions import publish
from tingtang.lobby.actions.recognising import Answer, Known, recognise, welcome_customer
from tingtang.lobby.errors import NoSuchTicket, WrongState
from tingtang.lobby.facts import book, figure
from tingtang.lobby.models import Recognition, RecognitionMeter, Ticket
from tingtang.lobby.recognition import Given
from tingtang.lobby.states import QUEUED
from tingtang.shared.text import Bilingual

NOT_WAITING = Bilingual("该号票已不在等候", "the ticket waits no more")
KNOWN_ALREADY = Bilingual("该号票的客户已识别", "the customer of this ticket is known already")


@transaction.atomic
def recognise_waiting(*, ticket_id: int, given: Given, by: str, at: datetime) -> Answer:
    """`recognise` for a waiting ticket; who is found is its customer from then on, in the class of their tier.

    Number and clock stay, and a class is never lowered. The manager hears, the card reminder arises as at the kiosk.
    Raises NoSuchTicket, WrongState, and what `recognise` raises.
    """
    ticket = Ticket.objects.select_for_update().filter(pk=ticket_id).first()
    if ticket is None:
        raise NoSuchTicket
    if ticket.state not in QUEUED:
        raise WrongState(NOT_WAITING)
    if ticket.customer_id:
        raise WrongState(KNOWN_ALREADY)
    answer = recognise(institution_id=ticket.institution_id, given=given, by=by, at=at)
    if answer.known is not None:
        _bind(ticket, answer.known, by=by, at=at)
        Recognition.objects.filter(key=answer.key).update(ticket=ticket)
    return answer


def _bind(ticket: Ticket, who: Known, *, by: str, at: datetime) -> None:
    before = ticket.service_class
    ticket.customer_id, ticket.tier, ticket.home_institution_id = who.customer_id, who.tier, who.home.pk
    ticket.recognised_by = "card" if who.card_shown else "facts"
    classes = {before, who.service_class}
    ticket.service_class = next(code for code in book(at).service_classes if code in classes)  # highest first
    ticket.save(update_fields=["customer_id", "tier", "home_institution_id", "recognised_by", "service_class"])
    detail = {"customer": who.customer_id, "by": ticket.recognised_by, "was": before, "is": ticket.service_class}
    outlet = ticket.institution_id
    audit.record(
        by=by, at=at, action="lobby.recognise", subject=("ticket", str(ticket.pk)), institution=outlet, detail=detail
    )
    payload = {"ticket_id": ticket.pk, "number": ticket.number}
    publish(topic=f"outlet:{outlet}", name="lobby.recognised", payload=payload, at=at)
    if who.service_class != "ordinary":
        welcome_customer(who, ticket.pk, ticket.number, outlet, by=by, at=at)


def tries_left(*, institution_id: str, by: str, at: datetime) -> int:
    """How often somebody may still ask in vain before recognition pauses for them."""
    most = int(figure("recognition.misses", institution_id, at))
    window = timedelta(minutes=int(figure("recognition.window_minutes", institution_id, at)))
    meter = RecognitionMeter.objects.filter(actor=by, since__gt=at - window).first()
    return max(0, most - (meter.misses if meter else 0))

"""Customers of the viewer who came to an outlet today, until marked as seen: the panel on top of my day (A28.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tingtang.customers.models import Customer
from tingtang.desk.names import institution_name
from tingtang.desk.ties import own_tie
from tingtang.lobby.models import Ticket
from tingtang.lobby.queries.reception import arrivals_of
from tingtang.lobby.states import OPEN
from tingtang.organisation.access import Viewer
from tingtang.organisation.masking import Masker
from tingtang.shared.times import business_date


@dataclass(frozen=True)
class ArrivalShown:
    """One customer who came: where, with which number, whether still there."""

    id: int
    name: str
    tier: str
    number: str
    outlet: str
    at: datetime
    there: bool
    card_shown: bool


def arrivals_today(viewer: Viewer, at: datetime) -> list[ArrivalShown]:
    """Arrivals that the viewer has not marked as seen, newest first: two queries, none without the right."""
    if not viewer.may("arrival.see"):
        return []
    unseen = [one for one in arrivals_of(viewer, business_date(at)) if one.seen_at is None]
    customers = Customer.objects.in_bulk([one.customer_id for one in unseen]) if unseen else {}
    return [
        ArrivalShown(
            id=one.pk,
            name=_name(viewer, customers.get(one.customer_id)),
            tier=one.ticket.tier,
            number=one.ticket.number,
            outlet=institution_name(one.ticket.institution),
            at=one.at,
            there=_there(one.ticket),
            card_shown=one.card_shown,
        )
        for one in unseen
    ]


def _name(viewer: Viewer, customer: Customer | None) -> str:
    return str(Masker(viewer, own_tie(viewer, customer)).field("name", customer.name)) if customer else ""


def _there(ticket: Ticket) -> bool:
    return ticket.state in OPEN

"""A booked customer comes: a ticket with the time agreed, and the booking marked, in one transaction (adr/0031)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from tingtang.bookings import actions
from tingtang.bookings.models import Booking
from tingtang.customers.models import Customer
from tingtang.lobby.actions.taking import Recognised, Wish, take_ticket
from tingtang.lobby.models import Ticket
from tingtang.lobby.states import Origin

JOINED = "ticket:"  # how a booking says which ticket its customer took
BUSINESS = "enquiry"  # what a ticket is for when the customer comes to be advised


@transaction.atomic
def join(one: Booking, *, by: str, at: datetime) -> None:
    """Take the ticket and mark the booking. Raises BookingError (ended, another day) and the lobby's BadInput."""
    customer = Customer.objects.filter(pk=one.customer_id).first()
    known = Recognised(customer.pk, customer.tier, "facts", customer.home_institution_id) if customer else None
    wish = Wish(business=BUSINESS, origin=Origin.BOOKING, customer=known, booked_for=one.starts_at)
    ticket = take_ticket(institution_id=one.institution_id, wish=wish, by=by, at=at)
    actions.arrive(booking_id=one.pk, by=by, at=at, joined_as=f"{JOINED}{ticket.ticket_id}")


def tickets_of(found: Iterable[Booking]) -> dict[int, Ticket]:
    """Booking -> the ticket its customer took when they came, of those who did: one query, none for nobody."""
    joined = {one.pk: one.arrived_as.removeprefix(JOINED) for one in found if one.arrived_as.startswith(JOINED)}
    numbers = {key: int(text) for key, text in joined.items() if text.isascii() and text.isdecimal()}
    tickets = Ticket.objects.in_bulk(set(numbers.values())) if numbers else {}
    return {key: tickets[number] for key, number in numbers.items() if number in tickets}

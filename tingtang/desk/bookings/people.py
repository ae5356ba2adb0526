"""What a booked customer is called for whoever looks."""

from __future__ import annotations

from tingtang.customers.models import Customer
from tingtang.desk.ties import own_tie
from tingtang.organisation.access import Tie, Viewer
from tingtang.organisation.masking import Masker

TABS = (("may_book", "make"), ("may_register", "register"), ("may_arrive", "arrive"), ("may_places", "places"))


def customer_name(viewer: Viewer, customer: Customer | None, tie: Tie | None = None) -> str:
    """The name, masked without a tie; a dash for a customer the bank no longer maintains."""
    if customer is None:
        return "—"
    return str(Masker(viewer, tie or own_tie(viewer, customer)).field("name", customer.name))


def tabs_of(viewer: Viewer) -> dict[str, bool]:
    """Which pages and steps of bookings this viewer has."""
    return {name: viewer.may(f"booking.{what}") for name, what in TABS}

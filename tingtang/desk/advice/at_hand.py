"""Which customer somebody may advise now: one of their own, or one who stands at their counter (A29.2)."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied

from tingtang.audit.actions import log_read
from tingtang.customers.models import Customer
from tingtang.customers.queries import tied_customer
from tingtang.lobby.models import Ticket
from tingtang.lobby.states import AT_COUNTER
from tingtang.organisation.access import Tie, Viewer
from tingtang.shared.times import business_date


def served_now(viewer: Viewer, customer_id: str, at: datetime) -> bool:
    """Whether this customer was recognised and is at the viewer's own counter this minute."""
    tickets = Ticket.objects.filter(
        institution=viewer.institution_id, on=business_date(at), customer_id=customer_id, staff=viewer.staff_id,
        state__in=AT_COUNTER,
    )  # fmt: skip
    return bool(viewer.staff_id and customer_id) and tickets.exists()


def customer_at_hand(viewer: Viewer, customer_id: str, at: datetime) -> tuple[Customer, Tie | None]:
    """The customer and the tie, None for one from elsewhere at the counter: an audited read.

    Raises PermissionDenied for any other, and for a customer that does not exist: the answer must not tell which.
    """
    try:
        customer, tie = tied_customer(viewer, customer_id)
        found: tuple[Customer, Tie | None] = customer, tie
    except PermissionDenied:
        if not (viewer.reaches_customers and served_now(viewer, customer_id, at)):
            raise
        found = Customer.objects.select_related("home_institution", "manager").get(pk=customer_id), None
    if found[1] != Tie.MANAGER:
        why, place = str(found[1] or "at_counter"), viewer.institution_id
        log_read(by=viewer.actor, at=at, subject=("customer", customer_id), institution=place, tie=why)
    return found

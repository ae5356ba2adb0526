"""Bookings of customers who get another manager: same time, same places, another person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tingtang.bookings.actions.history import What, step, take, tell
from tingtang.bookings.actions.keeping import keep, receiver
from tingtang.bookings.errors import BadInput, Taken
from tingtang.bookings.models import Booking, Hold, State
from tingtang.bookings.slots import Span


@transaction.atomic
def give_bookings(
    *, customer_ids: Sequence[str], from_staff_id: str, to_staff_id: str, reason: str, by: str, at: datetime
) -> tuple[int, int]:
    """The bookings to come of these customers with one person are with another from now on: (moved, left).

    Left is what the other cannot keep (booked at that time, or away): it stays for somebody to rearrange. The customer
    gets no message, as time and place stay.
    """
    coming = Booking.objects.filter(staff=from_staff_id, state=State.BOOKED, starts_at__gt=at)
    keys = list(coming.filter(customer_id__in=customer_ids).order_by("starts_at", "pk").values_list("pk", flat=True))
    moved = sum(_give(key, to_staff_id, reason, by, at) for key in keys)
    return moved, len(keys) - moved


def _give(booking_id: int, staff_id: str, reason: str, by: str, at: datetime) -> bool:
    try:
        with transaction.atomic():
            booking = take(booking_id)
            before = booking.staff_id
            staff = receiver(staff_id, Span(booking.starts_at, booking.ends_at))
            Hold.objects.filter(booking=booking, staff=before, released=False).update(released=True)
            step(booking, What.MOVED, by=by, at=at, text=reason, change={"staff": staff})
            keep(booking, staff, [])
            tell(booking, What.MOVED, at=at, also=before)
            return True
    except (BadInput, Taken):
        return False

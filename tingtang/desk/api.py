"""What the interface does where rooms meet: a booked customer comes and joins the lobby (A28.2, adr/0031)."""

from __future__ import annotations

from typing import Annotated

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from tingtang.bookings.api import BookingOut, seen, told
from tingtang.bookings.models import Booking, State
from tingtang.desk.bookings.joining import join
from tingtang.organisation.access import viewer_of
from tingtang.organisation.api import ERRORS, needs
from tingtang.organisation.sign_in import at_of

router = Router(tags=["bookings"])


@router.post(
    "/bookings/{booking_id}/arrive", auth=needs("booking.arrive"), response={200: BookingOut, **ERRORS},
    summary="The customer came",
)  # fmt: skip
def arrive(request: HttpRequest, booking_id: Annotated[int, Field(ge=1, le=10**18)]) -> BookingOut:
    """A ticket with the time agreed, and the booking marked, in one transaction. Said again it changes nothing."""
    viewer = viewer_of(request)
    if not viewer.staff_id:
        raise PermissionDenied("a device")
    found = seen(viewer, booking_id)
    if found.booking.state != State.ARRIVED:
        join(found.booking, by=viewer.staff_id, at=at_of(request))
    return told(Booking.objects.get(pk=booking_id), tied=found.tie is not None)

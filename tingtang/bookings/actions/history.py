"""What the actions share: taking a booking for change, moving it with its history, telling those concerned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tingtang.audit import actions as audit
from tingtang.bookings.errors import BadInput, NoSuchBooking, WrongState
from tingtang.bookings.models import Booking, BookingEvent, State
from tingtang.live.actions import Message, publish_all
from tingtang.shared.text import Bilingual

What = BookingEvent.What
SUBJECT = "booking"
LONGEST = 200
NO_WORDS = Bilingual("请写明情况", "say what happened")
TOO_LONG = Bilingual("内容过长", "this is too long")


def take(booking_id: int, *, state: State | None = State.BOOKED) -> Booking:
    """The booking, locked until the transaction ends. Raises NoSuchBooking, WrongState when it is not in `state`."""
    booking = Booking.objects.select_for_update().filter(pk=booking_id).first()
    if booking is None:
        raise NoSuchBooking
    if state is not None and booking.state != state:
        raise WrongState
    return booking


def words(field: str, text: str, *, longest: int = LONGEST, needed: bool = True) -> str:
    """The text, trimmed. Raises BadInput when there is too much of it, or none where it is `needed`."""
    return BadInput.words(field, text, longest, needed=needed, none=NO_WORDS, long=TOO_LONG)


def step(
    booking: Booking,
    what: BookingEvent.What,
    *,
    by: str,
    at: datetime,
    text: str = "",
    key: str | None = None,
    change: Mapping[str, Any] | None = None,
) -> BookingEvent:
    """Append what happened, `change` fields of the booking, and leave the audit entry. Words stay out of the trail."""
    fields = {**(change or {}), "n": booking.n + 1}
    for name, changed in fields.items():
        setattr(booking, name, changed)
    booking.save(update_fields=list(fields))
    event = BookingEvent.objects.create(
        booking=booking, n=booking.n, at=at, by=by, what=what, text=text, key=key, starts_at=booking.starts_at,
        staff_id=booking.staff_id,
    )  # fmt: skip
    detail = {"staff": booking.staff_id, "starts_at": booking.starts_at.isoformat(), "state": booking.state}
    audit.record(
        by=by,
        at=at,
        action=f"booking.{what.value}",
        subject=(SUBJECT, str(booking.pk)),
        institution=booking.institution_id,
        detail=detail | {"customer": booking.customer_id},
    )
    return event


def tell(booking: Booking, what: BookingEvent.What, *, at: datetime, also: str | None = None) -> None:
    """Say to the person booked, to `also` and at the outlet, so that lobby and counters are ready (A30.3): ids only."""
    people = sorted({str(booking.staff_id), *([also] if also else [])})
    topics = [*(f"staff:{who}" for who in people), f"bookings:{booking.institution_id}"]
    payload = {"booking": booking.pk, "state": booking.state, "on": booking.on.isoformat()}
    publish_all([Message(topic, f"booking.{what.value}", payload) for topic in topics], at=at)

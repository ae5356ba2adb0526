"""How a booking ends: the customer came, called off, or did not come. It stays in the register in every case."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tingtang.bookings.actions.history import What, step, take, tell, words
from tingtang.bookings.actions.keeping import release
from tingtang.bookings.actions.writing import silence, write
from tingtang.bookings.errors import WrongState
from tingtang.bookings.models import Booking, State
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

OTHER_DAY = Bilingual("不是今天的预约", "not a booking of today")
NOT_YET = Bilingual("预约时间还没有到", "the time agreed has not come yet")


@transaction.atomic
def confirm_by_phone(*, booking_id: int, by: str, at: datetime) -> Booking:
    """The details were confirmed in a call (A30.4)."""
    booking = take(booking_id)
    step(booking, What.CONFIRMED, by=by, at=at)
    tell(booking, What.CONFIRMED, at=at)
    return booking


@transaction.atomic
def arrive(*, booking_id: int, by: str, at: datetime, joined_as: str = "") -> Booking:
    """The customer came, on the day agreed. `joined_as`: where they joined, such as ticket:7.

    Raises NoSuchBooking, WrongState (arrived already, ended, another day).
    """
    booking = take(booking_id)
    if booking.on != business_date(at):
        raise WrongState(OTHER_DAY)
    came = {"state": State.ARRIVED, "ended_at": at, "arrived_as": joined_as}
    step(booking, What.ARRIVED, by=by, at=at, change=came)
    tell(booking, What.ARRIVED, at=at)
    silence(booking)
    return booking


@transaction.atomic
def cancel(*, booking_id: int, reason: str, by: str, at: datetime) -> Booking:
    """Called off, with the reason; what was kept is free again. Raises BadInput, NoSuchBooking, WrongState."""
    return _fail(booking_id, State.CANCELLED, What.CANCELLED, reason, by=by, at=at)


@transaction.atomic
def not_come(*, booking_id: int, reason: str, by: str, at: datetime) -> Booking:
    """The time came, the customer did not. Raises BadInput, NoSuchBooking, WrongState (too early to say)."""
    return _fail(booking_id, State.NOT_COME, What.NOT_COME, reason, by=by, at=at)


def _fail(booking_id: int, state: State, what: What, reason: str, *, by: str, at: datetime) -> Booking:
    reason = words("reason", reason)
    booking = take(booking_id)
    if state == State.NOT_COME and at < booking.starts_at:
        raise WrongState(NOT_YET)
    step(booking, what, by=by, at=at, text=reason, change={"state": state, "ended_at": at, "reason": reason})
    release(booking)
    tell(booking, what, at=at)
    if state == State.CANCELLED:
        write(booking, "cancelled", at=at)
    else:
        silence(booking)
    return booking

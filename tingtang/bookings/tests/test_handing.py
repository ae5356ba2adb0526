"""Bookings of customers who get another manager: same time, same room, another person; what cannot be kept is left."""

from __future__ import annotations

from tingtang.bookings.actions import give_bookings
from tingtang.bookings.models import Booking, BookingEvent, Hold
from tingtang.bookings.tests.bank import MONDAY, TUESDAY_TEN, Bookings, later
from tingtang.messaging.models import Message
from tingtang.organisation.tests.bank import away


def give(**fields: object) -> tuple[int, int]:
    given = {
        "customer_ids": ["C1"], "from_staff_id": "W1", "to_staff_id": "W2", "reason": "客户移交",
        "by": "system:handover", "at": MONDAY,
    }  # fmt: skip
    return give_bookings(**{**given, **fields})


def test_the_taker_is_booked_at_the_same_time_in_the_same_room(bank: Bookings) -> None:
    key = bank.booking()
    messages = Message.objects.count()
    assert give() == (1, 0)
    booking = Booking.objects.get(pk=key)
    assert (booking.staff_id, booking.starts_at, booking.turn) == ("W2", TUESDAY_TEN, 1)
    held = {(one.staff_id, one.resource_id) for one in Hold.objects.filter(booking=key, released=False)}
    assert held == {("W2", None), (None, bank.room)}
    event = BookingEvent.objects.filter(booking=key).latest("n")
    assert (event.what, event.staff_id, event.text) == ("moved", "W2", "客户移交")
    assert Message.objects.count() == messages


def test_given_twice_it_moves_once(bank: Bookings) -> None:
    bank.booking()
    assert (give(), give()) == ((1, 0), (0, 0))


def test_what_the_taker_cannot_keep_is_left_as_it_was(bank: Bookings) -> None:
    bank.customer("C2")
    bank.booking(customer_id="C2", staff_id="W2", resources=(bank.other,))
    key = bank.booking()
    assert give() == (0, 1)
    assert Booking.objects.get(pk=key).staff_id == "W1"
    assert Hold.objects.filter(booking=key, released=False).count() == 2


def test_a_taker_who_is_away_that_day_keeps_nothing(bank: Bookings) -> None:
    bank.booking()
    away(bank.people["W2"], bank.people["H1"], TUESDAY_TEN.date(), TUESDAY_TEN.date())
    assert give() == (0, 1)


def test_other_customers_other_people_and_what_is_past_stay(bank: Bookings) -> None:
    bank.booking()
    assert give(customer_ids=["C9"]) == (0, 0)
    assert give(from_staff_id="W3") == (0, 0)
    assert give(at=later(hours=1)) == (0, 0)

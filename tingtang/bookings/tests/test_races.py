"""Several at once, for real: threads on SQLite and on PostgreSQL."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import DatabaseError

from tests.races import at_once
from tingtang.bookings.actions import arrive, cancel
from tingtang.bookings.errors import BookingError, Taken
from tingtang.bookings.models import Booking, Hold
from tingtang.bookings.tests.bank import Bookings, later
from tingtang.duties.models import Duty

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
THREADS = 6

race = partial(at_once, refusals=BookingError)


@pytest.fixture
def bank(on_each_database: str) -> Bookings:
    return Bookings()


def test_of_many_who_want_the_same_room_at_once_one_gets_it(bank: Bookings) -> None:
    people = ("W1", "W2", "H1") * 2
    results = race(*(lambda who=who: bank.book(staff_id=who, by=who) for who in people))  # type: ignore[misc]
    assert sum(isinstance(one, Taken) for one in results) == len(people) - 1
    assert Booking.objects.count() == 1
    assert Hold.objects.filter(released=False).count() == 2
    assert Duty.objects.filter(kind="booking.month_end_report").count() == 1


def test_overlapping_times_of_one_person_asked_at_once_end_as_one(bank: Bookings) -> None:
    results = race(
        *(lambda n=n: bank.book(starts_at=later(minutes=15 * n), resources=(), purpose="other") for n in range(4))  # type: ignore[misc]
    )
    assert sum(isinstance(one, Taken) for one in results) == 3


def test_the_same_request_sent_at_once_is_one_booking(bank: Bookings) -> None:
    results = race(*[lambda: bank.book(key="k1")] * THREADS)
    assert len({made.booking.pk for made in results}) == 1 == Booking.objects.count()


def test_of_an_arrival_and_a_cancellation_at_once_one_counts(bank: Bookings) -> None:
    made = bank.booking()
    results = race(
        lambda: arrive(booking_id=made, by="L1", at=later(minutes=0)),
        lambda: cancel(booking_id=made, reason="不来了", by="W1", at=later(minutes=0)),
    )
    assert sum(isinstance(one, BookingError) for one in results) == 1


def test_past_every_check_the_database_lets_one_hold_in(bank: Bookings) -> None:
    made = Booking.objects.get(pk=bank.booking())
    Hold.objects.all().update(released=True)
    span = {"booking": made, "starts_at": made.starts_at, "ends_at": made.ends_at}
    at_once(*[lambda: Hold.objects.create(resource_id=bank.room, **span)] * THREADS, refusals=DatabaseError)
    at_once(*[lambda: Hold.objects.create(staff_id="W1", **span)] * THREADS, refusals=DatabaseError)
    assert Hold.objects.filter(released=False, resource=bank.room).count() == 1
    assert Hold.objects.filter(released=False, staff="W1").count() == 1

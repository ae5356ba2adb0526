"""What can be booked and when; the secret address of a calendar; what both must never be."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import partial

import pytest
from django.db import DatabaseError, transaction

from tests.races import at_once
from tingtang.audit.models import Entry
from tingtang.bookings.actions import (
    add_resource,
    close_feed,
    open_feed,
    read_feed,
    set_resource_active,
    set_resource_hours,
)
from tingtang.bookings.errors import BadInput, BookingError
from tingtang.bookings.hours import free_resources, free_times
from tingtang.bookings.icalendar import Event, calendar
from tingtang.bookings.models import CalendarFeed, Hold, Resource
from tingtang.bookings.slots import Span
from tingtang.bookings.tests.bank import MONDAY, TUESDAY_TEN, Bookings, later
from tingtang.organisation.models import Institution, Staff

pytestmark = pytest.mark.postgres


def hours(bank: Bookings, resource: int, opens: time | None, closes: time | None) -> Resource:
    return set_resource_hours(resource_id=resource, institution_id="O1", opens=opens, closes=closes, by="H1", at=MONDAY)


def refused(change: object) -> bool:
    try:
        with transaction.atomic():
            change()  # type: ignore[operator]
    except DatabaseError:
        return True
    return False


def test_a_room_is_booked_within_its_own_hours_only(bank: Bookings) -> None:
    hours(bank, bank.room, time(10, 30), time(16))
    with pytest.raises(BadInput) as trouble:
        bank.book()
    assert (trouble.value.field, "10:30–16:00" in trouble.value.text.zh) == ("resources", True)
    assert bank.book(starts_at=later(hours=1)).booking.state == "booked"


def test_free_times_and_places_know_the_hours_of_rooms(bank: Bookings) -> None:
    for room in (bank.room, bank.other):
        hours(bank, room, time(14), time(16))
    outlet = Institution.objects.get(pk="O1")
    free = free_times(staff=bank.people["W1"], institution=outlet, on=TUESDAY_TEN.date(), at=MONDAY, minutes=60)
    assert {slot.starts_at.astimezone(TUESDAY_TEN.tzinfo).hour for slot in free} <= {14, 15}
    assert free
    at_ten = free_resources("O1", Span(TUESDAY_TEN, later(hours=1)))
    assert [one.pk for one in at_ten] == [bank.counter]
    hours(bank, bank.room, None, None)
    assert bank.room in {one.pk for one in free_resources("O1", Span(TUESDAY_TEN, later(hours=1)))}


def test_a_retired_room_takes_no_new_booking_and_keeps_what_was_booked(bank: Bookings) -> None:
    bank.book()
    set_resource_active(resource_id=bank.room, institution_id="O1", active=False, by="H1", at=MONDAY)
    assert Hold.objects.filter(resource=bank.room, released=False).exists()
    with pytest.raises(BadInput):
        bank.book(starts_at=later(hours=2))
    set_resource_active(resource_id=bank.room, institution_id="O1", active=True, by="H1", at=MONDAY)
    assert bank.book(starts_at=later(hours=2)).booking.pk


@pytest.mark.parametrize(
    ("opens", "closes", "field"),
    [(time(9), None, "closes"), (None, time(9), "opens"), (time(9), time(9), "closes"), (time(10), time(9), "closes")],
)
def test_hours_that_are_none_are_refused(bank: Bookings, opens: time, closes: time, field: str) -> None:
    with pytest.raises(BadInput) as trouble:
        hours(bank, bank.room, opens, closes)
    assert trouble.value.field == field
    assert refused(lambda: Resource.objects.filter(pk=bank.room).update(opens=opens, closes=closes))


def test_another_outlets_room_is_not_ones_own_to_change(bank: Bookings) -> None:
    theirs = add_resource(institution_id="O3", kind="room", name="别处", by="H1", at=MONDAY)
    with pytest.raises(Resource.DoesNotExist):
        hours(bank, theirs.pk, time(9), time(10))


# -- the feed ---------------------------------------------------------------------------------------------------------


def test_an_address_opens_ones_calendar_until_it_is_revoked(bank: Bookings) -> None:
    first = open_feed(by="W1", at=MONDAY)
    assert read_feed(token=first, at=MONDAY) == bank.people["W1"]
    second = open_feed(by="W1", at=MONDAY)
    assert (read_feed(token=first, at=MONDAY), first == second) == (None, False)
    assert close_feed(by="W1", at=MONDAY)
    assert read_feed(token=second, at=MONDAY) is None
    assert not close_feed(by="W1", at=MONDAY)
    assert list(Entry.objects.filter(subject_kind="calendar_feed").values_list("action", flat=True)) == [
        "booking.feed_open", "booking.feed_close", "booking.feed_open", "booking.feed_close",
    ]  # fmt: skip
    assert not CalendarFeed.objects.filter(token_hash__in=[first, second]).exists()


def test_who_left_the_bank_takes_no_calendar_along(bank: Bookings) -> None:
    token = open_feed(by="W1", at=MONDAY)
    Staff.objects.filter(pk="W1").update(to_on=MONDAY.date() - timedelta(days=1))
    assert read_feed(token=token, at=MONDAY) is None


def test_the_last_reading_is_kept_to_the_hour(bank: Bookings) -> None:
    token = open_feed(by="W1", at=MONDAY)
    for minutes in (0, 30, 61):
        read_feed(token=token, at=MONDAY + timedelta(minutes=minutes))
    assert CalendarFeed.objects.get().used_at == MONDAY + timedelta(minutes=61)


def test_a_person_has_one_address_whoever_writes(bank: Bookings) -> None:
    open_feed(by="W1", at=MONDAY)
    plain = {"staff_id": "W1", "token_hash": "0" * 64, "made_at": MONDAY}
    assert refused(lambda: CalendarFeed.objects.create(**plain))
    assert refused(lambda: CalendarFeed.objects.create(**{**plain, "staff_id": "W2", "token_hash": "plain"}))
    assert refused(lambda: CalendarFeed.objects.create(**plain, revoked_at=MONDAY - timedelta(days=1)))


@pytest.mark.slow
def test_addresses_made_at_once_leave_one(on_each_database: str) -> None:
    Bookings()
    made = at_once(*[partial(open_feed, by="W1", at=MONDAY)] * 4, refusals=BookingError)
    assert sum(read_feed(token=one, at=MONDAY) is not None for one in made) == 1


def event(**fields: object) -> Event:
    at = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    plain = {
        "key": "booking-7", "n": 2, "starts_at": at, "ends_at": at + timedelta(hours=1), "changed_at": at,
        "title": "客户预约：咨询洽谈", "place": "江城滨江支行营业部 · 理财室1, 二楼; 东侧", "address": "https://bank/bookings/7",
    }  # fmt: skip
    return Event(**{**plain, **fields})  # type: ignore[arg-type]


def test_a_calendar_is_written_as_the_format_asks() -> None:
    text = calendar("李思远", "bank", [event(), event(key="booking-8", called_off=True)])
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    whole = text.replace("\r\n ", "").split("\r\n")
    assert "DTSTART:20261124T020000Z" in whole
    assert "UID:booking-7@bank" in whole
    assert "LOCATION:江城滨江支行营业部 · 理财室1\\, 二楼\\; 东侧" in whole
    assert [line for line in whole if line.startswith("STATUS")] == ["STATUS:CONFIRMED", "STATUS:CANCELLED"]


def test_words_cannot_begin_a_line_of_their_own() -> None:
    text = calendar("x", "bank", [event(title="a\r\nATTENDEE:mailto:x@y")])
    assert not any(line.startswith("ATTENDEE") for line in text.split("\r\n"))

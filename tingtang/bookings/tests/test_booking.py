"""Making, moving and ending a booking."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tingtang.audit.models import Entry
from tingtang.bookings.actions import arrive, cancel, confirm_by_phone, move, not_come
from tingtang.bookings.actions.booking import NOT_MAIL
from tingtang.bookings.errors import BadInput, NoSuchBooking, Taken, WrongState
from tingtang.bookings.models import Booking, BookingEvent, Hold, Resource
from tingtang.bookings.tests.bank import MONDAY, TUESDAY_TEN, Bookings, later
from tingtang.customers.actions import state_consent
from tingtang.organisation.models import OpeningException
from tingtang.organisation.tests.bank import away
from tingtang.shared.times import ZONE

pytestmark = pytest.mark.postgres


def refused(field: str) -> Any:
    return pytest.raises(BadInput, check=lambda error: error.field == field)


def test_a_booking_keeps_the_person_and_the_room_and_leaves_a_trail(bank: Bookings) -> None:
    made = bank.book(wishes="龙井，不要报纸").booking
    assert (made.state, made.on, made.tier, made.reach) == ("booked", date(2026, 11, 24), "private", "13812345678")
    held = {(one.staff_id, one.resource_id) for one in Hold.objects.filter(booking=made, released=False)}
    assert held == {("W1", None), (None, bank.room)}
    entry = Entry.objects.get(action="booking.made")
    assert entry.detail["customer"] == "C1"
    assert "龙井" not in str(entry.detail)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("consent", {"consent": ""}),
        ("consent", {"consent": "pressed"}),
        ("purpose", {"purpose": "tea"}),
        ("channel", {"channel": "pigeon"}),
        ("about", {"about": "  "}),
        ("about", {"about": "长" * 201}),
        ("wishes", {"wishes": "长" * 201}),
        ("reach", {"channel": "mail", "reach": "nobody"}),
        ("reach", {"reach": "12"}),
        ("reach", {"reach": "95566"}),
        ("reach", {"reach": "110"}),
        ("reach", {"reach": "12345"}),
        ("reach", {"reach": "400-669-5566"}),
        ("institution_id", {"institution_id": "nowhere"}),
        ("staff_id", {"staff_id": "nobody"}),
        ("staff_id", {"staff_id": "T1"}),
        ("resources", {"resources": (999_999,)}),
        ("resources", {"resources": ()}),
        ("minutes", {"minutes": 5}),
        ("minutes", {"minutes": 600}),
        ("starts_at", {"starts_at": MONDAY}),
        ("starts_at", {"starts_at": TUESDAY_TEN + timedelta(seconds=1)}),
        ("starts_at", {"starts_at": TUESDAY_TEN + timedelta(days=120)}),
        ("key", {"key": "k" * 65}),
    ],
)
def test_a_wrong_input_is_named_and_nothing_is_kept(bank: Bookings, field: str, wrong: dict[str, Any]) -> None:
    with refused(field):
        bank.book(**wrong)
    assert not Booking.objects.exists()
    assert not Hold.objects.exists()


@pytest.mark.parametrize(
    "starts_at",
    [
        datetime(2026, 11, 24, 8, 45, tzinfo=ZONE),
        datetime(2026, 11, 24, 16, 30, tzinfo=ZONE),
        datetime(2026, 11, 28, 10, 0, tzinfo=ZONE),
    ],
    ids=["before it opens", "past its close", "on a Saturday"],
)
def test_nobody_is_booked_when_the_outlet_is_closed(bank: Bookings, starts_at: datetime) -> None:
    with refused("starts_at"):
        bank.book(starts_at=starts_at)


def test_a_day_closed_by_exception_takes_no_booking(bank: Bookings) -> None:
    OpeningException.objects.create(institution_id="O1", on=date(2026, 11, 24), reason="装修")
    with refused("starts_at"):
        bank.book()


def test_nobody_on_leave_is_booked(bank: Bookings) -> None:
    away(bank.people["W1"], bank.people["W2"], first=date(2026, 11, 24), last=date(2026, 11, 24))
    with refused("staff_id"):
        bank.book()
    assert bank.book(starts_at=later(days=1)).booking.state == "booked"


def test_a_booking_confirmed_by_mail_without_an_address_asks_for_the_address(bank: Bookings) -> None:
    with pytest.raises(BadInput, check=lambda error: error.field == "reach" and error.text is NOT_MAIL):
        bank.book(channel="mail", reach=" ")


def test_who_takes_no_calls_is_confirmed_another_way(bank: Bookings) -> None:
    bank.customer("C2", consent_call=False)
    with refused("channel"):
        bank.book(customer_id="C2", channel="phone")
    assert bank.book(customer_id="C2", channel="mail", reach="a@b.cn").booking.reach == "a@b.cn"


def test_a_way_refused_for_service_is_no_way_to_confirm_and_the_others_remain(bank: Bookings) -> None:
    bank.customer("C2")
    said = {
        "customer_id": "C2",
        "answer": "refused",
        "source": "stated",
        "by": "W1",
        "at": TUESDAY_TEN - timedelta(days=2),
    }
    state_consent(purpose="service", channels=["sms"], **said)
    state_consent(purpose="marketing", channels=["phone"], **said)
    with refused("channel"):
        bank.book(customer_id="C2", channel="sms")
    assert bank.book(customer_id="C2", channel="phone").booking.channel == "phone"


def test_a_person_and_a_room_are_booked_once_at_a_time(bank: Bookings) -> None:
    bank.book()
    with pytest.raises(Taken, check=lambda error: error.field == "staff_id"):
        bank.book(starts_at=later(minutes=45), resources=(bank.other,))
    with pytest.raises(Taken, check=lambda error: error.field == "resources"):
        bank.book(starts_at=later(minutes=45), staff_id="W2")
    assert bank.book(starts_at=later(minutes=60)).booking.state == "booked"  # one ends where the next begins
    assert bank.book(staff_id="W2", resources=(bank.other,)).booking.state == "booked"


def test_a_resource_out_of_use_is_not_booked(bank: Bookings) -> None:
    Resource.objects.filter(pk=bank.room).update(is_active=False)
    with refused("resources"):
        bank.book()


def test_the_same_request_sent_again_is_the_same_booking(bank: Bookings) -> None:
    first, second = bank.book(key="k1"), bank.book(key="k1")
    assert (first.again, second.again, first.booking.pk) == (False, True, second.booking.pk)
    with refused("key"):
        bank.book(key="k1", by="W2")
    assert Booking.objects.count() == 1


def test_a_move_frees_the_old_time_keeps_the_new_and_says_why(bank: Bookings) -> None:
    made = bank.booking()
    moved = move(
        booking_id=made,
        starts_at=later(days=1),
        minutes=30,
        resources=[bank.other],
        reason="客户出差",
        by="W1",
        at=MONDAY,
    )
    assert (moved.turn, moved.on, moved.state) == (2, date(2026, 11, 25), "booked")
    assert bank.book().booking.state == "booked"
    assert list(BookingEvent.objects.filter(booking=made).order_by("n").values_list("what", "text")) == [
        ("made", ""), ("moved", "客户出差"),
    ]  # fmt: skip


def test_a_booking_moved_by_half_an_hour_does_not_stand_in_its_own_way(bank: Bookings) -> None:
    made = bank.booking()
    half = later(minutes=30)
    moved = move(booking_id=made, starts_at=half, minutes=60, resources=[bank.room], reason="晚到", by="W1", at=MONDAY)
    assert moved.starts_at == half


def test_a_move_to_a_taken_time_changes_nothing(bank: Bookings) -> None:
    made = bank.booking()
    bank.book(starts_at=later(hours=2))
    with pytest.raises(Taken):
        move(
            booking_id=made,
            starts_at=later(hours=2),
            minutes=60,
            resources=[bank.room],
            reason="晚",
            by="W1",
            at=MONDAY,
        )
    kept = Booking.objects.get(pk=made)
    assert (kept.starts_at, kept.turn, kept.n) == (TUESDAY_TEN, 1, 1)
    assert Hold.objects.filter(booking=made, released=False).count() == 2


def test_a_cancelled_booking_stays_with_its_reason_and_frees_its_time(bank: Bookings) -> None:
    made = bank.booking()
    with refused("reason"):
        cancel(booking_id=made, reason=" ", by="W1", at=MONDAY)
    assert cancel(booking_id=made, reason="客户改主意", by="W1", at=MONDAY).reason == "客户改主意"
    assert bank.book().booking.state == "booked"
    with pytest.raises(WrongState):
        cancel(booking_id=made, reason="再取消", by="W1", at=MONDAY)


def test_a_customer_has_not_failed_to_come_before_the_time(bank: Bookings) -> None:
    made = bank.booking()
    with pytest.raises(WrongState):
        not_come(booking_id=made, reason="没来", by="W1", at=later(minutes=-1))
    assert not_come(booking_id=made, reason="没来", by="W1", at=later(hours=1)).state == "not_come"


def test_a_customer_arrives_once_on_the_day(bank: Bookings) -> None:
    made = bank.booking()
    with pytest.raises(WrongState):
        arrive(booking_id=made, by="L1", at=MONDAY)
    came = arrive(booking_id=made, by="L1", at=later(minutes=-10), joined_as="ticket:7")
    assert (came.state, came.arrived_as) == ("arrived", "ticket:7")
    with pytest.raises(WrongState):
        arrive(booking_id=made, by="L1", at=TUESDAY_TEN)


def test_a_call_that_confirms_stands_in_its_history(bank: Bookings) -> None:
    made = bank.booking(channel="phone")
    confirm_by_phone(booking_id=made, by="W1", at=MONDAY)
    assert BookingEvent.objects.filter(booking=made).values_list("what", flat=True).last() == "confirmed"


def test_a_booking_that_is_not_there_is_said_so(bank: Bookings) -> None:
    with pytest.raises(NoSuchBooking):
        cancel(booking_id=999_999, reason="x", by="W1", at=timezone.now())

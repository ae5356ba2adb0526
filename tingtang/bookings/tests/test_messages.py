"""What a booked customer is written, and when (A30.4)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from tingtang.bookings.actions import arrive, cancel, move, not_come, set_directions
from tingtang.bookings.tests.bank import MONDAY, TUESDAY_TEN, Bookings, later
from tingtang.messaging.models import Message
from tingtang.messaging.queries import about

FRIDAY = TUESDAY_TEN + timedelta(days=3)


def _written(booking: int) -> list[tuple[str, str]]:
    return [(one.title, one.state) for one in about(f"booking:{booking}")]


def _words(booking: int) -> str:
    found = about(f"booking:{booking}").first()
    assert found is not None
    return found.text


def test_a_booking_is_confirmed_at_once_and_remembered_a_day_before(bank: Bookings) -> None:
    booking = bank.booking(starts_at=FRIDAY)
    confirmed, reminder = about(f"booking:{booking}")
    assert (confirmed.title, confirmed.to, confirmed.not_before) == ("预约确认", "13812345678", MONDAY)
    assert (reminder.title, reminder.not_before) == ("预约提醒", FRIDAY - timedelta(days=1))
    assert "11月27日（周五）10:00" in confirmed.text
    assert "W1" in confirmed.text


def test_one_within_a_day_is_not_reminded_of(bank: Bookings) -> None:
    booking = bank.booking(starts_at=MONDAY + timedelta(hours=3))
    assert _written(booking) == [("预约确认", "waiting")]


def test_what_for_is_never_written(bank: Bookings) -> None:
    assert "到期资金安排" not in _words(bank.booking())


def test_the_way_and_a_map_are_given_where_they_are_known(bank: Bookings) -> None:
    assert "地址" not in _words(bank.booking())
    set_directions(
        institution_id="O1", address="滨江路8号", way="地铁2号线B口", longitude=Decimal("114.305"),
        latitude=Decimal("30.593"), by="H1", at=MONDAY,
    )  # fmt: skip
    said = _words(bank.booking(starts_at=FRIDAY))
    assert "地址：滨江路8号（地铁2号线B口）" in said
    assert "position=114.305" in said


def test_who_wants_a_call_is_written_nothing(bank: Bookings) -> None:
    booking = bank.booking(channel="phone")
    cancel(booking_id=booking, reason="客户改变主意", by="W1", at=MONDAY)
    assert not Message.objects.exists()


def test_moved_it_tells_the_new_time_and_takes_back_what_still_waits(bank: Bookings) -> None:
    booking = bank.booking(starts_at=FRIDAY)
    move(
        booking_id=booking, starts_at=FRIDAY + timedelta(hours=2), minutes=60, resources=(bank.room,),
        reason="客户出差", by="W1", at=MONDAY,
    )  # fmt: skip
    assert _written(booking) == [
        ("预约确认", "withdrawn"),
        ("预约提醒", "withdrawn"),
        ("预约改期", "waiting"),
        ("预约提醒", "waiting"),
    ]


def test_called_off_it_says_so_and_reminds_no_more(bank: Bookings) -> None:
    booking = bank.booking(starts_at=FRIDAY)
    cancel(booking_id=booking, reason="客户改变主意", by="W1", at=MONDAY)
    assert _written(booking)[-2:] == [("预约提醒", "withdrawn"), ("预约取消", "waiting")]
    assert "客户改变主意" not in about(f"booking:{booking}").latest("pk").text


def test_who_came_or_did_not_hears_no_more_of_it(bank: Bookings) -> None:
    came, stayed = bank.booking(), bank.booking(starts_at=later(hours=2))
    arrive(booking_id=came, by="L1", at=TUESDAY_TEN)
    not_come(booking_id=stayed, reason="联系不上", by="W1", at=later(hours=3))
    assert {state for one in (came, stayed) for _, state in _written(one)} == {"withdrawn"}

"""Free times: pure, and of an outlet's day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tingtang.bookings.hours import free_resources, free_times
from tingtang.bookings.slots import Span, free_slots
from tingtang.bookings.tests.bank import MONDAY, TUESDAY_TEN, Bookings, later
from tingtang.organisation.models import Institution
from tingtang.organisation.tests.bank import away

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=MONDAY.tzinfo)
TUESDAY = date(2026, 11, 24)
minutes = st.integers(0, 8 * 60)


def span(start: int, long: int) -> Span:
    return Span(NINE + timedelta(minutes=start), NINE + timedelta(minutes=start + long))


@given(st.lists(st.tuples(minutes, st.integers(1, 120))), st.integers(15, 120), minutes)
def test_every_free_time_is_free_and_every_other_is_not(busy: list[tuple[int, int]], long: int, now: int) -> None:
    opening, taken, at = span(0, 8 * 60), [span(*one) for one in busy], NINE + timedelta(minutes=now)
    found = set(free_slots(opening, taken, minutes=long, step=15, not_before=at))
    for start in range(0, 8 * 60, 15):
        slot = span(start, long)
        free = slot.ends_at <= opening.ends_at and slot.starts_at >= at and not any(slot.meets(one) for one in taken)
        assert (slot in found) == free


def starts(bank: Bookings, staff: str = "W1", **fields: object) -> list[str]:
    outlet = Institution.objects.get(pk="O1")
    found = free_times(staff=bank.people[staff], institution=outlet, on=TUESDAY, at=MONDAY, **fields)  # type: ignore[arg-type]
    return [f"{one.starts_at:%H:%M}" for one in found]


@pytest.mark.postgres
def test_a_free_day_offers_every_quarter_while_the_outlet_is_open(bank: Bookings) -> None:
    found = starts(bank)
    assert (found[0], found[1], found[-1], len(found)) == ("09:00", "09:15", "16:00", 29)


@pytest.mark.postgres
def test_what_is_booked_and_who_is_away_is_not_offered(bank: Bookings) -> None:
    made = bank.booking()
    found = starts(bank)
    assert {"09:00", "11:00"} <= set(found)
    assert not {"09:15", "10:00", "10:45"} & set(found)
    assert "10:00" in starts(bank, but=made)
    away(bank.people["W1"], bank.people["W2"], first=TUESDAY, last=TUESDAY)
    assert starts(bank) == []


@pytest.mark.postgres
def test_a_time_without_a_free_room_is_not_offered_for_advice(bank: Bookings) -> None:
    bank.book()
    bank.book(staff_id="W2", resources=(bank.other,))
    third = bank.people["H1"].pk
    assert "10:00" not in starts(bank, third)
    assert "10:00" in starts(bank, third, room=False)
    free = free_resources("O1", Span(TUESDAY_TEN, later(hours=1)))
    assert [one.pk for one in free] == [bank.counter]

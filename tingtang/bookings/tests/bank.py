"""A small bank that books: an outlet with two managers, a head, two rooms, a counter; a private-bank client of W1."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from tingtang.bookings.actions import Made, Wish, add_resource, book
from tingtang.customers.models import Customer
from tingtang.organisation.models import Staff, WorkingHours
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, signed_up, small_bank
from tingtang.shared.times import ZONE

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
TUESDAY_TEN = datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)


class Bookings:
    """O1 open 9-17 on working days. W1, W2 wealth managers, H1 head, L1 lobby manager; W3 at O3.

    C1 is a private client of W1. Rooms `room`, `other`, counter `counter` are ids of O1's resources.
    """

    def __init__(self, *, signed: bool = False) -> None:
        small_bank()
        people = (
            ("W1", Position.WEALTH_MANAGER, "O1"), ("W2", Position.WEALTH_MANAGER, "O1"),
            ("H1", Position.OUTLET_HEAD, "O1"), ("L1", Position.LOBBY_MANAGER, "O1"),
            ("T1", Position.CLOSED_TELLER, "O1"), ("W3", Position.WEALTH_MANAGER, "O3"),
        )  # fmt: skip
        self.people: dict[str, Staff] = {key: person(key, position, at) for key, position, at in people}
        if signed:
            for staff in self.people.values():
                signed_up(staff)
        WorkingHours.objects.create(
            institution_id="O1", day_kind="working", from_on=MONDAY.date(), opens=time(9), closes=time(17)
        )
        self.customer("C1")
        made = [
            add_resource(institution_id="O1", kind=kind, name=name, by="H1", at=MONDAY).pk
            for kind, name in (("room", "理财室1"), ("room", "理财室2"), ("counter", "贵宾窗口"))
        ]
        self.room, self.other, self.counter = made

    def customer(self, key: str, **fields: Any) -> Customer:
        """A private-bank client of W1 at O1."""
        plain = {
            "kind": "P", "name": "欧阳明", "home_institution_id": "O1", "manager_id": "W1", "phone": "13812345678",
            "assets": Decimal("9200000.00"), "tier": "private", "as_of": MONDAY.date(),
        }  # fmt: skip
        return Customer.objects.create(customer_id=key, **{**plain, **fields})

    def wish(self, **fields: Any) -> Wish:
        """Advice by W1 in the first room on Tuesday at ten, an hour."""
        plain = {
            "customer_id": "C1", "staff_id": "W1", "institution_id": "O1", "starts_at": TUESDAY_TEN, "minutes": 60,
            "purpose": "advice", "about": "到期资金安排", "consent": "agreed", "channel": "sms",
            "resources": (self.room,),
        }  # fmt: skip
        return Wish(**{**plain, **fields})

    def book(self, *, by: str = "W1", at: datetime = MONDAY, key: str = "", **fields: Any) -> Made:
        """That, booked on Monday at nine."""
        return book(wish=self.wish(**fields), by=by, at=at, key=key)

    def booking(self, **fields: Any) -> int:
        """The same, its number only."""
        return self.book(**fields).booking.pk


def later(**much: float) -> datetime:
    """So much after Tuesday ten o'clock."""
    return TUESDAY_TEN + timedelta(**much)

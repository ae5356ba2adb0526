"""A small lobby for tests: the small bank's outlets with two counters each, and people who serve."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tingtang.lobby import facts
from tingtang.lobby.actions import Standing, Taken, Wish, call_next, finish, open_counter, start, take_ticket
from tingtang.lobby.models import Counter
from tingtang.organisation.models import Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, small_bank
from tingtang.shared.times import ZONE

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)


def after(minutes: float) -> datetime:
    """So many minutes after opening."""
    return MORNING + timedelta(minutes=minutes)


class Lobby:
    """O1 with counters 1 (teller T1) and 2 (T2), both open; O2 with counter 1, closed."""

    def __init__(self) -> None:
        facts.forget()
        small_bank()
        self.tellers = [person(f"T{n}", Position.CLOSED_TELLER) for n in (1, 2, 3)]
        self.one = self.counter("1")
        self.two = self.counter("2")
        self.elsewhere = self.counter("1", "O2")
        self.open(self.one, "T1")
        self.open(self.two, "T2")

    def counter(self, label: str, at: str = "O1", **fields: Any) -> Counter:
        """A closed counter."""
        return Counter.objects.create(institution_id=at, label=label, since=MORNING, **fields)

    @staticmethod
    def teller(staff_id: str) -> Staff:
        """A teller of O1."""
        return person(staff_id, Position.CLOSED_TELLER)

    def open(self, counter: Counter, staff_id: str, minutes: float = 0) -> None:
        """Somebody stands there."""
        open_counter(counter_id=counter.pk, staff_id=staff_id, by=staff_id, at=after(minutes))

    def take(self, minutes: float = 0, at: str = "O1", business: str = "cash_deposit", **wish: Any) -> Taken:
        """A ticket."""
        return take_ticket(institution_id=at, wish=Wish(business, **wish), by="token:kiosk", at=after(minutes))

    def call(self, minutes: float = 1, counter: Counter | None = None) -> Standing:
        """Whoever is next at a counter."""
        called = call_next(counter_id=(counter or self.one).pk, by="T1", at=after(minutes))
        assert called is not None
        return called

    def serving(self, minutes: float = 0) -> Standing:
        """A ticket taken, called and started a minute apart each."""
        self.take(minutes)
        return start(ticket_id=self.call(minutes + 1).ticket_id, by="T1", at=after(minutes + 2))

    def served(self, minutes: float = 0) -> Standing:
        """And finished after five."""
        return finish(ticket_id=self.serving(minutes).ticket_id, by="T1", at=after(minutes + 7))

"""A hall with its devices, as of the running clock: the views read it, and so must their data."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from tingtang.lobby import facts
from tingtang.lobby.actions import Standing, Taken, Wish, call_next, finish, open_counter, start, take_ticket
from tingtang.lobby.models import Counter
from tingtang.organisation.devices import COOKIE
from tingtang.organisation.models import Institution, Zone
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, small_bank
from tingtang.organisation.tokens import create_token
from tingtang.organisation.tree import rebuild_tree


class GuestHall:
    """An outlet with counter 1 (a teller there) open and counter 2 closed, both in the zone of closed counters.

    In the small bank it is O1, with O3 elsewhere; on a bank that stands, an outlet of its own.
    """

    def __init__(self, at: datetime, outlet: str = "O1") -> None:
        facts.forget()
        self.at, self.outlet = at, outlet
        if not Institution.objects.exists():
            small_bank()
        named = {"name": "江城滨江支行营业部", "name_en": "Riverside Outlet", "kind": "outlet", "parent_id": "B1"}
        Institution.objects.update_or_create(pk=outlet, defaults=named)
        rebuild_tree()
        self.zone = Zone.objects.create(institution_id=outlet, kind="closed_counters")
        self.tellers = [person(self.teller(n), Position.CLOSED_TELLER, outlet) for n in (1, 2, 3)]
        self.one, self.two = self.counter("1"), self.counter("2")
        self.open(self.one, self.teller(1))

    def teller(self, n: int) -> str:
        """The staff id of a teller: T1 at O1."""
        return f"T{n}" if self.outlet == "O1" else f"{self.outlet}T{n}"

    def counter(self, label: str, **fields: Any) -> Counter:
        """A closed counter of the outlet."""
        given = {"institution_id": self.outlet, "zone": self.zone, "since": self.at}
        return Counter.objects.create(**{**given, "label": label, **fields})

    def open(self, counter: Counter, staff_id: str) -> None:
        """Somebody stands there."""
        open_counter(counter_id=counter.pk, staff_id=staff_id, by=staff_id, at=self.at)

    def take(self, business: str = "coin_exchange", **wish: Any) -> Taken:
        """A ticket."""
        return take_ticket(institution_id=self.outlet, wish=Wish(business, **wish), by="token:kiosk", at=self.at)

    def called(self, counter: Counter | None = None, at: datetime | None = None) -> Standing:
        """The next ticket at a counter."""
        found = call_next(counter_id=(counter or self.one).pk, by=self.teller(1), at=at or self.at)
        assert found is not None
        return found

    def served(self, counter: Counter | None = None, ago: float = 0) -> Standing:
        """A ticket taken, called, started and finished, all of it `ago` seconds before."""
        at = self.at - timedelta(seconds=ago)
        self.take()
        ticket = self.called(counter, at).ticket_id
        start(ticket_id=ticket, by=self.teller(1), at=at)
        return finish(ticket_id=ticket, by=self.teller(1), at=at)


def device_token(position: Position, at: datetime, outlet: str = "O1") -> str:
    """A token of a device of an outlet."""
    place = Institution.objects.get(pk=outlet)
    return create_token(by="t", at=at, name=f"{position}-{outlet}", position=position, institution=place)


def device(position: Position, at: datetime, outlet: str = "O1", **options: Any) -> Client:
    """A browser signed in as a device of an outlet."""
    token = device_token(position, at, outlet)
    client = Client(**options)
    client.cookies[COOKIE] = token
    return client

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


class GuestHall:
    """O1 with counter 1 (T1) open and counter 2 closed, both in the zone of closed counters; O3 elsewhere."""

    def __init__(self, at: datetime) -> None:
        facts.forget()
        small_bank()
        Institution.objects.filter(pk="O1").update(name="江城滨江支行营业部", name_en="Riverside Outlet")
        self.at = at
        self.zone = Zone.objects.create(institution_id="O1", kind="closed_counters")
        self.tellers = [person(f"T{n}", Position.CLOSED_TELLER) for n in (1, 2, 3)]
        self.one, self.two = self.counter("1"), self.counter("2")
        self.elsewhere = Counter.objects.create(institution_id="O3", label="1", since=at)
        self.open(self.one, "T1")

    def counter(self, label: str, **fields: Any) -> Counter:
        """A closed counter of O1."""
        return Counter.objects.create(institution_id="O1", label=label, zone=self.zone, since=self.at, **fields)

    def open(self, counter: Counter, staff_id: str) -> None:
        """Somebody stands there."""
        open_counter(counter_id=counter.pk, staff_id=staff_id, by=staff_id, at=self.at)

    def take(self, business: str = "coin_exchange", **wish: Any) -> Taken:
        """A ticket at O1."""
        return take_ticket(institution_id="O1", wish=Wish(business, **wish), by="token:kiosk", at=self.at)

    def called(self, counter: Counter | None = None, at: datetime | None = None) -> Standing:
        """The next ticket at a counter."""
        found = call_next(counter_id=(counter or self.one).pk, by="T1", at=at or self.at)
        assert found is not None
        return found

    def served(self, counter: Counter | None = None, ago: float = 0) -> Standing:
        """A ticket taken, called, started and finished, all of it `ago` seconds before."""
        at = self.at - timedelta(seconds=ago)
        self.take()
        ticket = self.called(counter, at).ticket_id
        start(ticket_id=ticket, by="T1", at=at)
        return finish(ticket_id=ticket, by="T1", at=at)


def device(position: Position, at: datetime, outlet: str = "O1", **options: Any) -> Client:
    """A browser signed in as a device of an outlet."""
    token = create_token(
        by="t", at=at, name=f"{position}-{outlet}", position=position, institution=Institution.objects.get(pk=outlet)
    )
    client = Client(**options)
    client.cookies[COOKIE] = token
    return client

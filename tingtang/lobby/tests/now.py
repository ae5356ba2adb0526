"""A lobby as of the running clock, for tests of pages: views read it, and so must their data."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from tingtang.lobby import facts
from tingtang.lobby.actions import Standing, Taken, Wish, add_counter, call_next, open_counter, start, take_ticket
from tingtang.lobby.models import Counter
from tingtang.organisation.models import Staff, User, Zone
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, signed_up, small_bank

HTMX = {"HX-Request": "true"}


class LobbyNow:
    """O1 with counter 1, where T1 stands, and counter 2, closed; a lobby manager, a head, a branch head above."""

    def __init__(self) -> None:
        facts.forget()
        small_bank()
        self.at = timezone.now()
        zone = Zone.objects.create(institution_id="O1", kind="closed_counters")
        Zone.objects.create(institution_id="O1", kind="waiting", seats=12)
        place: dict[str, Any] = {"institution_id": "O1", "by": "H1", "at": self.ago(90)}
        self.one = add_counter(**place, label="1", zone_id=zone.pk)
        self.two = add_counter(**place, label="2")
        people = {
            "T1": Position.CLOSED_TELLER, "T2": Position.CLOSED_TELLER, "L1": Position.LOBBY_MANAGER,
            "H1": Position.OUTLET_HEAD, "G1": Position.GUARD,
        }  # fmt: skip
        self.people: dict[str, User] = {key: signed_up(person(key, position)) for key, position in people.items()}
        self.people["B1"] = signed_up(person("B1", Position.BRANCH_HEAD, "B1"))
        open_counter(counter_id=self.one.pk, staff_id="T1", by="T1", at=self.ago(80))

    def ago(self, minutes: float) -> datetime:
        """So many minutes before the test began."""
        return self.at - timedelta(minutes=minutes)

    def client(self, who: str) -> Client:
        """Somebody signed in."""
        client = Client()
        client.force_login(self.people[who])
        return client

    def take(self, minutes_ago: float = 5, business: str = "cash_deposit", **wish: Any) -> Taken:
        """A ticket taken so long ago."""
        given = Wish(business, **wish)
        return take_ticket(institution_id="O1", wish=given, by="token:kiosk", at=self.ago(minutes_ago))

    def called(self, minutes_ago: float = 5, business: str = "cash_deposit", **wish: Any) -> Standing:
        """A ticket taken and called to counter 1 a minute later."""
        self.take(minutes_ago, business, **wish)
        called = call_next(counter_id=self.one.pk, by="T1", at=self.ago(minutes_ago - 1))
        assert called is not None
        return called

    def serving(self, minutes_ago: float = 5, business: str = "cash_deposit", **wish: Any) -> Standing:
        """And begun."""
        called = self.called(minutes_ago, business, **wish)
        return start(ticket_id=called.ticket_id, by="T1", at=self.ago(minutes_ago - 2))

    def counter(self) -> Counter:
        """Counter 1 as it is now."""
        return Counter.objects.get(pk=self.one.pk)

    def name(self, key: str) -> str:
        """What somebody is called."""
        return Staff.objects.get(pk=key).name

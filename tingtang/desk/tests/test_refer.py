"""A referral from a ticket: the lobby offers it, the card keeps where it came from and finds the customer's manager."""

from __future__ import annotations

import pytest
from django.test import Client

from tingtang.customers.models import Customer
from tingtang.lobby.actions import Recognised
from tingtang.lobby.models import Ticket
from tingtang.lobby.tests.now import HTMX, LobbyNow
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, signed_up
from tingtang.referrals.models import Referral

pytestmark = pytest.mark.django_db
TYPED = {"sentence": "想了解大额存单", "need": "deposit", "willing": "yes", "key": "k1"}


@pytest.fixture
def now(db: None) -> LobbyNow:
    made = LobbyNow()
    person("W1", Position.WEALTH_MANAGER)
    person("W2", Position.WEALTH_MANAGER)
    Customer.objects.create(
        customer_id="C1", kind="P", name="欧阳明", home_institution_id="O1", manager_id="W2", tier="wealth",
        assets=3_000_000,
        as_of=made.at.date(),
    )  # fmt: skip
    return made


@pytest.fixture
def teller(now: LobbyNow) -> Client:
    return now.client("T1")


def test_the_console_offers_a_card_while_somebody_is_served(now: LobbyNow, teller: Client) -> None:
    ticket = now.serving().ticket_id
    assert f"/referrals/new?source=ticket:{ticket}" in teller.get("/counter").content.decode()


def test_the_board_offers_it_for_whoever_waits(now: LobbyNow) -> None:
    ticket = now.take().ticket_id
    assert f"/referrals/new?source=ticket:{ticket}" in now.client("L1").get("/lobby").content.decode()


def test_the_card_names_the_ticket_as_the_customer_holds_it(now: LobbyNow, teller: Client) -> None:
    ticket = Ticket.objects.get(pk=now.serving().ticket_id)
    said = teller.get(f"/referrals/new?source=ticket:{ticket.pk}").content.decode()
    assert f"来自号票 {ticket.number}" in said


def test_one_sentence_makes_the_card_and_keeps_the_ticket_it_came_from(now: LobbyNow, teller: Client) -> None:
    ticket = now.serving().ticket_id
    answer = teller.post("/referrals/new", {**TYPED, "source": f"ticket:{ticket}"}, headers=HTMX)
    assert answer.status_code == 204
    card = Referral.objects.get()
    assert (card.source_kind, card.source_id, card.customer_id) == ("ticket", str(ticket), "")


def test_a_recognised_customers_card_goes_to_their_own_manager(now: LobbyNow, teller: Client) -> None:
    ticket = now.serving(customer=Recognised("C1", "wealth", "card", "O1")).ticket_id
    teller.post("/referrals/new", {**TYPED, "source": f"ticket:{ticket}"}, headers=HTMX)
    card = Referral.objects.get()
    assert (card.customer_id, card.to_staff_id) == ("C1", "W2")


def test_the_ticket_of_another_outlet_tells_nothing_of_its_customer(now: LobbyNow) -> None:
    now.people["T9"] = signed_up(person("T9", Position.CLOSED_TELLER, "O3"))
    ticket = now.serving(customer=Recognised("C1", "wealth", "card", "O1")).ticket_id
    person("W9", Position.WEALTH_MANAGER, "O3")
    now.client("T9").post("/referrals/new", {**TYPED, "source": f"ticket:{ticket}"}, headers=HTMX)
    assert [card.customer_id for card in Referral.objects.all()] == [""]

"""A referral from a ticket: one sentence, and the card stands with its source."""

from __future__ import annotations

import pytest
from django.test import Client

from tingtang.lobby.tests.now import HTMX, LobbyNow
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person
from tingtang.referrals.models import Referral

pytestmark = pytest.mark.django_db
TYPED = {"sentence": "想了解大额存单", "need": "deposit", "willing": "1", "key": "k1"}


@pytest.fixture
def now(db: None) -> LobbyNow:
    made = LobbyNow()
    person("W1", Position.WEALTH_MANAGER)
    return made


@pytest.fixture
def teller(now: LobbyNow) -> Client:
    return now.client("T1")


def test_one_sentence_makes_the_card_and_keeps_the_ticket_it_came_from(now: LobbyNow, teller: Client) -> None:
    ticket = now.serving().ticket_id
    assert teller.post(f"/tickets/{ticket}/refer", TYPED, headers=HTMX).status_code == 204
    card = Referral.objects.get()
    assert (card.source_kind, card.source_id) == ("ticket", str(ticket))


def test_the_console_offers_it_while_somebody_is_served(now: LobbyNow, teller: Client) -> None:
    ticket = now.serving().ticket_id
    assert f"/tickets/{ticket}/refer" in teller.get("/counter").content.decode()


def test_sent_twice_it_makes_one_card(now: LobbyNow, teller: Client) -> None:
    ticket = now.serving().ticket_id
    for _ in range(2):
        teller.post(f"/tickets/{ticket}/refer", TYPED, headers=HTMX)
    assert Referral.objects.count() == 1


def test_a_contact_card_without_a_number_is_refused_and_nothing_typed_is_lost(now: LobbyNow, teller: Client) -> None:
    ticket = now.serving().ticket_id
    answer = teller.post(f"/tickets/{ticket}/refer", {**TYPED, "willing": "0"}, headers=HTMX)
    assert answer.status_code == 422
    assert 'id="wrong-phone"' in answer.content.decode()
    assert "想了解大额存单" in answer.content.decode()

"""Queries a page of cards, recorded beside those of the desk and held, however many cards there are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tingtang.desk.tests.counting import held
from tingtang.organisation.models import User
from tingtang.referrals.tests.cards import Cards

NOW = timezone.now() - timedelta(minutes=5)
PAGES = {
    "cards to me": ("W1", "/referrals"),
    "cards of a head": ("H1", "/referrals"),
    "a new card": ("T1", "/referrals/new?source=ticket:7"),
    "one card": ("W1", "/referrals/{card}"),
    "one card, a head": ("H1", "/referrals/{card}"),
    "prospects": ("W1", "/referrals/prospects"),
    "prospects from files": ("W1", "/referrals/imports"),
    "referral board": ("HB", "/referrals/board"),
    "two-weekly report": ("T1", "/referrals/report"),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_cards_costs_no_more_queries_than_recorded(db: None, name: str) -> None:
    cards = Cards(signed=True)
    made = [cards.card(at=NOW, phone=f"1390000{n:04d}") for n in range(30)]
    who, address = PAGES[name]
    address = address.format(card=made[0])
    page = Client()
    page.force_login(User.objects.get(username=who))
    page.get(address)  # sessions and the manual are warm
    with CaptureQueriesContext(connection) as seen:
        assert page.get(address).status_code == 200
    held(name, seen.captured_queries)

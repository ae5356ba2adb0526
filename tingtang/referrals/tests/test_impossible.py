"""What must not be is refused by the database itself, on SQLite and on PostgreSQL, whoever writes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tingtang.referrals.models import Referral, ReferralEvent
from tingtang.referrals.tests.cards import MONDAY, Cards, later

pytestmark = pytest.mark.postgres
ENDED = {"ended_at": MONDAY, "answer": "x", "accepted_at": MONDAY}


def refused(change: Any) -> bool:
    """Whether the database refuses, leaving the test's transaction as it was."""
    try:
        with transaction.atomic():
            change()
    except DatabaseError:
        return True
    return False


def written(**fields: Any) -> Referral:
    """A card written past the actions."""
    plain = {
        "institution_id": "O1", "referred_by_id": "T1", "made_at": MONDAY, "made_on": MONDAY.date(), "willing": True,
        "sentence": "x", "need": "wealth", "route": "personal", "phone": "13900001111", "to_staff_id": "W1",
    }  # fmt: skip
    return Referral.objects.create(**{**plain, **fields})


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "asleep"},
        {"need": "moon"},
        {"sentence": ""},
        {"route": "corporate"},
        {"need": "corporate"},
        {"phone": "", "willing": False, "customer_id": "C1"},
        {"phone": ""},
        {"source_kind": "ticket"},
        {"source_id": "7"},
        {"to_staff_id": None},
        {"state": "handed_back", "answer": "x"},
        {"state": "handed_back", "to_staff_id": None},
        {"state": "accepted"},
        {"state": "contacted"},
        {"state": "won", "answer": "x", "ended_at": MONDAY},
        {"state": "won", "answer": "x", "accepted_at": MONDAY},
        {"state": "lost", "ended_at": MONDAY},
        {"ended_at": MONDAY},
        {"turn": 0},
        {"state": "lost", **ENDED, "ended_at": later(days=-1)},
    ],
    ids=str,
)
def test_a_card_that_makes_no_sense_cannot_be_kept(cards: Cards, fields: dict) -> None:
    assert refused(lambda: written(**fields))
    assert not Referral.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [{}, {"state": "lost", **ENDED}, {"state": "handed_back", "to_staff_id": None, "answer": "x"},
     {"need": "corporate", "route": "corporate"}, {"phone": "", "source_kind": "ticket", "source_id": "7"}],
    ids=str,
)  # fmt: skip
def test_cards_that_make_sense_can(cards: Cards, fields: dict) -> None:
    assert written(**fields).pk


def test_a_prospect_has_one_open_card_on_each_side_of_the_bank(cards: Cards) -> None:
    written(prospect_key="phone:1", state="lost", **ENDED)
    written(prospect_key="phone:1")
    assert refused(lambda: written(prospect_key="phone:1"))
    assert not refused(lambda: written(prospect_key="phone:1", need="corporate", route="corporate"))


def test_prospects_nobody_can_tell_apart_may_be_many(cards: Cards) -> None:
    written()
    assert not refused(written)


def test_the_history_of_a_card_only_grows(cards: Cards) -> None:
    cards.card()
    event = ReferralEvent.objects.get()
    assert refused(lambda: ReferralEvent.objects.filter(pk=event.pk).update(text="别的"))
    assert refused(event.delete)
    assert refused(
        lambda: ReferralEvent.objects.create(referral_id=event.referral_id, n=1, at=MONDAY, by="x", what="again")
    )


@pytest.mark.parametrize("what", ["contacted", "won", "lost", "handed_back", "reassigned"])
def test_what_ends_or_moves_a_card_says_why(cards: Cards, what: str) -> None:
    card = cards.card()
    assert refused(lambda: ReferralEvent.objects.create(referral_id=card, n=9, at=MONDAY, by="W1", what=what))

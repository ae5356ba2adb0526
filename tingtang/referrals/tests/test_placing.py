"""A head gives a card to another: what was owed before is over, the new person owes it anew."""

from __future__ import annotations

import pytest

from tingtang.referrals.actions import accept, hand_back, reassign
from tingtang.referrals.errors import BadInput, NotYours
from tingtang.referrals.models import Referral
from tingtang.referrals.tests.cards import Cards, later, open_duty, owed

pytestmark = pytest.mark.postgres


def test_a_card_that_came_back_is_given_to_another_the_same_day(cards: Cards) -> None:
    card = cards.card()
    hand_back(referral_id=card, reason="不归我管", by="W1", at=later(hours=1))
    placed = reassign(referral_id=card, to_staff="OT", reason="请跟进", by="H1", at=later(hours=2))
    assert (placed.state, placed.to_staff_id, placed.turn) == ("new", "OT", 2)
    assert owed(card) == {"referral.accept.1": "met", "referral.reassign.1": "met", "referral.accept.2": "open"}
    assert open_duty(card).owner_staff_id == "OT"
    assert accept(referral_id=card, by="OT", at=later(hours=3)).state == "accepted"


def test_even_back_to_the_same_person_it_is_owed_anew(cards: Cards) -> None:
    card = cards.card()
    hand_back(referral_id=card, reason="x", by="W1", at=later())
    reassign(referral_id=card, to_staff="W1", reason="请再联系", by="H1", at=later())
    assert owed(card)["referral.accept.2"] == "open"


def test_what_the_first_person_owed_is_cancelled(cards: Cards) -> None:
    card = cards.card()
    accept(referral_id=card, by="W1", at=later())
    reassign(referral_id=card, to_staff="W2", reason="客户在东湖", by="HB", at=later(hours=1))
    assert owed(card) == {"referral.accept.1": "met", "referral.contact.1": "cancelled", "referral.accept.2": "open"}


@pytest.mark.parametrize("who", ["W1", "T1", "H2", "H3", "A1", "nobody"])
def test_only_a_head_of_the_place_or_above_gives_cards_to_others(cards: Cards, who: str) -> None:
    card = cards.card()
    with pytest.raises(NotYours):
        reassign(referral_id=card, to_staff="OT", reason="x", by=who, at=later())
    assert Referral.objects.get().to_staff_id == "W1"


@pytest.mark.parametrize(
    ("to_staff", "reason", "field"),
    [("W1", "x", "to_staff"), ("", "x", "to_staff"), ("T1", "x", "to_staff"), ("OT", " ", "reason")],
)
def test_a_place_that_makes_no_sense_is_refused_by_its_field(
    cards: Cards, to_staff: str, reason: str, field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        reassign(referral_id=cards.card(), to_staff=to_staff, reason=reason, by="H1", at=later())
    assert refused.value.field == field


def test_the_history_says_who_had_it_in_turn(cards: Cards) -> None:
    card = cards.card()
    reassign(referral_id=card, to_staff="OT", reason="忙不过来", by="H1", at=later())
    events = Referral.objects.get(pk=card).events.order_by("n")
    assert [(event.what, event.to_staff_id) for event in events] == [("made", "W1"), ("reassigned", "OT")]

"""Several at once, for real: threads on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

import pytest

from tests.races import at_once
from tingtang.duties.models import Duty
from tingtang.organisation.tests.bank import away
from tingtang.referrals.actions import accept, hand_back, reassign, record_outcome
from tingtang.referrals.errors import ReferralError
from tingtang.referrals.models import Referral, ReferralEvent
from tingtang.referrals.tests.cards import Cards, later, owed

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
THREADS = 6


@pytest.fixture
def bank(on_each_database: str) -> Cards:
    return Cards()


race = partial(at_once, refusals=ReferralError)


def names(results: list[Any]) -> Counter[str]:
    return Counter(type(result).__name__ for result in results)


def test_of_managers_who_accept_at_once_one_wins(bank: Cards) -> None:
    away(bank.people["W1"], bank.people["W2"])
    card = bank.card(to_staff="W1")
    people = ["W1", "W2"] * 3
    results = race(*(lambda who=who: accept(referral_id=card, by=who, at=later(hours=1)) for who in people))  # type: ignore[misc]
    assert names(results) == {"Referral": 1, "AlreadyTaken": len(people) - 1}
    assert ReferralEvent.objects.filter(what="accepted").count() == 1
    assert owed(card) == {"referral.accept.1": "met", "referral.contact.1": "open"}


def test_the_same_prospect_referred_at_once_has_one_card_and_every_word_is_kept(bank: Cards) -> None:
    results = race(*(lambda n=n: bank.refer(by=("T1", "L1")[n % 2], sentence=f"第 {n} 句") for n in range(THREADS)))  # type: ignore[misc]
    assert Counter(made.again for made in results) == {False: 1, True: THREADS - 1}
    assert Referral.objects.count() == 1
    assert sorted(ReferralEvent.objects.values_list("n", flat=True)) == list(range(1, THREADS + 1))
    assert Duty.objects.count() == 1


@pytest.mark.parametrize("phone", ["13900001111", ""], ids=["with a number", "from a ticket alone"])
def test_the_same_request_sent_at_once_is_one_card(bank: Cards, phone: str) -> None:
    results = race(*[lambda: bank.refer(key="k1", phone=phone, source=("ticket", "7"))] * THREADS)
    assert len({made.referral.pk for made in results}) == 1 == Referral.objects.count()
    assert ReferralEvent.objects.count() == 1


def test_accepted_and_given_to_another_at_once_somebody_has_it_and_owes_it(bank: Cards) -> None:
    card = bank.card()
    race(
        lambda: accept(referral_id=card, by="W1", at=later(hours=1)),
        lambda: reassign(referral_id=card, to_staff="OT", reason="忙", by="H1", at=later(hours=1)),
    )
    now = Referral.objects.get()
    assert (now.to_staff_id, now.state, now.turn) == ("OT", "new", 2)
    assert [duty.owner_staff_id for duty in Duty.objects.filter(state="open")] == ["OT"]


def test_of_a_win_and_a_hand_back_at_once_one_counts(bank: Cards) -> None:
    card = bank.card()
    results = race(
        lambda: record_outcome(referral_id=card, outcome="won", text="开户", by="W1", at=later(hours=1)),
        lambda: hand_back(referral_id=card, reason="不归我管", by="W1", at=later(hours=1)),
    )
    assert names(results)["Referral"] == 1
    assert Referral.objects.get().state in {"won", "handed_back"}
    last = {"won": set(), "handed_back": {"referral.reassign"}}[Referral.objects.get().state]
    assert {duty.kind for duty in Duty.objects.filter(state="open")} == last

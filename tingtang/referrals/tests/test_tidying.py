"""The daily order of cards (A22.3): who owes it, what it takes, and that the clock does not owe it twice."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tingtang.duties.models import Duty
from tingtang.jobs.registry import Run
from tingtang.referrals import jobs
from tingtang.referrals.actions import Untidy, open_tidy_duties, record_outcome, tidy
from tingtang.referrals.tests.cards import MONDAY, Cards, later
from tingtang.shared.times import ZONE, day_end

pytestmark = pytest.mark.postgres


def morning(day: int) -> datetime:
    return datetime(2026, 11, day, 8, 15, tzinfo=ZONE)


def clock(day: int) -> None:
    jobs.open_tidying.function(Run(job_id=1, at=morning(day), attempt=1, tick=None))


def test_a_wealth_manager_with_cards_owes_an_order_by_tonight_and_others_do_not(cards: Cards) -> None:
    cards.card()
    cards.card(phone="13900002222", to_staff="OT")
    clock(24)
    duty = Duty.objects.get(kind="referral.tidied")
    assert (duty.owner_staff_id, duty.clause) == ("W1", "A22.3")
    assert duty.inputs["cards"]["value"] == 1
    assert duty.due_at == duty.lapses_at == day_end(morning(24).date())


def test_the_clock_runs_twice_and_owes_once_and_rests_on_rest_days(cards: Cards) -> None:
    cards.card()
    clock(24)
    clock(24)
    clock(28)  # a Saturday
    assert Duty.objects.filter(kind="referral.tidied").count() == 1


def test_with_nothing_in_hand_nothing_is_owed(cards: Cards) -> None:
    record_outcome(referral_id=cards.card(), outcome="lost", text="不需要", by="W1", at=later())
    assert open_tidy_duties(on=MONDAY.date(), by="system:jobs", at=MONDAY) == 0


def test_a_card_not_taken_up_or_without_a_next_step_is_not_in_order(cards: Cards) -> None:
    new, silent = cards.card(), cards.card(phone="13900002222")
    record_outcome(referral_id=silent, outcome="contacted", text="谈了", by="W1", at=later())
    with pytest.raises(Untidy) as refused:
        tidy(by="W1", at=later(hours=8))
    assert set(refused.value.cards) == {new, silent}


def test_once_each_has_its_next_step_the_duty_is_met(cards: Cards) -> None:
    card = cards.card()
    open_tidy_duties(on=MONDAY.date(), by="system:jobs", at=morning(23))
    tomorrow = MONDAY.date() + timedelta(days=1)
    record_outcome(referral_id=card, outcome="contacted", text="谈了", by="W1", at=later(), next_on=tomorrow)
    ended = tidy(by="W1", at=later(hours=8))
    assert [(closed.duty.kind, closed.verdict) for closed in ended] == [("referral.tidied", "met")]


def test_a_next_step_that_has_passed_is_none(cards: Cards) -> None:
    card = cards.card()
    today = MONDAY.date()
    record_outcome(referral_id=card, outcome="contacted", text="谈了", by="W1", at=later(), next_on=today)
    assert tidy(by="W1", at=later(hours=8)) == []
    with pytest.raises(Untidy):
        tidy(by="W1", at=later(days=1))

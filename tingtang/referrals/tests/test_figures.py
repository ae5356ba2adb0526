"""Figures and the report: who made how many, who answered in time, how far cards came."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from tingtang.manual.models import InstitutionValue
from tingtang.referrals.actions import accept, hand_back, reassign, record_outcome
from tingtang.referrals.figures import Figures, asked, by_person, funnel
from tingtang.referrals.report import draft, export, period_of
from tingtang.referrals.tests.cards import MONDAY, Cards, later

pytestmark = pytest.mark.postgres
FIRST, LAST = date(2026, 11, 16), date(2026, 11, 29)


def figures(cards: Cards, place: str = "O1", days: int = 9) -> dict[str, Figures]:
    return {row.staff.pk: row.figures for row in by_person(place, FIRST, LAST, later(days=days))}


def many(cards: Cards, count: int, **fields: object) -> list[int]:
    return [cards.card(phone=f"1390000{n:04d}", **fields) for n in range(count)]


def test_who_made_them_and_who_answered_in_time_late_or_not_at_all(cards: Cards) -> None:
    one, two, three, four = many(cards, 4)
    accept(referral_id=one, by="W1", at=later(hours=1))
    accept(referral_id=two, by="W1", at=later(days=4))
    hand_back(referral_id=three, reason="不归我管", by="W1", at=later(hours=2))
    record_outcome(referral_id=one, outcome="won", text="开户", by="W1", at=later(days=1))
    found = figures(cards)
    assert (found["T1"].made, found["T1"].made_won) == (4, 1)
    w1 = found["W1"]
    assert (w1.in_time, w1.late, w1.waiting, w1.overdue) == (2, 1, 0, 1)
    assert (w1.answered, w1.in_hand, w1.won) == (4, 2, 1)
    assert four


def test_before_its_time_a_card_waits_and_is_not_counted_against_anybody(cards: Cards) -> None:
    cards.card()
    waiting = by_person("O1", FIRST, LAST, later(hours=1))[-1].figures
    assert (waiting.waiting, waiting.answered) == (1, 0)


def test_a_card_given_to_another_counts_for_both_answers(cards: Cards) -> None:
    card = cards.card()
    hand_back(referral_id=card, reason="x", by="W1", at=later(hours=1))
    reassign(referral_id=card, to_staff="OT", reason="x", by="H1", at=later(hours=2))
    accept(referral_id=card, by="OT", at=later(hours=3))
    found = figures(cards)
    assert (found["W1"].in_time, found["OT"].in_time, found["OT"].in_hand) == (1, 1, 1)


def test_the_place_above_sees_the_sum_and_another_place_nothing(cards: Cards) -> None:
    many(cards, 3)
    assert figures(cards, "B1")["T1"].made == 3
    assert figures(cards, "P")["T1"].made == 3
    assert figures(cards, "O3") == {}


def test_cards_of_another_period_do_not_count(cards: Cards) -> None:
    cards.card(at=later(days=-14))
    assert figures(cards) == {}
    assert funnel("O1", FIRST, LAST).made == 0


def test_the_funnel_narrows_step_by_step(cards: Cards) -> None:
    ids = many(cards, 5)
    accept(referral_id=ids[0], by="W1", at=later())
    record_outcome(referral_id=ids[1], outcome="contacted", text="谈了", by="W1", at=later())
    record_outcome(referral_id=ids[1], outcome="lost", text="不需要", by="W1", at=later())
    record_outcome(referral_id=ids[2], outcome="won", text="开户", by="W1", at=later())
    hand_back(referral_id=ids[3], reason="x", by="W1", at=later())
    found = funnel("O1", FIRST, LAST)
    assert (found.made, found.taken, found.contacted, found.won, found.lost, found.returned) == (5, 3, 2, 1, 1, 1)


def test_figures_of_people_add_up(cards: Cards) -> None:
    assert sum([Figures(made=1, late=2), Figures(made=2)], Figures()) == Figures(made=3, late=2)


def test_a_place_may_ask_for_more_cards_than_the_manual(cards: Cards) -> None:
    assert asked("O1", MONDAY.date()).target == 5
    InstitutionValue.objects.create(
        institution_id="O1", key="referral.target_made", value="8", from_on=date(2026, 11, 1), reason="x",
        proposed_by="H1", proposed_at=later(days=-30), state="approved", decided_by="HB", decided_at=later(days=-29),
    )  # fmt: skip
    assert asked("O1", MONDAY.date()).target == 8
    assert asked("O2", MONDAY.date()).target == 5


def test_report_periods_are_two_weeks_from_monday_to_sunday_without_gaps() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(400)]
    periods = list(dict.fromkeys(period_of(day, 2) for day in days))
    assert all(period.first.weekday() == 0 and (period.last - period.first).days == 13 for period in periods)
    assert all(after.first - before.last == timedelta(days=1) for before, after in pairwise(periods))
    assert all(period_of(period.before, 2).last == period.before for period in periods)


def test_the_report_holds_ones_own_cards_of_the_period_masked(cards: Cards) -> None:
    own = cards.card()
    cards.card(by="L1", phone="13900002222")
    cards.card(at=later(days=-14), phone="13900003333")
    record_outcome(referral_id=own, outcome="won", text="买了存单", by="W1", at=later())
    found = draft(cards.people["T1"], MONDAY.date())
    assert [line.id for line in found.lines] == [own]
    assert (found.made, found.willing, found.won, found.target) == (1, 1, 1, 5)
    assert (found.lines[0].name, found.lines[0].phone, found.lines[0].answer) == ("王**", "139****1111", "买了存单")


def test_what_a_prospect_said_meanwhile_is_not_on_the_report(cards: Cards) -> None:
    card = cards.card()
    record_outcome(referral_id=card, outcome="contacted", text="私房话", by="W1", at=later())
    text = export(draft(cards.people["T1"], MONDAY.date()), by="T1", name="员工T1", at=later())
    assert "私房话" not in text


@pytest.mark.parametrize("sentence", ["=cmd|' /C calc'!A0", "+1", "-1", "@sum"])
def test_a_sentence_that_a_spreadsheet_would_run_is_text(cards: Cards, sentence: str) -> None:
    cards.card(sentence=sentence)
    text = export(draft(cards.people["T1"], MONDAY.date()), by="T1", name="员工T1", at=later())
    assert f"'{sentence}" in text

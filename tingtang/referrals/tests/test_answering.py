"""Answering a card: who may, what it ends, what is owed next, and that the sender hears."""

from __future__ import annotations

from datetime import date

import pytest

from tingtang.duties.actions import Opening, open_duties
from tingtang.duties.models import Duty, DutyEvent
from tingtang.duties.openings import facts
from tingtang.live.models import OutboxEvent
from tingtang.organisation.tests.bank import away
from tingtang.referrals.actions import accept, contacted_customer, hand_back, reassign, record_outcome
from tingtang.referrals.errors import AlreadyTaken, BadInput, NoSuchReferral, NotYours, WrongState
from tingtang.referrals.models import Referral
from tingtang.referrals.tests.cards import MONDAY, Cards, later, open_duty, owed
from tingtang.shared.times import day_end, day_start

pytestmark = pytest.mark.postgres


def told(name: str) -> set[str]:
    return set(OutboxEvent.objects.filter(name=name).values_list("topic", flat=True))


def test_accepting_meets_the_first_duty_and_begins_the_second(cards: Cards) -> None:
    card = cards.card()
    taken = accept(referral_id=card, by="W1", at=later(hours=2))
    assert (taken.state, taken.accepted_at) == ("accepted", later(hours=2))
    assert owed(card) == {"referral.accept.1": "met", "referral.contact.1": "open"}
    assert open_duty(card).due_at == day_end(date(2026, 11, 26))
    assert told("referral.accepted") == {"staff:T1", "staff:W1"}


def test_a_contact_card_has_more_time(cards: Cards) -> None:
    card = cards.card(willing=False)
    accept(referral_id=card, by="W1", at=later())
    assert open_duty(card).due_at == day_end(date(2026, 12, 7))


def test_accepted_after_its_time_the_duty_is_late_and_the_card_goes_on(cards: Cards) -> None:
    card = cards.card()
    accept(referral_id=card, by="W1", at=later(days=3))
    assert owed(card)["referral.accept.1"] == "late"


@pytest.mark.parametrize("who", ["T1", "OT", "H1", "W2", "HB", "nobody"])
def test_only_who_has_the_card_accepts_it(cards: Cards, who: str) -> None:
    card = cards.card()
    with pytest.raises(NotYours):
        accept(referral_id=card, by=who, at=later())
    assert Referral.objects.get().state == "new"


def test_the_deputy_of_the_day_accepts_it_and_it_stays_with_its_manager(cards: Cards) -> None:
    card = cards.card()
    away(cards.people["W1"], cards.people["W2"])
    taken = accept(referral_id=card, by="W2", at=later())
    assert taken.to_staff_id == "W1"
    assert taken.events.get(what="accepted").by == "W2"


def test_a_card_is_accepted_once(cards: Cards) -> None:
    card = cards.card()
    accept(referral_id=card, by="W1", at=later())
    with pytest.raises(AlreadyTaken):
        accept(referral_id=card, by="W1", at=later(hours=1))


def test_a_card_that_is_not_there_is_an_error(cards: Cards) -> None:
    with pytest.raises(NoSuchReferral):
        accept(referral_id=404, by="W1", at=later())


@pytest.mark.parametrize("outcome", ["contacted", "won", "lost"])
def test_an_outcome_meets_what_is_owed_even_on_a_card_not_yet_accepted(cards: Cards, outcome: str) -> None:
    card = cards.card()
    kept = record_outcome(referral_id=card, outcome=outcome, text="电话联系，周五来网点", by="W1", at=later(hours=1))
    assert (kept.state, kept.answer) == (outcome, "电话联系，周五来网点")
    assert owed(card) == {"referral.accept.1": "met", "referral.contact.1": "met"}
    assert told(f"referral.{outcome}") == {"staff:T1", "staff:W1"}


def test_an_attempt_is_kept_and_the_contact_stays_owed(cards: Cards) -> None:
    card = cards.card()
    kept = record_outcome(referral_id=card, outcome="attempt", by="W1", at=later(), next_on=later(days=1).date())
    assert (kept.state, kept.next_on) == ("accepted", date(2026, 11, 24))
    assert owed(card)["referral.contact.1"] == "open"


def test_a_record_elsewhere_stands_as_the_evidence(cards: Cards) -> None:
    card = cards.card()
    record_outcome(
        referral_id=card, outcome="contacted", text="谈了", by="W1", at=later(), evidence=("contact", "42")
    )  # fmt: skip
    duty = Duty.objects.get(kind="referral.contact")
    assert (duty.evidence_kind, duty.evidence_id) == ("contact", "42")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"outcome": "maybe"}, "outcome"),
        ({"outcome": "again"}, "outcome"),
        ({"text": " "}, "text"),
        ({"text": "长" * 401}, "text"),
        ({"next_on": date(2026, 11, 22)}, "next_on"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_an_outcome_that_cannot_be_kept_is_refused_by_its_field(cards: Cards, changes: dict, field: str) -> None:
    given = {"referral_id": cards.card(), "outcome": "contacted", "text": "谈了", "by": "W1", "at": later()}
    with pytest.raises(BadInput) as refused:
        record_outcome(**{**given, **changes})
    assert refused.value.field == field


@pytest.mark.parametrize("outcome", ["won", "lost"])
def test_what_is_ended_takes_no_more(cards: Cards, outcome: str) -> None:
    card = cards.card()
    record_outcome(referral_id=card, outcome=outcome, text="好", by="W1", at=later())
    for change in (
        lambda: record_outcome(referral_id=card, outcome="contacted", text="又", by="W1", at=later()),
        lambda: accept(referral_id=card, by="W1", at=later()),
        lambda: hand_back(referral_id=card, reason="x", by="W1", at=later()),
        lambda: reassign(referral_id=card, to_staff="OT", reason="x", by="H1", at=later()),
    ):
        with pytest.raises(WrongState):
            change()


def test_after_it_ended_the_prospect_may_have_a_new_card(cards: Cards) -> None:
    first = cards.card()
    record_outcome(referral_id=first, outcome="lost", text="暂不需要", by="W1", at=later())
    assert cards.card(at=later(days=30)) != first


def test_a_card_handed_back_is_owed_another_place_by_the_head(cards: Cards) -> None:
    card = cards.card()
    back = hand_back(referral_id=card, reason="客户只要贷款，不归我管", by="W1", at=later(hours=1))
    assert (back.state, back.to_staff_id, back.answer) == ("handed_back", None, "客户只要贷款，不归我管")
    assert owed(card) == {"referral.accept.1": "met", "referral.reassign.1": "open"}
    assert open_duty(card).owner_staff_id == "H1"
    assert told("referral.handed_back") == {"staff:T1", "staff:W1"}


def test_handed_back_after_acceptance_the_contact_is_no_longer_owed(cards: Cards) -> None:
    card = cards.card()
    accept(referral_id=card, by="W1", at=later())
    hand_back(referral_id=card, reason="调岗", by="W1", at=later(hours=1))
    assert owed(card)["referral.contact.1"] == "cancelled"


def test_handing_back_says_why(cards: Cards) -> None:
    with pytest.raises(BadInput) as refused:
        hand_back(referral_id=cards.card(), reason="", by="W1", at=later())
    assert refused.value.field == "reason"


def test_a_card_that_came_back_is_ended_by_the_head_as_lost_only(cards: Cards) -> None:
    card = cards.card()
    hand_back(referral_id=card, reason="x", by="W1", at=later())
    given = {"referral_id": card, "text": "号码为空号", "at": later(hours=1)}
    with pytest.raises(NotYours):
        record_outcome(outcome="lost", by="W1", **given)
    with pytest.raises(WrongState):
        record_outcome(outcome="won", by="H1", **given)
    assert record_outcome(outcome="lost", by="H1", **given).state == "lost"
    assert owed(card)["referral.reassign.1"] == "met"


def test_a_recorded_contact_is_an_outcome_of_the_open_cards_about_the_customer(cards: Cards) -> None:
    known = cards.card(phone="", customer_id="C1", source=("customer", "C1"))
    other = cards.card(phone="13900008888", to_staff="W2")
    moved = contacted_customer(customer_id="C1", by="W2", at=later(), evidence=("contact", "9"), text="谈了")
    assert [card.pk for card in moved] == [known]
    assert Referral.objects.get(pk=known).state == "contacted"
    assert Referral.objects.get(pk=other).state == "new"


def test_a_contact_by_another_person_moves_no_card(cards: Cards) -> None:
    cards.card(phone="", customer_id="C1", source=("customer", "C1"))
    assert contacted_customer(customer_id="C1", by="W1", at=later(), evidence=("contact", "9"), text="谈了") == []


def visit_owed(cards: Cards, visits: int = 1) -> None:
    """W1 owes so many visits on Monday."""
    open_duties(
        openings=[
            Opening(
                kind="visit.daily", subject_id="W1", period_on=MONDAY.date(), institution_id="O1", owner_staff_id="W1",
                opened_at=day_start(MONDAY.date()), due_at=day_end(MONDAY.date()),
                inputs=facts(MONDAY.date(), visits=visits),
            )
        ],
        by="system:test", at=MONDAY,
    )  # fmt: skip


def visits() -> str:
    return Duty.objects.get(kind="visit.daily").state


@pytest.mark.parametrize("outcome", ["contacted", "won", "lost"])
def test_a_talk_face_to_face_with_a_prospect_is_one_of_the_day_s_visits(cards: Cards, outcome: str) -> None:
    visit_owed(cards)
    card = cards.card()
    record_outcome(referral_id=card, outcome=outcome, text="来网点谈了", channel="visit", by="W1", at=later(hours=1))
    assert visits() == "met"
    assert Duty.objects.get(kind="visit.daily").evidence_id.startswith(f"{card}.")


def test_neither_a_call_nor_an_attempt_nor_one_that_does_not_say_how_is_a_visit(cards: Cards) -> None:
    visit_owed(cards)
    card = cards.card()
    for outcome, channel in (("attempt", "visit"), ("contacted", "phone"), ("contacted", "")):
        record_outcome(referral_id=card, outcome=outcome, text="x", channel=channel, by="W1", at=later(hours=1))
    assert visits() == "open"
    assert list(Referral.objects.get().events.values_list("channel", flat=True).order_by("n"))[-3:] == [
        "visit", "phone", ""
    ]  # fmt: skip


def test_a_prospect_counts_once_a_day_and_as_the_customer_whom_the_bank_knows(cards: Cards) -> None:
    visit_owed(cards, 2)
    card = cards.card(customer_id="C1", to_staff="W1")
    assert Referral.objects.get().customer_id == "C1"
    for hours in (1, 2):
        record_outcome(
            referral_id=card, outcome="contacted", text="面谈", channel="visit", by="W1", at=later(hours=hours)
        )
    assert visits() == "open"
    assert [event.detail["whom"] for event in DutyEvent.objects.filter(what="counted")] == ["customer:C1"]


def test_a_channel_that_is_none_is_refused_by_name(cards: Cards) -> None:
    card = cards.card()
    with pytest.raises(BadInput) as refused:
        record_outcome(referral_id=card, outcome="contacted", text="x", channel="dream", by="W1", at=later())
    assert refused.value.field == "channel"
    assert Referral.objects.get().state == "new"

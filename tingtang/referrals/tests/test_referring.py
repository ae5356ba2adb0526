"""Making a card: who gets it, what is owed, what is refused, and that a prospect has one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tingtang.audit.models import Entry
from tingtang.duties.models import Duty
from tingtang.live.models import OutboxEvent
from tingtang.organisation.models import Staff
from tingtang.organisation.tests.bank import away
from tingtang.referrals.actions import refer
from tingtang.referrals.errors import BadInput, Unroutable
from tingtang.referrals.models import Need, Referral, ReferralEvent
from tingtang.referrals.tests.cards import KNOWN, MONDAY, PHONE, Cards, later, owed
from tingtang.shared.times import day_end

pytestmark = pytest.mark.postgres


def test_a_card_goes_to_the_outlets_wealth_manager_who_owes_an_answer_by_the_next_working_day(cards: Cards) -> None:
    made = cards.refer()
    assert (made.again, made.known) == (False, False)
    assert made.referral.to_staff_id == "W1"
    assert made.referral.state == "new"
    duty = Duty.objects.get()
    assert (duty.kind, duty.clause, duty.owner_staff_id) == ("referral.accept", "A19.2e", "W1")
    assert duty.due_at == day_end(date(2026, 11, 24))
    assert duty.lapses_at is None


def test_a_card_made_on_friday_is_answered_on_monday(cards: Cards) -> None:
    cards.refer(at=later(days=4))
    assert Duty.objects.get().due_at == day_end(date(2026, 11, 30))


def test_without_a_wealth_manager_the_open_teller_then_the_head_then_the_branch_gets_it(cards: Cards) -> None:
    reached = []
    for n, gone in enumerate((None, "W1", "OT", "H1")):
        if gone:
            Staff.objects.filter(pk=gone).update(to_on=date(2026, 1, 1))
        reached.append(cards.refer(phone=f"1390000200{n}").referral.to_staff_id)
    assert reached == ["W1", "OT", "H1", "HB"]


def test_corporate_business_goes_up_to_the_account_manager(cards: Cards) -> None:
    made = cards.refer(need="corporate").referral
    assert (made.route, made.to_staff_id) == ("corporate", "A1")


def test_when_the_wealth_manager_is_on_leave_the_deputy_gets_it(cards: Cards) -> None:
    away(cards.people["W1"], cards.people["W2"])
    assert cards.refer().referral.to_staff_id == "W2"


def test_whoever_the_sender_names_gets_it(cards: Cards) -> None:
    assert cards.refer(to_staff="OT").referral.to_staff_id == "OT"


@pytest.mark.parametrize("typed", [KNOWN, "+86 138-1234-5678", "１３８１２３４５６７８"])
def test_a_number_of_a_maintained_customer_goes_to_their_manager(cards: Cards, typed: str) -> None:
    made = cards.refer(phone=typed)
    assert made.known
    assert (made.referral.customer_id, made.referral.to_staff_id) == ("C1", "W2")
    assert made.referral.phone == KNOWN


@pytest.mark.parametrize("kept", ["+8613812340000", "138-1234-0000", "138 1234 0000", "8613812340000"])
def test_the_number_is_found_however_the_core_bank_writes_it(cards: Cards, kept: str) -> None:
    cards.maintained("C2", "W2", kept)
    assert cards.refer(phone="13812340000").referral.customer_id == "C2"


def test_a_landline_is_found_with_and_without_its_hyphen(cards: Cards) -> None:
    cards.maintained("C2", "W2", "021-62345678")
    assert cards.refer(phone="(021) 6234 5678").referral.customer_id == "C2"


def test_a_number_that_several_customers_share_tells_nobody_apart(cards: Cards) -> None:
    cards.maintained("C2", "W1", KNOWN)
    made = cards.refer(phone=KNOWN)
    assert not made.known
    assert made.referral.to_staff_id == "W1"


def test_a_persons_corporate_business_is_not_their_managers(cards: Cards) -> None:
    made = cards.refer(phone=KNOWN, need="corporate")
    assert made.known
    assert made.referral.to_staff_id == "A1"


def test_a_customer_named_by_the_page_needs_no_number(cards: Cards) -> None:
    made = cards.refer(phone="", customer_id="C1", source=("customer", "C1")).referral
    assert (made.to_staff_id, made.prospect_key) == ("W2", "customer:C1")


def test_a_ticket_alone_is_enough_for_a_willing_prospect(cards: Cards) -> None:
    made = cards.refer(phone="", source=("ticket", "7")).referral
    assert (made.source_kind, made.source_id, made.prospect_key) == ("ticket", "7", "")


def test_a_card_for_oneself_is_taken_up_at_once_and_the_contact_is_owed(cards: Cards) -> None:
    made = cards.refer(by="W1").referral
    assert made.state == "accepted"
    assert owed(made.pk) == {"referral.contact.1": "open"}
    assert [event.what for event in made.events.order_by("n")] == ["made", "accepted"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sentence": "  "}, "sentence"),
        ({"sentence": "长" * 201}, "sentence"),
        ({"need": "moon"}, "need"),
        ({"phone": "1391234"}, "phone"),
        ({"phone": "95566"}, "phone"),
        ({"phone": "110"}, "phone"),
        ({"phone": "12345"}, "phone"),
        ({"phone": "62345678"}, "phone"),
        ({"phone": "not a number"}, "phone"),
        ({"phone": ""}, "phone"),
        ({"phone": "", "willing": False, "source": ("ticket", "7")}, "phone"),
        ({"prospect_name": "名" * 61}, "prospect_name"),
        ({"to_staff": "nobody"}, "to_staff"),
        ({"to_staff": "T1"}, "to_staff"),
        ({"source": ("x" * 17, "7")}, "source"),
        ({"customer_id": "C" * 33}, "customer_id"),
        ({"key": "k" * 65}, "key"),
        ({"by": "nobody"}, "by"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_cannot_be_kept_is_refused_by_its_field(cards: Cards, changes: dict, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        cards.refer(**changes)
    assert refused.value.field == field
    assert refused.value.text.zh
    assert not Referral.objects.exists()


def test_who_no_longer_works_here_gets_no_card(cards: Cards) -> None:
    Staff.objects.filter(pk="OT").update(to_on=MONDAY.date() - timedelta(days=1))
    with pytest.raises(BadInput):
        cards.refer(to_staff="OT")


def test_a_card_that_nobody_takes_is_an_error_to_the_sender_and_stands_in_the_trail(cards: Cards, caplog) -> None:
    Staff.objects.exclude(pk="T1").update(to_on=date(2026, 1, 1))
    with pytest.raises(Unroutable) as refused:
        cards.refer()
    assert refused.value.field == "to_staff"
    assert Entry.objects.get(action="referral.unroutable").institution_id == "O1"
    assert "referral.unroutable" in caplog.text
    assert not Referral.objects.exists()


def test_the_same_prospect_again_adds_to_the_card_instead_of_a_second_one(cards: Cards) -> None:
    first = cards.refer(willing=False)
    second = cards.refer(by="L1", at=later(hours=2), sentence="又来了，这次愿意谈", willing=True)
    assert second.again
    assert second.referral.pk == first.referral.pk
    assert second.referral.willing
    assert [(e.what, e.by, e.text) for e in second.referral.events.order_by("n")][1:] == [
        ("again", "L1", "又来了，这次愿意谈")
    ]
    assert Duty.objects.count() == 1


def test_the_same_person_may_have_a_personal_and_a_corporate_card(cards: Cards) -> None:
    assert {cards.card(), cards.card(need="corporate")} == set(Referral.objects.values_list("pk", flat=True))


def test_two_prospects_of_two_tickets_have_two_cards(cards: Cards) -> None:
    assert cards.card(phone="", source=("ticket", "1")) != cards.card(phone="", source=("ticket", "2"))


def test_the_same_request_sent_again_changes_nothing(cards: Cards) -> None:
    first, second = cards.refer(key="k1"), cards.refer(key="k1")
    assert second.referral.pk == first.referral.pk
    assert not second.again
    assert ReferralEvent.objects.count() == 1


def test_another_persons_key_keeps_and_tells_nothing(cards: Cards) -> None:
    cards.refer(key="k1")
    with pytest.raises(BadInput) as refused:
        cards.refer(by="L1", key="k1", phone="13900009999")
    assert refused.value.field == "key"


def test_the_trail_and_the_live_events_hold_neither_name_nor_number_nor_words(cards: Cards) -> None:
    cards.refer()
    told = [str(event.payload) for event in OutboxEvent.objects.all()]
    kept = [str(entry.detail) for entry in Entry.objects.all()]
    kept += [str(duty.inputs) for duty in Duty.objects.all()]
    for secret in ("王小明", PHONE, "二十万"):
        assert not [line for line in told + kept if secret in line]
    topics = set(OutboxEvent.objects.filter(name="referral.made").values_list("topic", flat=True))
    assert topics == {"staff:T1", "staff:W1"}


@pytest.mark.parametrize("need", Need.values)
def test_every_need_finds_somebody(cards: Cards, need: str) -> None:
    assert cards.refer(need=need).referral.to_staff_id in {"W1", "A1"}


def test_when_the_last_step_fails_nothing_was_written(cards: Cards, monkeypatch) -> None:
    from tingtang.referrals.actions import referring

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(referring, "tell", fail)
    with pytest.raises(RuntimeError):
        refer(
            by="T1", at=MONDAY, institution_id="O1", sentence="x", phone=PHONE, need="deposit", willing=True
        )  # fmt: skip
    assert not Referral.objects.exists()
    assert not Duty.objects.exists()

"""Recognised at any outlet (A27, A28.1, A28.2): exactly by number, or by facts; never a list; misses limited."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection

from tingtang.audit.models import Entry
from tingtang.duties.models import Duty, Notice
from tingtang.live.models import OutboxEvent
from tingtang.lobby.actions import Taken, Wish
from tingtang.lobby.actions.recognising import Answer, arrival_seen, arrive, recognise
from tingtang.lobby.errors import BadInput, TooManyMisses
from tingtang.lobby.models import Arrival, Recognition, RecognitionMeter, Ticket
from tingtang.lobby.recognition import Given, served_as
from tingtang.lobby.tests.customers import ID_15, ID_18, customer, manager
from tingtang.lobby.tests.lobby import Lobby, after
from tingtang.organisation.tests.bank import away
from tingtang.shared.times import day_end

KIOSK = "token:kiosk"
CARDS = ("wealth_management", "wealth", "platinum", "private")


def ask(minutes: float = 0, at: str = "O1", by: str = KIOSK, **given: Any) -> Answer:
    """Who is it?"""
    return recognise(institution_id=at, given=Given(**given), by=by, at=after(minutes))


def come(answer: Answer, minutes: float = 1, at: str = "O1") -> Taken:
    """Take the ticket."""
    wish = Wish("cash_deposit", origin="kiosk")
    return arrive(institution_id=at, key=answer.key, wish=wish, by=KIOSK, at=after(minutes))


@pytest.mark.parametrize(
    "given",
    [
        {"card": "c1"},
        {"card": " C1 "},
        {"id_no": ID_18},
        {"id_no": ID_18.lower()},
        {"id_no": f"{ID_18[:6]} {ID_18[6:14]} {ID_18[14:]}"},
        {"id_no": ID_15},
        {"phone": "13812345678"},
        {"phone": "+86 138-1234-5678"},
        {"name": "欧阳明", "phone_tail": "5678"},
        {"name": " 欧阳 明 ", "phone_tail": "５６７８"},
        {"name": "欧阳明", "phone_tail": "5678", "birth_date": date(1980, 1, 1), "id_tail": "019x"},
    ],
)
def test_at_an_outlet_of_another_branch_the_customer_is_known(lobby: Lobby, given: dict[str, Any]) -> None:
    customer()
    known = ask(**given).known
    assert known is not None
    assert (known.customer_id, known.tier, known.service_class) == ("C1", "private", "private")
    assert known.manager is not None
    assert (known.home.pk, known.manager.pk) == ("O3", "M3")
    assert known.card_shown is ("card" in given)


@pytest.mark.parametrize("kept", [ID_15, ID_18.lower(), ID_18])
def test_an_old_number_on_record_is_the_same_person(lobby: Lobby, kept: str) -> None:
    customer(id_no=kept)
    assert ask(id_no=ID_18).known is not None


@pytest.mark.parametrize("kept", ["+8613812345678", "138-1234-5678", "138 1234 5678", "8613812345678"])
def test_a_phone_number_is_one_however_the_core_bank_wrote_it(lobby: Lobby, kept: str) -> None:
    customer(phone=kept)
    assert ask(phone="13812345678").known is not None


@pytest.mark.parametrize(
    "given",
    [
        {"card": "C9"},
        {"id_no": "110101199003070038"},
        {"phone": "13900000000"},
        {"name": "欧阳明", "phone_tail": "0000"},
        {"name": "欧阳", "phone_tail": "5678"},
        {"name": "欧阳明", "phone_tail": "5678", "birth_date": date(1981, 1, 1)},
        {"phone": "13812345678", "name": "别人"},
    ],
)
def test_who_is_not_found_gets_a_key_like_anybody_and_an_ordinary_ticket(lobby: Lobby, given: dict[str, Any]) -> None:
    customer()
    answer = ask(**given)
    assert (answer.known, answer.ask) == (None, None)
    assert len(answer.key) == len(ask(card="C1").key)
    taken = come(answer)
    assert taken.service_class == "ordinary"
    assert Ticket.objects.get(pk=taken.ticket_id).customer_id == ""


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("card", {}),
        ("card", {"name": "欧阳明"}),
        ("name", {"phone_tail": "5678"}),
        ("phone_tail", {"name": "欧阳明", "phone_tail": "567"}),
        ("id_tail", {"name": "欧阳明", "phone_tail": "5678", "id_tail": "1"}),
        ("id_no", {"id_no": ID_18[:-1] + "0"}),
        ("phone", {"phone": "12"}),
        ("name", {"name": "x" * 121, "phone_tail": "5678"}),
    ],
)
def test_a_slip_of_the_hand_is_refused_by_its_field_and_is_no_miss(
    lobby: Lobby, field: str, given: dict[str, Any]
) -> None:
    customer()
    with pytest.raises(BadInput) as refused:
        ask(**given)
    assert refused.value.field == field
    assert not RecognitionMeter.objects.exists()


def test_of_several_who_fit_one_fact_more_is_asked_for_and_nobody_is_listed(lobby: Lobby) -> None:
    customer()
    customer("C2", phone="13912345678", id_no="330102198001010026", birth_date=date(1980, 1, 1))
    customer("C3", phone="13712345678", id_no="", birth_date=date(1975, 5, 5))
    first = ask(name="欧阳明", phone_tail="5678")
    assert (first.key, first.ask, first.known) == ("", "birth_date", None)
    second = ask(name="欧阳明", phone_tail="5678", birth_date=date(1980, 1, 1))
    assert second.ask == "id_tail"
    third = ask(name="欧阳明", phone_tail="5678", birth_date=date(1980, 1, 1), id_tail="0026")
    assert third.known is not None
    assert third.known.customer_id == "C2"


def test_a_phone_that_two_share_asks_for_the_name(lobby: Lobby) -> None:
    customer()
    customer("C2", name="李梅", id_no="")
    assert ask(phone="13812345678").ask == "name"
    shared = ask(phone="13812345678", name="李梅").known
    assert shared is not None
    assert shared.customer_id == "C2"


def test_each_recognition_is_an_audited_read_and_a_miss_leaves_nothing_of_what_was_typed(lobby: Lobby) -> None:
    customer()
    ask(phone="13812345678")
    ask(phone="13900000000")
    read, miss = Entry.objects.filter(nature="read").order_by("pk")
    assert (read.action, read.subject_id, read.actor, read.institution_id) == ("customer.recognise", "C1", KIOSK, "O1")
    assert (miss.action, miss.subject_kind) == ("customer.recognise.miss", "outlet")
    assert "13900000000" not in str(miss.detail)
    assert list(Recognition.objects.order_by("pk").values_list("customer_id", flat=True)) == ["C1", ""]


def test_who_guesses_is_stopped_device_by_device_and_may_go_on_later(lobby: Lobby) -> None:
    customer()
    for tail in range(20):
        ask(0, name="欧阳明", phone_tail=f"{tail:04d}")
    with pytest.raises(TooManyMisses):
        ask(9, card="C1")
    assert ask(9, card="C1", by="token:other").known is not None
    assert ask(10, card="C1").known is not None


@pytest.mark.slow
def test_guessing_in_parallel_is_counted_one_by_one(on_each_database: str) -> None:
    Lobby()

    def guess(tail: int) -> bool:
        try:
            ask(name="欧阳明", phone_tail=f"{tail:04d}")
        except TooManyMisses:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(6) as many:
        let_through = sum(many.map(guess, range(40)))
    assert let_through == 20


@pytest.mark.parametrize(
    ("tier", "card", "key_account", "expected"),
    [
        ("private", "none", None, "private"),
        ("ordinary", "platinum", None, "platinum"),
        ("wealth", "wealth_management", False, "wealth"),
        ("wealth_management", "wealth", None, "wealth"),
        ("ordinary", "", True, "corporate_vip"),
        ("wealth", "none", True, "corporate_vip"),
        ("ordinary", "debit", None, "ordinary"),
    ],
)
def test_tier_card_and_key_account_whichever_is_highest_counts(
    lobby: Lobby, tier: str, card: str, key_account: bool | None, expected: str
) -> None:
    """A27: holders of the cards and key corporate clients, besides the tiers."""
    assert served_as(customer(tier=tier, card=card, key_account=key_account), CARDS) == expected


def test_the_manager_hears_of_the_arrival_at_once_with_ids_only(lobby: Lobby) -> None:
    customer()
    taken = come(ask(card="C1"))
    assert taken.service_class == "private"
    event = OutboxEvent.objects.get(name="customer.arrived")
    arrival = Arrival.objects.get()
    assert event.topic == "staff:M3"
    assert event.payload == {"arrival": arrival.pk, "ticket": taken.number, "outlet": "O1"}
    assert Notice.objects.get(staff="M3").clauses == {"A28.2": 1}
    assert Ticket.objects.get(pk=taken.ticket_id).home_institution_id == "O3"
    assert arrival_seen(arrival_id=arrival.pk, by="M3", at=after(3))
    assert not arrival_seen(arrival_id=arrival.pk, by="T1", at=after(4))


def test_while_the_manager_is_away_the_deputy_hears(lobby: Lobby) -> None:
    customer()
    away(manager(), manager("M4"))
    come(ask(card="C1"))
    assert Arrival.objects.get().staff_id == "M4"


def test_without_the_card_the_manager_owes_a_reminder_once_until_it_is_done(lobby: Lobby) -> None:
    customer()
    come(ask(phone="13812345678"))
    come(ask(30, phone="13812345678"), 31)
    come(ask(60 * 24, id_no=ID_18), 60 * 24 + 1)
    reminder = Duty.objects.get(kind="vip.card_reminder")
    assert (reminder.owner_staff_id, reminder.institution_id, reminder.subject_id) == ("M3", "O3", "C1")
    assert (reminder.clause, reminder.due_at) == ("A28.1", day_end(date(2026, 11, 30)))
    come(ask(60 * 48, card="C1"), 60 * 48 + 1)
    reminder.refresh_from_db()
    assert reminder.state == "met"


def test_a_client_without_a_manager_is_owed_it_by_the_head_at_home(lobby: Lobby) -> None:
    customer(manager=None)
    come(ask(phone="13812345678"))
    assert Duty.objects.get(kind="vip.card_reminder").owner_role == "outlet_head"
    assert Arrival.objects.get().staff is None


def test_an_ordinary_customer_recognised_is_nobodys_arrival(lobby: Lobby) -> None:
    customer(tier="ordinary", card="none")
    come(ask(phone="13812345678"))
    assert not Arrival.objects.exists()
    assert not Duty.objects.exists()


def test_a_key_opens_one_ticket_at_its_outlet_for_a_quarter_of_an_hour(lobby: Lobby) -> None:
    customer()
    answer = ask(card="C1")
    for minutes, at in ((16, "O1"), (1, "O2")):
        with pytest.raises(BadInput) as refused:
            come(answer, minutes, at)
        assert refused.value.field == "key"
    come(answer, 14)
    with pytest.raises(BadInput):
        come(answer, 14)

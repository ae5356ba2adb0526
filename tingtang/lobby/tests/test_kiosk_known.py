"""Saying who one is at the kiosk (A27, A28.1): the same words for everybody, the class on the ticket, nothing kept."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from tingtang.lobby.models import Arrival, Recognition, Ticket
from tingtang.lobby.tests.customers import ID_18, customer
from tingtang.lobby.tests.guests import GuestHall, device
from tingtang.organisation.positions import Position

KIOSK, KNOWN, TAKE = "/kiosk/O1", "/kiosk/O1/known", "/kiosk/O1/ticket"


@pytest.fixture
def kiosk(hall: GuestHall) -> Client:
    customer()
    return device(Position.KIOSK, hall.at)


def text(response: HttpResponse) -> str:
    return response.content.decode()


def question(response: HttpResponse) -> str:
    return re.findall(r'data-question="(\w+)"', text(response))[0]


def say(kiosk: Client, by: str, number: str, **more: str) -> HttpResponse:
    return kiosk.post(KNOWN, {"key": "k", "detour": "identify", "by": by, "number": number, **more})


def known_key(response: HttpResponse) -> str:
    return re.findall(r'name="known" value="([^"]+)"', text(response))[0]


def take(kiosk: Client, known: str, **more: str) -> HttpResponse:
    return kiosk.post(TAKE, {"key": "k", "business": "coin_exchange", "known": known, **more})


def test_it_asks_in_which_way_and_then_for_the_number_and_leads_back(kiosk: Client) -> None:
    assert question(kiosk.post(KIOSK, {"detour": "identify"})) == "identify"
    assert question(kiosk.post(KIOSK, {"detour": "identify", "by": "id_no"})) == "number"
    assert question(kiosk.post(KIOSK, {"detour": "identify", "by": "id_no", "back": "1"})) == "identify"
    assert question(kiosk.post(KIOSK, {"detour": "identify", "back": "1"})) == "topic"


@pytest.mark.parametrize(("by", "number"), [("card", "C1"), ("id_no", ID_18), ("phone", "13812345678")])
def test_who_is_known_gets_a_ticket_of_their_class(kiosk: Client, by: str, number: str) -> None:
    page = take(kiosk, known_key(say(kiosk, by, number)))
    ticket = Ticket.objects.get()
    assert (ticket.customer_id, ticket.service_class) == ("C1", "private")
    assert ticket.number in text(page)
    assert Arrival.objects.get().ticket_id == ticket.pk


def test_whoever_stands_behind_learns_neither_name_nor_tier(kiosk: Client) -> None:
    said = say(kiosk, "card", "C1")
    page = take(kiosk, known_key(said))
    for answer in (said, page):
        assert "欧阳明" not in text(answer)
        assert "私人银行" not in text(answer)
    assert "贵宾" in text(page)


def test_found_or_not_the_answer_is_the_same(kiosk: Client) -> None:
    found, not_found = (text(say(kiosk, "phone", number)) for number in ("13812345678", "13900001111"))
    without = [re.sub(r'value="[\w-]{43,64}"|data-clock="[^"]*"', "", one) for one in (found, not_found)]
    assert without[0] == without[1]
    assert "已收到" in found


def test_who_is_not_known_gets_an_ordinary_ticket(kiosk: Client) -> None:
    take(kiosk, known_key(say(kiosk, "phone", "13900001111")))
    assert Ticket.objects.get().service_class == "ordinary"


def test_a_slip_of_the_hand_is_said_beside_what_was_typed(kiosk: Client) -> None:
    page = say(kiosk, "id_no", ID_18[:-1] + "1")
    assert (page.status_code, question(page)) == (422, "number")
    assert 'role="alert"' in text(page)
    assert ID_18[:-1] + "1" in text(page)
    assert not Recognition.objects.exists()


def test_nothing_typed_is_asked_for_again(kiosk: Client) -> None:
    assert question(say(kiosk, "card", "")) == "number"


def test_a_number_that_two_share_is_answered_like_one_that_nobody_has(kiosk: Client) -> None:
    customer("C2", name="王静", id_no="", card="")
    page = say(kiosk, "phone", "13812345678")
    assert question(page) == "topic"
    take(kiosk, known_key(page))
    assert Ticket.objects.get().customer_id == ""


FACTS = {"name": "欧阳明", "phone_tail": "5678", "id_tail": "019X"}


def test_name_and_two_tails_will_do_at_the_kiosk(kiosk: Client) -> None:
    take(kiosk, known_key(say(kiosk, "facts", "", **FACTS)))
    assert (Ticket.objects.get().customer_id, Ticket.objects.get().recognised_by) == ("C1", "facts")


@pytest.mark.parametrize("field", FACTS)
def test_a_fact_that_is_missing_is_asked_for_and_what_was_typed_stays(kiosk: Client, field: str) -> None:
    page = say(kiosk, "facts", "", **(FACTS | {field: ""}))
    assert (page.status_code, question(page)) == (422, "facts")
    assert all(value in text(page) for name, value in FACTS.items() if name != field)


@pytest.mark.parametrize("wrong", [{"name": "别人"}, {"phone_tail": "0000"}, {"id_tail": "0000"}, {}])
def test_by_facts_a_guesser_reads_the_same_answer_whatever_is_true(kiosk: Client, wrong: dict[str, str]) -> None:
    told = text(say(kiosk, "facts", "", **(FACTS | wrong)))
    nobody = text(say(kiosk, "facts", "", name="无此人", phone_tail="1111", id_tail="1111"))
    plain = [re.sub(r'value="[\w-]{43,64}"|data-clock="[^"]*"', "", one) for one in (told, nobody)]
    assert plain[0] == plain[1]


@pytest.mark.parametrize("name", ["欧阳明", "无此人"])
def test_a_tail_that_is_none_is_refused_whether_or_not_the_name_fits(kiosk: Client, name: str) -> None:
    assert say(kiosk, "facts", "", **(FACTS | {"name": name, "id_tail": "?!"})).status_code == 422


def test_the_device_pauses_after_as_many_tries_whether_they_found_somebody_or_not(kiosk: Client) -> None:
    """Else the moment of the pause would tell a guesser which of the tries was a customer."""
    codes = [say(kiosk, "card", "C1" if n % 2 else "C9").status_code for n in range(26)]
    assert codes == [200] * 25 + [422]


def test_who_guesses_is_stopped_and_may_still_take_an_ordinary_ticket(kiosk: Client) -> None:
    pages = [say(kiosk, "phone", f"139000011{n:02d}") for n in range(30)]
    assert pages[0].status_code == 200
    assert pages[-1].status_code == 422
    assert "大堂经理" in text(pages[-1])
    assert question(take(kiosk, "")) == "taken"


def test_a_recognition_that_is_over_is_said_and_the_ticket_can_be_taken_without(kiosk: Client) -> None:
    page = take(kiosk, "nonsense")
    assert (page.status_code, question(page)) == (422, "ready")
    assert "识别结果已失效" in text(page)
    assert 'name="known"' not in text(page)


def test_the_same_ticket_for_the_same_key_known_or_not(kiosk: Client) -> None:
    known = known_key(say(kiosk, "card", "C1"))
    assert [take(kiosk, known).status_code for _ in range(2)] == [200, 200]
    assert Ticket.objects.count() == 1
    assert Arrival.objects.count() == 1


def test_a_known_customer_may_take_up_the_faster_channel(kiosk: Client) -> None:
    known = known_key(say(kiosk, "card", "C1"))
    page = take(kiosk, known, business="transfer", suggestion="accepted")
    assert question(page) == "diverted"
    assert (Ticket.objects.get().customer_id, Ticket.objects.get().state) == ("C1", "left")


def test_what_was_typed_is_in_no_later_page(kiosk: Client) -> None:
    said = say(kiosk, "id_no", ID_18)
    assert ID_18 not in text(said)
    assert ID_18 not in text(take(kiosk, known_key(said)))


def test_a_screen_recognises_nobody(hall: GuestHall) -> None:
    assert say(device(Position.SCREEN, hall.at), "card", "C1").status_code == 403

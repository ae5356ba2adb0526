"""The kiosk as a device asks it: from the first question to the ticket, and nothing left behind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from tingtang.audit.models import Entry
from tingtang.lobby.actions import Wish, divert, take_ticket
from tingtang.lobby.errors import BadInput
from tingtang.lobby.models import Ticket
from tingtang.lobby.once import once_for
from tingtang.lobby.queries import day_figures
from tingtang.lobby.tests.guests import GuestHall, device
from tingtang.organisation.positions import Position
from tingtang.shared.times import business_date

KIOSK, TAKE = "/kiosk/O1", "/kiosk/O1/ticket"
PLAIN = {"key": "k1", "business": "coin_exchange"}


@pytest.fixture
def kiosk(hall: GuestHall) -> Client:
    return device(Position.KIOSK, hall.at)


def text(response: HttpResponse) -> str:
    return response.content.decode()


def question(response: HttpResponse) -> str:
    found = re.search(r'data-question="(\w+)"', text(response))
    assert found is not None
    return found.group(1)


def post(client: Client, address: str, form: Mapping[str, object], **headers: str) -> HttpResponse:
    return client.post(address, form, headers=headers)


# -- the questions ----------------------------------------------------------------------------------------------------


def test_it_greets_with_the_errands_in_chinese_and_offers_english(kiosk: Client) -> None:
    page = kiosk.get(KIOSK)
    assert question(page) == "topic"
    assert "您好" in text(page)
    assert "English" in text(page)
    assert "江城滨江支行营业部" in text(page)


def test_the_businesses_of_an_errand_come_next(kiosk: Client) -> None:
    page = post(kiosk, KIOSK, {"topic": "cash"})
    assert question(page) == "business"
    assert "零钞残币兑换" in text(page)
    assert "对公开户" not in text(page)


def test_english_stays_with_the_conversation_and_not_with_the_device(kiosk: Client) -> None:
    page = post(kiosk, KIOSK, {"topic": "cash", "lang": "en"})
    assert "Change and damaged notes" in text(page)
    assert page.headers["Content-Language"] == "en"
    assert "您好" in text(kiosk.get(KIOSK))
    assert "lang" not in kiosk.cookies


def test_what_htmx_asks_for_is_the_question_alone(kiosk: Client) -> None:
    part = post(kiosk, KIOSK, {"topic": "cash"}, **{"HX-Request": "true"})
    assert "<!doctype" not in text(part)
    assert question(part) == "business"


def test_a_faster_channel_is_shown_with_its_minutes_and_those_it_saves(hall: GuestHall, kiosk: Client) -> None:
    for _ in range(6):
        hall.take("transfer")
    page = post(kiosk, KIOSK, {"business": "transfer"})
    assert question(page) == "faster"
    assert "手机或网上银行" in text(page)
    assert re.search(r"大约省 \d+ 分钟", text(page))


def test_without_an_open_counter_no_saved_minutes_are_made_up(hall: GuestHall, kiosk: Client) -> None:
    hall.one.__class__.objects.filter(pk=hall.one.pk).update(state="closed", staff=None)
    page = post(kiosk, KIOSK, {"business": "transfer"})
    assert question(page) == "faster"
    assert "大约省" not in text(page)
    assert "现在没有开放的窗口" in text(page)


def test_a_business_that_only_a_counter_does_goes_straight_to_the_ticket(kiosk: Client) -> None:
    assert question(post(kiosk, KIOSK, PLAIN)) == "ready"


def test_before_the_ticket_it_says_how_long_the_line_is(hall: GuestHall, kiosk: Client) -> None:
    hall.take()
    hall.take()
    assert "前面 2 人" in text(post(kiosk, KIOSK, PLAIN))


# -- the ticket -------------------------------------------------------------------------------------------------------


def test_it_gives_a_number_with_class_people_ahead_range_and_papers(hall: GuestHall, kiosk: Client) -> None:
    hall.take()
    page = text(post(kiosk, TAKE, {**PLAIN, "business": "large_cash_withdrawal"}))
    ticket = Ticket.objects.latest("pk")
    assert ticket.number in page
    assert "普通客户" in page
    assert "1 人" in page
    assert "分钟" in page
    assert "本人有效身份证件" in page
    assert ticket.origin == "kiosk"


def test_what_the_range_means_is_said_as_it_is(hall: GuestHall, kiosk: Client) -> None:
    """From the time in which half are called to that in which nine tenths are: not where most customers fall."""
    hall.take()
    page = text(post(kiosk, TAKE, {**PLAIN, "business": "large_cash_withdrawal"}))
    assert "一半客户在较短时间内被叫到，九成在较长时间内" in page


def test_without_an_open_counter_it_says_so_instead_of_a_wait(hall: GuestHall, kiosk: Client) -> None:
    hall.one.__class__.objects.filter(pk=hall.one.pk).update(state="closed", staff=None)
    page = text(post(kiosk, TAKE, PLAIN))
    assert "现在还没有开放的窗口" in page
    assert "预计等候" not in page.split('class="paper"')[0]


def test_need_reason_language_and_assistance_stand_on_the_ticket(kiosk: Client) -> None:
    said = {"need": "disabled", "reason": "1", "language": "sign", "assistance": ["wheelchair", "guide"]}
    page = post(kiosk, TAKE, {**PLAIN, **said})
    ticket = Ticket.objects.get()
    assert (ticket.service_class, ticket.need, ticket.need_reason) == ("priority", "disabled", "视力障碍")
    assert (ticket.language, ticket.assistance) == ("sign", ["wheelchair", "guide"])
    assert "优先照顾客户" in text(page)


def test_a_need_without_its_reason_is_asked_and_gives_no_ticket(kiosk: Client) -> None:
    assert question(post(kiosk, TAKE, {**PLAIN, "need": "old"})) == "reason"
    assert not Ticket.objects.exists()


def test_without_a_business_there_is_no_ticket(kiosk: Client) -> None:
    assert question(post(kiosk, TAKE, {"key": "k", "business": "nonsense"})) == "topic"
    assert not Ticket.objects.exists()


def test_the_same_key_gives_the_same_ticket(kiosk: Client) -> None:
    first, second = (text(post(kiosk, TAKE, PLAIN)) for _ in range(2))
    ticket = Ticket.objects.get()
    assert ticket.number in first
    assert ticket.number in second
    assert f'data-ticket="{ticket.key}"' in second


def test_a_key_that_gave_another_ticket_asks_again_under_a_new_one(kiosk: Client) -> None:
    post(kiosk, TAKE, PLAIN)
    page = post(kiosk, TAKE, {**PLAIN, "business": "password_reset"})
    assert question(page) == "ready"
    assert Ticket.objects.count() == 1
    assert 'name="key" value="k1"' not in text(page)


def test_the_code_leads_to_the_public_page(kiosk: Client, settings: object) -> None:
    settings.PUBLIC_URL = "https://q.bank.example"  # type: ignore[attr-defined]
    page = text(post(kiosk, TAKE, PLAIN))
    assert page.count("<svg") > 2
    assert page.count('class="qrline"') == 2  # on the screen and on the paper
    assert 'width="' not in re.findall(r'<svg[^>]*class="segno"[^>]*>', page)[0]


def test_the_paper_has_both_languages_of_the_business_and_says_when(kiosk: Client) -> None:
    paper = text(post(kiosk, TAKE, PLAIN)).split('class="paper"')[1]
    assert "零钞残币兑换" in paper
    assert "Change and damaged notes" in paper
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d", paper)


def test_nothing_of_a_visit_is_kept_by_the_device_or_a_cache(kiosk: Client) -> None:
    page = post(kiosk, TAKE, {**PLAIN, "need": "ill", "reason": "0"})
    assert "no-store" in page.headers["Cache-Control"]
    assert "sessionid" not in kiosk.cookies
    assert "优先" not in text(kiosk.get(KIOSK))


# -- the suggestion ---------------------------------------------------------------------------------------------------


def test_a_declined_suggestion_is_on_the_ticket(kiosk: Client) -> None:
    post(kiosk, TAKE, {"key": "k", "business": "transfer", "suggestion": "declined"})
    ticket = Ticket.objects.get()
    assert (ticket.suggested_channel, ticket.suggestion, ticket.state) == ("e_bank", "declined", "waiting")


def test_an_accepted_suggestion_is_on_record_and_stands_in_nobodys_way(hall: GuestHall, kiosk: Client) -> None:
    page = post(kiosk, TAKE, {"key": "k", "business": "transfer", "suggestion": "accepted"})
    ticket = Ticket.objects.get()
    assert (ticket.suggested_channel, ticket.suggestion, ticket.state) == ("e_bank", "accepted", "left")
    assert question(page) == "diverted"
    assert ticket.number not in text(page)
    assert hall.take("transfer").ahead == 0


def test_an_accepted_suggestion_sent_twice_is_recorded_once(kiosk: Client) -> None:
    for _ in range(2):
        assert question(post(kiosk, TAKE, {"key": "k", "business": "transfer", "suggestion": "accepted"})) == "diverted"
    assert Ticket.objects.count() == 1


def test_who_took_up_a_faster_channel_did_not_give_up_waiting(hall: GuestHall, kiosk: Client) -> None:
    post(kiosk, TAKE, {"key": "k", "business": "transfer", "suggestion": "accepted"})
    figures = day_figures("O1", business_date(hall.at), hall.at)
    assert (figures.suggested, figures.diverted, figures.abandoned_share) == (1, 1, 0)
    assert figures.classes["ordinary"].abandoned == 0


def test_nobody_is_diverted_who_did_not_accept(hall: GuestHall) -> None:
    with pytest.raises(BadInput, match="no suggestion"):
        divert(institution_id="O1", wish=Wish("transfer"), by="token:k", at=hall.at)
    assert not Ticket.objects.exists()


def test_a_diversion_interrupted_between_its_halves_is_completed_by_the_repeat(hall: GuestHall) -> None:
    wish = Wish("transfer", suggested_channel="e_bank", suggestion="accepted")
    once = once_for("token:k", "k", "kiosk O1", b"")
    take_ticket(institution_id="O1", wish=wish, by="token:k", at=hall.at, once=once)
    divert(institution_id="O1", wish=wish, by="token:k", at=hall.at + timedelta(seconds=1), once=once)
    assert Ticket.objects.get().state == "left"


# -- who --------------------------------------------------------------------------------------------------------------


def test_a_kiosk_of_another_outlet_is_refused(hall: GuestHall) -> None:
    assert device(Position.KIOSK, hall.at, "O3").get(KIOSK).status_code == 403


def test_a_screen_and_a_panel_take_no_tickets(hall: GuestHall) -> None:
    for position in (Position.SCREEN, Position.PANEL):
        assert post(device(position, hall.at), TAKE, PLAIN).status_code == 403
    assert not Ticket.objects.exists()


def test_an_outlet_that_is_not_there_is_not_found(kiosk: Client) -> None:
    assert kiosk.get("/kiosk/NOWHERE").status_code == 404


def test_without_a_device_or_a_person_it_asks_to_sign_in(hall: GuestHall) -> None:
    assert Client().get(KIOSK).headers["Location"].startswith("/sign-in")


def test_its_forms_need_the_token_of_the_page(hall: GuestHall) -> None:
    kiosk = device(Position.KIOSK, hall.at, enforce_csrf_checks=True)
    assert post(kiosk, TAKE, PLAIN).status_code == 403
    assert not Ticket.objects.exists()


def test_the_trail_names_the_kiosk(kiosk: Client) -> None:
    post(kiosk, TAKE, PLAIN)
    assert Entry.objects.filter(action="lobby.take", actor="token:kiosk-O1").count() == 1

"""A customer recognised on the board becomes the waiting ticket's: by card or three facts, limited, audited (A28.1)."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from tingtang.audit.models import Entry
from tingtang.duties.models import Duty
from tingtang.lobby.actions import call_next
from tingtang.lobby.models import Arrival, Ticket
from tingtang.lobby.tests.customers import customer
from tingtang.lobby.tests.now import HTMX, LobbyNow

pytestmark = pytest.mark.django_db
FACTS = {"name": "欧阳明", "phone_tail": "5678", "birth_date": "1980-01-01"}


@pytest.fixture
def now(db: None) -> LobbyNow:
    found = LobbyNow()
    customer()
    return found


def ask(now: LobbyNow, ticket: int, who: str = "L1", **typed: str) -> HttpResponse:
    client: Client = now.client(who)
    return client.post(f"/lobby/ticket/{ticket}/recognise", typed, headers=HTMX)


def text(response: HttpResponse) -> str:
    return response.content.decode()


@pytest.mark.parametrize("more", [{"birth_date": "1980-01-01"}, {"birth_date": "", "id_tail": "019x"}])
def test_by_name_phone_tail_and_one_fact_more_the_ticket_is_theirs(now: LobbyNow, more: dict[str, str]) -> None:
    taken = now.take(4)
    page = ask(now, taken.ticket_id, **(FACTS | more))
    assert page.status_code == 200
    ticket = Ticket.objects.get(pk=taken.ticket_id)
    assert (ticket.customer_id, ticket.tier, ticket.service_class) == ("C1", "private", "private")
    assert (ticket.number, ticket.clock_from) == (taken.number, now.ago(4))
    assert "私人银行" in text(page)


def test_without_the_card_the_manager_at_home_owes_a_reminder_and_is_told(now: LobbyNow) -> None:
    ask(now, now.take(4).ticket_id, **FACTS)
    duty = Duty.objects.get(kind="vip.card_reminder")
    assert (duty.subject_id, duty.owner_staff_id) == ("C1", "M3")
    assert Arrival.objects.get().staff_id == "M3"


def test_with_the_card_nobody_owes_one(now: LobbyNow) -> None:
    ask(now, now.take(4).ticket_id, card="C1")
    assert not Duty.objects.filter(kind="vip.card_reminder").exists()
    assert Ticket.objects.get().recognised_by == "card"


def test_who_is_recognised_is_called_before_those_who_came_earlier(now: LobbyNow) -> None:
    now.take(6)
    ticket = now.take(5).ticket_id
    ask(now, ticket, **FACTS)
    called = call_next(counter_id=now.one.pk, by="T1", at=now.at)
    assert called is not None
    assert called.ticket_id == ticket


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("card", {}),
        ("name", FACTS | {"name": ""}),
        ("phone_tail", FACTS | {"phone_tail": ""}),
        ("phone_tail", FACTS | {"phone_tail": "12"}),
        ("id_tail", FACTS | {"birth_date": ""}),
        ("birth_date", FACTS | {"birth_date": "31.12.1980"}),
    ],
)
def test_what_is_missing_is_named_and_nothing_typed_is_lost(now: LobbyNow, field: str, typed: dict[str, str]) -> None:
    page = ask(now, now.take(4).ticket_id, **typed)
    assert page.status_code == 422
    assert f'aria-describedby="wrong-{field}"' in text(page)
    assert all(f'value="{value}"' in text(page) for value in typed.values() if value)


def test_nobody_found_leaves_the_ticket_and_says_how_often_one_may_try(now: LobbyNow) -> None:
    taken = now.take(4)
    page = ask(now, taken.ticket_id, **(FACTS | {"birth_date": "1981-01-01"}))
    assert "没有找到" in text(page)
    assert "还可未中 19 次" in text(page)
    assert Ticket.objects.get().customer_id == ""


def test_every_try_is_audited_and_after_the_last_recognition_pauses(now: LobbyNow) -> None:
    ticket = now.take(4).ticket_id
    for n in range(21):
        page = ask(now, ticket, **(FACTS | {"phone_tail": f"{n:04d}"}))
    assert "识别次数过多" in text(page)
    assert Entry.objects.filter(action="customer.recognise.miss", actor="L1").count() == 20


def test_a_ticket_that_was_called_or_is_known_is_refused(now: LobbyNow) -> None:
    known = now.take(4).ticket_id
    ask(now, known, **FACTS)
    assert "已识别" in text(ask(now, known, **FACTS))
    called = call_next(counter_id=now.one.pk, by="T1", at=now.at)
    assert called is not None
    assert "已不在等候" in text(ask(now, called.ticket_id, **FACTS))
    assert Arrival.objects.count() == 1


def test_the_board_offers_it_for_those_not_known_and_shows_the_tier_of_those_who_are(now: LobbyNow) -> None:
    ticket = now.take(4).ticket_id
    board = now.client("L1")
    assert f"/lobby/ticket/{ticket}/recognise" in text(board.get("/lobby"))
    ask(now, ticket, **FACTS)
    page = text(board.get("/lobby"))
    assert f"/lobby/ticket/{ticket}/recognise" not in page
    assert "私人银行" in page
    assert "欧阳明" not in page

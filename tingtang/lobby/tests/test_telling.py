"""What is said to a customer and kept: how long it takes (A20.2c), the farewell at the door (A19.2g)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from tingtang.audit.models import Entry
from tingtang.lobby.actions import farewell, finish, next_service, tell_time
from tingtang.lobby.errors import BadInput, NotHere, WrongState
from tingtang.lobby.models import Farewell, Ticket, ToldTime
from tingtang.lobby.queries.telling import told_on
from tingtang.lobby.queries.tickets import TicketFilter, story, tickets
from tingtang.lobby.tests.now import HTMX, LobbyNow
from tingtang.manual.queries import rulebook
from tingtang.organisation.positions import Position
from tingtang.organisation.tokens import create_token
from tingtang.shared.times import business_date

LONG = "large_cash_deposit"


@pytest.fixture
def now(each_database: str) -> LobbyNow:
    return LobbyNow()


def post(client: Client, address: str, **typed: str) -> Any:
    return client.post(address, typed, headers=HTMX)


def test_the_teller_says_how_long_it_takes_and_the_prompt_gives_way_to_what_was_said(now: LobbyNow) -> None:
    teller, called = now.client("T1"), now.called(business=LONG)
    usual = rulebook().businesses[LONG].minutes
    address = f"/lobby/ticket/{called.ticket_id}/tell-time"
    page = teller.get("/counter").content.decode()
    assert f'action="{address}"' in page
    assert f'value="{usual}"' in page
    assert post(teller, address, minutes=str(usual + 5)).status_code == 204
    page = teller.get("/counter").content.decode()
    assert f"已告知客户约 {usual + 5} 分钟" in page
    assert address not in page
    assert ToldTime.objects.get().by == "T1"
    assert Entry.objects.filter(action="lobby.tell_time", subject_id=str(called.ticket_id)).count() == 1
    assert [one.what for one in story(Ticket.objects.get(pk=called.ticket_id), now.at)].count("told") == 1
    assert post(now.client("T2"), address, minutes="20").status_code == 403


def test_the_same_said_twice_is_one_record_another_length_and_another_service_are_more(now: LobbyNow) -> None:
    serving: dict[str, Any] = {"ticket_id": now.serving(business=LONG).ticket_id, "by": "T1", "at": now.at}
    assert tell_time(**serving).minutes == rulebook().businesses[LONG].minutes
    tell_time(**serving)
    tell_time(**serving, minutes=40)
    next_service(**serving, business="personal_account")
    address = f"/lobby/ticket/{serving['ticket_id']}/tell-time"
    assert address in now.client("T1").get("/counter").content.decode()
    tell_time(**serving)
    told = list(ToldTime.objects.order_by("pk").values_list("business", "minutes"))
    assert [business for business, _ in told] == [LONG, LONG, "personal_account"]


@pytest.mark.parametrize("minutes", [0, 1441])
def test_minutes_that_are_none_are_refused_by_name(now: LobbyNow, minutes: int) -> None:
    serving = now.serving(business=LONG).ticket_id
    with pytest.raises(BadInput) as refused:
        tell_time(ticket_id=serving, minutes=minutes, by="T1", at=now.at)
    assert refused.value.field == "minutes"
    assert post(now.client("T1"), f"/lobby/ticket/{serving}/tell-time", minutes="二十").status_code == 409
    with pytest.raises(IntegrityError), transaction.atomic():
        ToldTime.objects.create(ticket_id=serving, business=LONG, minutes=minutes, at=now.at, by="T1")


def test_who_is_not_at_a_counter_is_told_nothing_and_what_was_said_stays(now: LobbyNow) -> None:
    taken = now.take(business=LONG)
    with pytest.raises(WrongState):
        tell_time(ticket_id=taken.ticket_id, by="T1", at=now.at)
    serving = now.serving(business=LONG)
    with pytest.raises(NotHere):
        tell_time(ticket_id=serving.ticket_id, by="T1", at=now.at, outlet="O2")
    row = tell_time(ticket_id=serving.ticket_id, by="T1", at=now.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        ToldTime.objects.filter(pk=row.pk).update(minutes=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.delete()


def test_the_heads_figure_counts_the_long_services_and_opens_those_not_told(now: LobbyNow) -> None:
    on = business_date(now.at)
    who: dict[str, Any] = {"by": "T1", "at": now.at}
    told = now.serving(30, business=LONG)
    tell_time(ticket_id=told.ticket_id, **who)
    finish(ticket_id=told.ticket_id, **who)
    silent = now.serving(20, business=LONG)
    finish(ticket_id=silent.ticket_id, **who)
    short = now.serving(10)
    finish(ticket_id=short.ticket_id, **who)
    assert (told_on("O1", on, now.at).told, told_on("O1", on, now.at).due) == (1, 2)
    for what, expected in (("told", told), ("untold", silent)):
        listed = tickets("O1", TicketFilter(on, what=what), now.at)  # type: ignore[arg-type]
        assert [one.pk for one in listed] == [expected.ticket_id]
    assert "what=untold" in now.client("H1").get("/lobby/head").content.decode()


def test_an_important_customer_just_served_is_seen_off_by_the_lobby_manager(now: LobbyNow) -> None:
    manager, vip = now.client("L1"), now.serving(service_class="vip")
    address = f"/lobby/ticket/{vip.ticket_id}/farewell"
    assert post(manager, address).status_code == 409  # still served
    finish(ticket_id=vip.ticket_id, by="T1", at=now.at)
    assert f'action="{address}"' in manager.get("/lobby").content.decode()
    assert post(manager, address).status_code == post(manager, address).status_code == 204
    assert Farewell.objects.get().by == "L1"
    assert address not in manager.get("/lobby").content.decode()
    assert story(Ticket.objects.get(pk=vip.ticket_id), now.at)[-1].what in ("farewell", "served")
    with pytest.raises(IntegrityError), transaction.atomic():
        Farewell.objects.all().delete()


def test_nobody_is_seen_off_twice_too_late_or_without_being_important(now: LobbyNow) -> None:
    manager = now.client("L1")
    by_teller = now.serving(60, service_class="vip")
    finish(ticket_id=by_teller.ticket_id, by="T1", at=now.at, farewell=True)
    gone = now.serving(50, service_class="private")
    finish(ticket_id=gone.ticket_id, by="T1", at=now.ago(30))
    plain = now.serving(20)
    finish(ticket_id=plain.ticket_id, by="T1", at=now.at)
    page = manager.get("/lobby").content.decode()
    assert "/farewell" not in page
    with pytest.raises(WrongState):
        farewell(ticket_id=plain.ticket_id, by="L1", at=now.at)


def test_other_systems_say_both_once_by_key(now: LobbyNow) -> None:
    place = now.one.institution
    token = create_token(by="t", at=now.at, name="c", position=Position.CLOSED_TELLER, institution=place)
    board = create_token(by="t", at=now.at, name="b", position=Position.LOBBY_MANAGER, institution=place)
    vip = now.serving(business=LONG, service_class="vip")

    def api(path: str, key: str, bearer: str = token, body: str = "") -> Any:
        headers = {"Authorization": f"Bearer {bearer}", "Idempotency-Key": key}
        return Client().post(f"/api/lobby/tickets/{path}", body, content_type="application/json", headers=headers)

    first = api(f"{vip.ticket_id}/expected-time", "k1", body='{"minutes": 25}')
    assert (first.status_code, first.json()["minutes"]) == (200, 25)
    assert api(f"{vip.ticket_id}/expected-time", "k1", body='{"minutes": 25}').json() == first.json()
    refused = api(f"{vip.ticket_id}/expected-time", "k2", body='{"minutes": 0}')
    assert (refused.status_code, refused.json()["fields"][0]["field"]) == (422, "minutes")
    assert api("999999/expected-time", "k3").status_code == 404
    assert api(f"{vip.ticket_id}/farewell", "k4", board).status_code == 409
    assert api(f"{vip.ticket_id}/farewell", "k5").status_code == 403
    finish(ticket_id=vip.ticket_id, by="T1", at=now.at)
    assert api(f"{vip.ticket_id}/farewell", "k6", board).status_code == 200

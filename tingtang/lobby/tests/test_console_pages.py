"""The teller's console: what it offers in each state, and what each act of it does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tingtang.live.models import OutboxEvent
from tingtang.lobby.actions import hold, recall
from tingtang.lobby.models import CounterStep, Ticket
from tingtang.lobby.tests.now import HTMX, LobbyNow
from tingtang.manual.queries import rulebook

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(db: None) -> LobbyNow:
    return LobbyNow()


@pytest.fixture
def teller(now: LobbyNow) -> Client:
    return now.client("T1")


def said(answer: Any) -> str:
    return str(json.loads(answer.headers["HX-Trigger"])["tingtang:toast"]["text"])


def post(client: Client, address: str, **typed: str) -> Any:
    return client.post(address, typed, headers=HTMX)


def test_who_stands_nowhere_chooses_among_the_closed_counters_of_the_own_outlet(now: LobbyNow) -> None:
    page = now.client("T2").get("/counter").content.decode()
    assert f"/counter/{now.two.pk}/open" in page
    assert f"/counter/{now.one.pk}/open" not in page
    assert now.name("T1") in page


def test_opening_a_counter_leads_to_its_console(now: LobbyNow) -> None:
    second = now.client("T2")
    assert second.post(f"/counter/{now.two.pk}/open").headers["Location"] == "/counter"
    assert f"/counter/{now.two.pk}/call" in second.get("/counter").content.decode()


def test_calling_takes_whoever_waits_and_says_the_number(now: LobbyNow, teller: Client) -> None:
    taken = now.take()
    answer = post(teller, f"/counter/{now.one.pk}/call")
    assert answer.status_code == 204
    assert taken.number in said(answer)
    assert Ticket.objects.get(pk=taken.ticket_id).state == "called"


def test_calling_with_nobody_there_says_so(now: LobbyNow, teller: Client) -> None:
    assert said(post(teller, f"/counter/{now.one.pk}/call")) == "没有等候此窗口的客户"


def test_a_no_show_is_offered_only_after_enough_calls_and_the_page_counts_them(now: LobbyNow, teller: Client) -> None:
    called = now.called()
    least = int(rulebook().value("queue.calls_before_no_show", now.at.date()).value)
    page = teller.get("/counter").content.decode()
    assert f"再呼叫 {least - 1} 次可作过号" in page
    assert f"/lobby/ticket/{called.ticket_id}/no-show" not in page
    for _ in range(least - 1):
        recall(ticket_id=called.ticket_id, by="T1", at=now.at)
    page = teller.get("/counter").content.decode()
    assert f"/lobby/ticket/{called.ticket_id}/no-show" in page
    assert "可作过号" not in page


def test_a_visit_goes_from_call_to_end_and_the_day_counts_it(now: LobbyNow, teller: Client) -> None:
    called = now.called()
    assert post(teller, f"/lobby/ticket/{called.ticket_id}/start").status_code == 204
    assert post(teller, f"/lobby/ticket/{called.ticket_id}/finish").status_code == 204
    assert Ticket.objects.get(pk=called.ticket_id).state == "served"
    assert '<span class="value">1</span>' in teller.get("/counter", headers=HTMX).content.decode()


def test_the_farewell_of_a_vip_is_kept_with_the_end(now: LobbyNow, teller: Client) -> None:
    called = now.serving(service_class="vip")
    assert 'name="farewell"' in teller.get("/counter").content.decode()
    post(teller, f"/lobby/ticket/{called.ticket_id}/finish", farewell="1")
    assert Ticket.objects.get(pk=called.ticket_id).steps.get(state="served").detail == {"farewell": True}


def test_an_ordinary_visit_is_not_asked_for_a_farewell(now: LobbyNow, teller: Client) -> None:
    now.serving()
    assert 'name="farewell"' not in teller.get("/counter").content.decode()


def test_what_the_state_forbids_is_said_and_changes_nothing(now: LobbyNow, teller: Client) -> None:
    called = now.called()
    answer = post(teller, f"/lobby/ticket/{called.ticket_id}/finish")
    assert answer.status_code == 409
    assert "已叫号" in said(answer)
    assert "未能执行" in teller.post(f"/lobby/ticket/{called.ticket_id}/finish").content.decode()


def test_another_teller_cannot_touch_my_ticket_or_my_counter(now: LobbyNow) -> None:
    called, other = now.called(), now.client("T2")
    assert post(other, f"/lobby/ticket/{called.ticket_id}/start").status_code == 403
    assert post(other, f"/counter/{now.one.pk}/call").status_code == 403


def test_a_hold_needs_its_reason_and_loses_nothing_typed(now: LobbyNow, teller: Client) -> None:
    called = now.serving()
    address = f"/lobby/ticket/{called.ticket_id}/hold"
    refused = post(teller, address, reason="", other="长" * 121)
    assert refused.status_code == 422
    assert "长" * 121 in refused.content.decode()
    assert post(teller, address, other="等授权").status_code == 204
    assert Ticket.objects.get(pk=called.ticket_id).steps.latest("n").detail == {"reason": "等授权"}


def test_a_held_ticket_stands_on_the_console_and_goes_on(now: LobbyNow, teller: Client) -> None:
    called = now.serving()
    hold(ticket_id=called.ticket_id, reason="补单据", by="T1", at=now.at)
    page = teller.get("/counter").content.decode()
    assert f"/lobby/ticket/{called.ticket_id}/resume" in page
    assert f"/counter/{now.one.pk}/call" in page
    post(teller, f"/lobby/ticket/{called.ticket_id}/resume")
    assert Ticket.objects.get(pk=called.ticket_id).state == "serving"


def test_a_transfer_keeps_number_and_waiting_time(now: LobbyNow, teller: Client) -> None:
    called = now.serving(12)
    before = Ticket.objects.get(pk=called.ticket_id)
    answer = post(teller, f"/lobby/ticket/{called.ticket_id}/transfer", business="fund", reason="另办")
    after = Ticket.objects.get(pk=called.ticket_id)
    assert answer.status_code == 204
    assert (after.state, after.business, after.counter) == ("transferred", "fund", None)
    assert (after.number, after.clock_from) == (before.number, before.clock_from)


def test_a_transfer_to_a_counter_that_is_not_there_is_refused_beside_its_field(now: LobbyNow, teller: Client) -> None:
    called = now.serving()
    answer = post(teller, f"/lobby/ticket/{called.ticket_id}/transfer", counter="999999", reason="另办")
    assert answer.status_code == 422
    assert 'id="wrong-counter"' in answer.content.decode()


def test_a_second_service_goes_on_under_its_own_business(now: LobbyNow, teller: Client) -> None:
    called = now.serving()
    assert post(teller, f"/lobby/ticket/{called.ticket_id}/next", business="fund").status_code == 204
    assert Ticket.objects.get(pk=called.ticket_id).business == "fund"


def test_a_counter_cannot_be_suspended_silently(now: LobbyNow, teller: Client) -> None:
    refused = post(teller, f"/counter/{now.one.pk}/suspend", reason="", other="  ")
    assert refused.status_code == 422
    assert 'id="wrong-reason"' in refused.content.decode()
    assert now.counter().state == "open"


def test_a_suspension_says_why_counts_its_time_and_ends(now: LobbyNow, teller: Client) -> None:
    assert post(teller, f"/counter/{now.one.pk}/suspend", reason="清点现金").status_code == 204
    page = teller.get("/counter").content.decode()
    assert "已暂停服务：清点现金" in page
    assert f"/counter/{now.one.pk}/call" not in page
    assert post(teller, f"/counter/{now.one.pk}/resume").status_code == 204
    assert [step.state for step in CounterStep.objects.filter(counter=now.one).order_by("n")][-2:] == [
        "suspended",
        "open",
    ]


def test_the_welcome_key_tells_the_panel(now: LobbyNow, teller: Client) -> None:
    assert post(teller, f"/counter/{now.one.pk}/welcome").status_code == 204
    assert OutboxEvent.objects.filter(topic=f"counter:{now.one.pk}", name="lobby.welcome").count() == 1


def test_a_long_service_is_announced_and_a_short_one_is_not(now: LobbyNow, teller: Client) -> None:
    now.serving(business="large_cash_deposit")
    minutes = rulebook().businesses["large_cash_deposit"].minutes
    assert f"预计约 {minutes} 分钟" in teller.get("/counter").content.decode()


def test_a_short_service_needs_no_announcement(now: LobbyNow, teller: Client) -> None:
    now.serving(business="cash_deposit")
    assert "预计约" not in teller.get("/counter").content.decode()


def test_the_counterfeit_record_begins_with_the_ticket_at_the_counter(now: LobbyNow, teller: Client) -> None:
    number = Ticket.objects.get(pk=now.serving().ticket_id).number
    address = f"/lobby/counterfeit/new?outlet=O1&amp;ticket={number}"
    assert address in teller.get("/counter").content.decode()
    assert (
        f'name="ticket" maxlength="10" value="{number}"' in teller.get(address.replace("&amp;", "&")).content.decode()
    )


def test_the_prompts_follow_the_state(now: LobbyNow, teller: Client) -> None:
    called = now.called()
    steps = {step.step: step.prompt.zh for step in rulebook().teller_steps}
    page = teller.get("/counter").content.decode()
    assert steps["welcome"] in page
    assert steps["remind"] not in page
    post(teller, f"/lobby/ticket/{called.ticket_id}/start")
    page = teller.get("/counter").content.decode()
    assert steps["remind"] in page
    assert steps["welcome"] not in page


def test_the_e_channel_reminder_names_who_else_can_do_it(now: LobbyNow, teller: Client) -> None:
    now.serving(business="transfer")
    page = teller.get("/counter").content.decode()
    assert "办结前提醒" in page

"""The board by zones, care, pre-processing, a ticket for somebody, the story of a ticket, the head's page."""

from __future__ import annotations

import pytest
from django.test import Client

from tingtang.lobby import facts
from tingtang.lobby.actions import Recognised, Wish, care, divert, leave, rate, resume_counter, suspend
from tingtang.lobby.actions import finish as end
from tingtang.lobby.models import Care, Preparation, Ticket
from tingtang.lobby.queries.tickets import TicketFilter, tickets
from tingtang.lobby.tests.now import HTMX, LobbyNow
from tingtang.lobby.views.staff_journeys import Journeys
from tingtang.manual.models import InstitutionValue
from tingtang.organisation.skills import set_skill
from tingtang.shared.times import ZONE, business_date

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(db: None) -> LobbyNow:
    return LobbyNow()


@pytest.fixture
def manager(now: LobbyNow) -> Client:
    return now.client("L1")


@pytest.fixture
def head(now: LobbyNow) -> Client:
    return now.client("H1")


def test_the_board_shows_who_waits_and_who_is_served_where(now: LobbyNow, manager: Client) -> None:
    served, waits = now.serving(30), now.take(8)
    page = manager.get("/lobby").content.decode()
    assert served.number in page
    assert waits.number in page
    assert "封闭式柜台服务区" in page
    assert "A9" in page
    assert "等 8 分钟" in page


def test_who_came_before_the_booked_time_waits_from_it_on(now: LobbyNow, manager: Client) -> None:
    booked = now.ago(-4)
    now.take(5, booked_for=booked, customer=Recognised("C1", "ordinary", "card"))
    page = manager.get("/lobby").content.decode()
    assert f"{booked.astimezone(ZONE):%H:%M} 起算（预约）" in page
    assert "等 0 分钟" not in page
    assert ">ordinary<" not in page


def test_care_is_due_from_the_manuals_minutes_on_and_ends_with_two_taps(now: LobbyNow, manager: Client) -> None:
    ticket = now.take(12).ticket_id
    assert "needs-care" in manager.get("/lobby").content.decode()
    sheet = manager.get(f"/lobby/ticket/{ticket}/care", headers=HTMX).content.decode()
    assert "送水送读物" in sheet
    assert manager.post(f"/lobby/ticket/{ticket}/care", {"note": "送水送读物"}, headers=HTMX).status_code == 204
    assert Care.objects.get(ticket=ticket).note == "送水送读物"
    assert "needs-care" not in manager.get("/lobby").content.decode()


def test_nobody_needs_care_before_the_time(now: LobbyNow, manager: Client) -> None:
    now.take(8)
    assert "needs-care" not in manager.get("/lobby").content.decode()


def test_a_vip_close_to_the_promise_is_an_alert(now: LobbyNow, manager: Client) -> None:
    number = now.take(8, service_class="vip").number
    page = manager.get("/lobby").content.decode()
    assert "承诺还剩" in page
    assert number in page


def test_people_waiting_with_no_open_counter_are_an_alert_that_names_what_could_open(
    now: LobbyNow, manager: Client
) -> None:
    now.client("T1").post(f"/counter/{now.one.pk}/close")
    now.take(2)
    page = manager.get("/lobby").content.decode()
    assert "没有开放的窗口" in page
    assert "建议加开窗口" in page


def test_the_pre_processing_card_is_ticked_before_the_call_and_the_counter_sees_it(
    now: LobbyNow, manager: Client
) -> None:
    ticket = now.take(4).ticket_id
    address = f"/lobby/ticket/{ticket}/prepare"
    assert "银行卡或存折" in manager.get(address, headers=HTMX).content.decode()
    assert manager.post(address, {"ready": ["paper:银行卡或存折"]}, headers=HTMX).status_code == 204
    assert Preparation.objects.get(ticket=ticket).by == "L1"
    assert "is-ticked" in manager.get(f"/lobby/ticket/{ticket}").content.decode()


def test_an_item_nobody_offered_is_refused(now: LobbyNow, manager: Client) -> None:
    answer = manager.post(f"/lobby/ticket/{now.take().ticket_id}/prepare", {"ready": ["paper:x"]}, headers=HTMX)
    assert answer.status_code == 422


def test_a_ticket_for_somebody_keeps_need_language_and_help(now: LobbyNow, manager: Client) -> None:
    typed = {
        "business": "cash_withdrawal", "need": "old", "need_reason": "年逾七旬", "language": "en",
        "assistance": ["wheelchair"],
    }  # fmt: skip
    answer = manager.post("/lobby/take", typed, headers=HTMX)
    ticket = Ticket.objects.get()
    assert ticket.number in answer.content.decode()
    assert (ticket.service_class, ticket.language, ticket.assistance) == ("priority", "en", ["wheelchair"])
    assert ticket.origin == "lobby"


def test_a_ticket_for_nothing_is_refused_and_keeps_what_was_chosen(now: LobbyNow, manager: Client) -> None:
    answer = manager.post("/lobby/take", {"business": "", "need": "old", "need_reason": "年逾七旬"}, headers=HTMX)
    assert answer.status_code == 422
    assert 'id="wrong-business"' in answer.content.decode()
    assert 'value="年逾七旬"' in answer.content.decode()
    assert not Ticket.objects.exists()


def test_a_ticket_of_another_outlet_does_not_exist_for_the_lobby_manager(now: LobbyNow, manager: Client) -> None:
    ticket = now.take().ticket_id
    elsewhere = now.client("T2")
    assert elsewhere.get(f"/lobby/ticket/{ticket}/care").status_code == 403
    assert manager.get("/lobby?outlet=O3").status_code == 404


def test_a_branch_head_turns_from_outlet_to_outlet(now: LobbyNow) -> None:
    page = now.client("B1").get("/lobby?outlet=O2").content.decode()
    assert 'value="O2" selected' in page
    assert 'value="O1"' in page
    assert 'value="O3"' not in page


def test_the_story_tells_every_step_with_who_and_how_long(now: LobbyNow, manager: Client) -> None:
    stands = now.serving(20)
    care_before = now.take(15).ticket_id
    care(ticket_id=care_before, note="送水", by="L1", at=now.at)
    end(ticket_id=stands.ticket_id, by="T1", at=now.ago(2))
    rate(ticket_id=stands.ticket_id, score=4, by="token:panel", at=now.ago(1))
    page = manager.get(f"/lobby/ticket/{stands.ticket_id}").content.decode()
    for word in ("取号，开始等候", "呼叫", "开始办理", "办结", "客户评价", "4 分", now.name("T1"), "16 分钟"):
        assert word in page, word
    assert "送水" in manager.get(f"/lobby/ticket/{care_before}").content.decode()


def test_a_ticket_leads_to_a_card_and_to_a_complaint_where_there_is_such_a_room(now: LobbyNow, manager: Client) -> None:
    ticket = now.take(0).ticket_id
    where = Journeys()
    assert where.refer_address(ticket) == f"/referrals/new?source=ticket:{ticket}"
    assert where.complaint_address(ticket) in ("", f"/complaints/new?source=ticket:{ticket}")
    assert where.booked_address("O1") == "/bookings/expected?institution=O1"
    for page in (manager.get(f"/lobby/ticket/{ticket}"), manager.get("/lobby")):
        assert where.refer_address(ticket) in page.content.decode()
        assert ("受理投诉" in page.content.decode()) == bool(where.complaint_address(ticket))


def test_why_a_ticket_was_called_is_one_tap_away(now: LobbyNow) -> None:
    now.take(3)
    called = now.called(9)
    sheet = now.client("T1").get(f"/lobby/ticket/{called.ticket_id}/why", headers=HTMX).content.decode()
    assert "累积分最高" in sheet
    assert "A33.1" in sheet


def test_a_ticket_never_called_says_so(now: LobbyNow, manager: Client) -> None:
    assert "还没有呼叫" in manager.get(f"/lobby/ticket/{now.take().ticket_id}/why").content.decode()


def test_the_head_sees_the_day_and_each_number_opens_its_tickets(now: LobbyNow, head: Client) -> None:
    stands = now.serving(40)
    end(ticket_id=stands.ticket_id, by="T1", at=now.ago(20))
    now.take(35)
    page = head.get("/lobby/head").content.decode()
    assert "到店与窗口" in page
    assert "what=within" in page
    on = business_date(now.at).isoformat()
    listed = head.get(f"/lobby/tickets?on={on}&what=within").content.decode()
    assert stands.number in listed
    assert "共 1 张" in listed


def test_within_and_beyond_the_promise_share_out_those_who_were_called(now: LobbyNow) -> None:
    soon, late = now.called(30), None
    end_it = now.client("T1")
    end_it.post(f"/lobby/ticket/{soon.ticket_id}/start")
    end_it.post(f"/lobby/ticket/{soon.ticket_id}/finish")
    late = now.take(50, service_class="vip")
    end_it.post(f"/counter/{now.one.pk}/call")
    on = business_date(now.at)
    found = {
        what: {row.pk for row in tickets("O1", TicketFilter(on, what=what), now.at)} for what in ("within", "beyond")
    }
    assert found == {"within": {soon.ticket_id}, "beyond": {late.ticket_id}}


@pytest.mark.parametrize(
    "query", ["on=2026-02-30", "hour=99", "what=x", "state=x&business=x", "page=-1", "on=9999-12-31"]
)
def test_a_garbled_filter_is_left_out(now: LobbyNow, head: Client, query: str) -> None:
    assert head.get(f"/lobby/tickets?{query}").status_code == 200


def test_an_outlet_without_a_day_says_what_will_appear(now: LobbyNow, head: Client) -> None:
    assert "今天还没有人取号" in head.get("/lobby/head").content.decode()


def test_the_figures_of_now_open_the_tickets_behind_them(now: LobbyNow, head: Client, manager: Client) -> None:
    served, due, fresh = now.serving(40), now.take(12), now.take(2)
    for page in (head.get("/lobby/head"), manager.get("/lobby")):
        assert all(f"what={what}" in page.content.decode() for what in ("care", "at_counter"))

    def listed(what: str) -> list[str]:
        on = business_date(now.at)
        return [one.number for one in tickets("O1", TicketFilter(on=on, what=what), now.at)]  # type: ignore[arg-type]

    assert listed("care") == [due.number]
    assert listed("at_counter") == [served.number]
    assert listed("waiting") == [fresh.number, due.number]
    assert listed("open") == [fresh.number, due.number, served.number]
    care(ticket_id=due.ticket_id, by="L1", at=now.at)
    assert listed("care") == []
    wish = Wish("transfer", suggested_channel="e_bank", suggestion="accepted")
    divert(institution_id="O1", wish=wish, by="token:kiosk", at=now.at)
    leave(ticket_id=due.ticket_id, by="L1", at=now.at)
    assert listed("abandoned") == [due.number]  # who took up a faster channel did not give up


def test_suspended_time_opens_the_tickets_that_waited_meanwhile(now: LobbyNow, head: Client) -> None:
    before = now.take(50)
    leave(ticket_id=before.ticket_id, by="L1", at=now.ago(45))
    meanwhile = now.take(38)
    suspend(counter_id=now.one.pk, reason="清点现金", by="T1", at=now.ago(40))
    resume_counter(counter_id=now.one.pk, by="T1", at=now.ago(30))
    after = now.take(20)
    page = head.get("/lobby/tickets?what=suspended").content.decode()
    assert f">{meanwhile.number}<" in page
    assert f">{before.number}<" not in page
    assert f">{after.number}<" not in page


def test_the_advice_names_every_counter_and_why_one_is_shut(now: LobbyNow, manager: Client, head: Client) -> None:
    suspend(counter_id=now.one.pk, reason="清点现金 / counting cash", by="T1", at=now.ago(9))
    for _ in range(20):
        now.take(3)
    for page in (manager.get("/lobby"), head.get("/lobby/head")):
        text = page.content.decode()
        assert "<b>1</b> (清点现金)" in text
        assert "未开放，无人在岗" in text
        assert "<b>2</b>" in text
    manager.cookies["lang"] = "en"
    assert "<b>1</b> (counting cash)" in manager.get("/lobby").content.decode()


def test_figures_stand_against_their_targets_and_one_that_nobody_set_says_so(now: LobbyNow, head: Client) -> None:
    ticket = now.serving(10).ticket_id
    end(ticket_id=ticket, by="T1", at=now.ago(5))
    rate(ticket_id=ticket, score=2, by="token:panel", at=now.ago(4))
    page = head.get("/lobby/head").content.decode()
    assert "目标 10 分钟" in page
    assert "目标 85%" in page
    assert "，未达到" in page
    assert page.count("未设目标") == 2


def test_an_institution_may_set_a_target_of_its_own(now: LobbyNow, head: Client) -> None:
    InstitutionValue.objects.create(
        institution_id="O1",
        key="target.prompt_share",
        value="0.9",
        from_on=business_date(now.at),
        state="approved",
        reason="r",
        proposed_by="H1",
        proposed_at=now.at,
        decided_by="B1",
        decided_at=now.at,
    )
    facts.forget()
    page = head.get("/lobby/head").content.decode()
    assert "目标 90%" in page
    assert page.count("未设目标") == 1


def test_a_ticket_in_another_language_names_who_speaks_it(now: LobbyNow, manager: Client) -> None:
    ticket = now.take(3, language="ja").ticket_id
    assert "/languages?code=ja" in manager.get("/lobby").content.decode()
    assert "附近没有登记" in manager.get(f"/lobby/ticket/{ticket}").content.decode()
    set_skill(staff_id="L1", code="ja", level="fluent", by="H1", at=now.at)
    assert "谁会说" in manager.get(f"/lobby/ticket/{ticket}").content.decode()
    assert "谁会说" not in manager.get(f"/lobby/ticket/{now.take(2).ticket_id}").content.decode()

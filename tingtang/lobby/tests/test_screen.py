"""The calling screen: the latest call, each counter with its number, who is suspended and why; never a name."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client

from tingtang.lobby.actions import finish, leave, recall, start, suspend
from tingtang.lobby.actions.broadcasting import announce, end_outage, open_outage, tell_progress
from tingtang.lobby.models import Counter
from tingtang.lobby.queries.hall import MOST_CALLS
from tingtang.lobby.queries.hall import hall as hall_now
from tingtang.lobby.tests.guests import GuestHall, device
from tingtang.organisation.models import Zone
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person

SCREEN = "/screen/O1"


@pytest.fixture
def screen(hall: GuestHall) -> Client:
    return device(Position.SCREEN, hall.at)


def text(response: HttpResponse) -> str:
    return response.content.decode()


def calls(response: HttpResponse) -> list[dict[str, str]]:
    found = re.search(r"data-calls='([^']*)'", text(response))
    assert found is not None
    return json.loads(unescape(found.group(1)))


def test_it_shows_the_latest_call_large_in_both_languages(hall: GuestHall, screen: Client) -> None:
    number = hall.take().number
    hall.called()
    page = text(screen.get(SCREEN))
    assert f'<p class="number">{number}</p>' in page
    assert "1 号窗口" in page
    assert "Counter 1" in page
    assert "封闭式柜台服务区" in page


def test_a_number_that_came_is_asked_no_more_and_one_still_awaited_goes_before_it(
    hall: GuestHall, screen: Client
) -> None:
    hall.open(hall.two, "T2")
    awaited, came = hall.take(), hall.take()
    hall.called(hall.one, hall.at - timedelta(seconds=20))
    hall.called(hall.two, hall.at - timedelta(seconds=10))
    start(ticket_id=came.ticket_id, by="T2", at=hall.at)
    page = text(screen.get(SCREEN))
    assert page.index(f'<p class="number">{awaited.number}</p>') < page.index(
        f'<span class="number">{came.number}</span>'
    )
    start(ticket_id=awaited.ticket_id, by="T1", at=hall.at)
    page = text(screen.get(SCREEN))
    assert "请到窗口办理" not in page
    assert "Now serving" in page


def test_when_everybody_called_was_served_nobody_is_asked_to_come(hall: GuestHall, screen: Client) -> None:
    ticket = hall.take()
    hall.called()
    start(ticket_id=ticket.ticket_id, by="T1", at=hall.at)
    finish(ticket_id=ticket.ticket_id, by="T1", at=hall.at)
    page = text(screen.get(SCREEN))
    assert "请到窗口办理" not in page
    assert "现在没有等候的客户" in page
    assert f'<span class="number">{ticket.number}</span>' in page


def test_calls_stand_latest_first_and_a_recall_comes_to_the_front(hall: GuestHall, screen: Client) -> None:
    hall.open(hall.two, "T2")
    first, second = hall.take(), hall.take()
    hall.called(hall.one, hall.at - timedelta(seconds=20))
    hall.called(hall.two, hall.at - timedelta(seconds=10))
    assert [one["number"] for one in calls(screen.get(SCREEN))] == [second.number, first.number]
    recall(ticket_id=first.ticket_id, by="T1", at=hall.at)
    again = calls(screen.get(SCREEN))
    assert [one["number"] for one in again] == [first.number, second.number]
    assert again[0]["at"] == hall.at.isoformat()


def test_a_call_that_was_given_up_is_gone(hall: GuestHall, screen: Client) -> None:
    mine = hall.take()
    hall.called()
    leave(ticket_id=mine.ticket_id, by="T1", at=hall.at)
    assert calls(screen.get(SCREEN)) == []


def test_it_keeps_no_more_calls_than_it_has_room_for(hall: GuestHall) -> None:
    for n in range(MOST_CALLS + 2):
        hall.served(ago=60 - n)
    assert len(hall_now("O1", at=hall.at).calls) == MOST_CALLS


def test_a_counter_says_what_it_does(hall: GuestHall, screen: Client) -> None:
    assert "空闲" in text(screen.get(SCREEN))
    mine = hall.take()
    hall.called()
    assert "请前往" in text(screen.get(SCREEN))
    start(ticket_id=mine.ticket_id, by="T1", at=hall.at)
    assert "办理中" in text(screen.get(SCREEN))


def test_a_suspended_counter_shows_its_reason(hall: GuestHall, screen: Client) -> None:
    suspend(counter_id=hall.one.pk, reason="设备维护", by="T1", at=hall.at)
    page = text(screen.get(SCREEN))
    assert "暂停服务" in page
    assert "设备维护" in page


def test_a_reason_cannot_write_into_the_page(hall: GuestHall, screen: Client) -> None:
    suspend(counter_id=hall.one.pk, reason="<script>alert(1)</script>", by="T1", at=hall.at)
    assert "<script>alert" not in text(screen.get(SCREEN))


def test_an_outlet_without_open_counters_says_so(hall: GuestHall, screen: Client) -> None:
    Counter.objects.filter(pk=hall.one.pk).update(state="closed", staff=None)
    page = text(screen.get(SCREEN))
    assert "现在没有开放的窗口" in page
    assert "No counter is open now" in page


def test_counters_stand_by_zone_and_two_before_ten(hall: GuestHall) -> None:
    wealth = Zone.objects.create(institution_id="O1", kind="wealth_centre", name="财富中心")
    for n, label in enumerate(("10", "V1")):
        counter = Counter.objects.create(
            institution_id="O1", label=label, zone=wealth if label == "V1" else hall.zone, since=hall.at
        )
        hall.open(counter, person(f"T1{n}", Position.CLOSED_TELLER).pk)
    hall.open(hall.two, "T2")
    zones = hall_now("O1", at=hall.at).by_zone()
    assert [(name, [one.label for one in counters]) for _, name, counters in zones] == [
        ("封闭式柜台服务区", ["1", "2", "10"]),
        ("财富中心", ["V1"]),
    ]


def test_numbers_only_no_name_of_a_teller_or_a_customer(hall: GuestHall, screen: Client) -> None:
    hall.take()
    hall.called()
    page = text(screen.get(SCREEN))
    assert all(teller.name not in page for teller in hall.tellers)
    assert not re.search(r"\bT1\b", page)


def test_the_open_page_reads_its_part_alone_with_the_servers_time(hall: GuestHall, screen: Client) -> None:
    part = text(screen.get(SCREEN, {"part": "1"}))
    assert "<!doctype" not in part
    assert re.search(r'data-at="\d{4}-', part)


def test_an_outage_stands_with_its_progress_and_goes_when_it_is_over(hall: GuestHall, screen: Client) -> None:
    """A33.1: told on the screens, from above as well."""
    outage = open_outage(institution_id="P", zh="系统故障，暂不能转账", en="Transfers are down", by="H", at=hall.at)
    assert "系统故障，暂不能转账" in text(screen.get(SCREEN))
    tell_progress(outage_id=outage.pk, zh="预计十分钟恢复", en="Back in ten minutes", by="H", at=hall.at)
    page = text(screen.get(SCREEN))
    assert "预计十分钟恢复" in page
    assert "Transfers are down. Progress" in page
    end_outage(outage_id=outage.pk, zh="已恢复", en="It works again", by="H", at=hall.at)
    assert "系统故障" not in text(screen.get(SCREEN))


def test_a_notice_stands_in_both_languages_and_an_outage_before_it(hall: GuestHall, screen: Client) -> None:
    announce(institution_id="O1", zh="明日停业盘点", en="Closed tomorrow", by="H", at=hall.at)
    open_outage(institution_id="O1", zh="打印机故障", en="A printer is down", by="H", at=hall.at)
    page = text(screen.get(SCREEN))
    assert "明日停业盘点" in page
    assert "Closed tomorrow" in page
    assert page.index("打印机故障") < page.index("明日停业盘点")


def test_a_notice_of_another_outlet_is_not_shown(hall: GuestHall, screen: Client) -> None:
    announce(institution_id="O3", zh="别处的公告", en="Elsewhere", by="H", at=hall.at)
    assert "别处的公告" not in text(screen.get(SCREEN))


def test_it_follows_its_outlet_only(hall: GuestHall, screen: Client) -> None:
    assert '"topics": ["outlet:O1"]' in text(screen.get(SCREEN))
    assert screen.get("/live/ticket", {"topics": "outlet:O3"}).status_code == 403
    assert device(Position.SCREEN, hall.at, "O3").get(SCREEN).status_code == 403

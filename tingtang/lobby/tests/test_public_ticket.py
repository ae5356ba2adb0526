"""A ticket's public page: whoever holds the key follows the place in line, may leave it, and may rate once."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from tingtang.live import tickets
from tingtang.lobby.actions import no_show, rate, recall, start, transfer
from tingtang.lobby.models import Rating, Ticket
from tingtang.lobby.tests.guests import GuestHall
from tingtang.organisation.models import Institution

PART = {"HX-Request": "true"}


@pytest.fixture
def anybody() -> Client:
    """Somebody with a phone."""
    return Client()


def text(response: HttpResponse) -> str:
    return response.content.decode()


def test_it_shows_the_number_the_place_in_line_and_a_range(hall: GuestHall, anybody: Client) -> None:
    hall.take()
    mine = hall.take("large_cash_withdrawal")
    page = anybody.get(f"/t/{mine.key}")
    assert page.status_code == 200
    assert mine.number in text(page)
    assert "正在排队" in text(page)
    assert "大额现金取款" in text(page)
    assert "本人有效身份证件" in text(page)


def test_the_place_moves_up_when_others_are_called(hall: GuestHall, anybody: Client) -> None:
    hall.take()
    mine = hall.take()
    before = text(anybody.get(f"/t/{mine.key}", headers=PART))
    hall.called()
    after = text(anybody.get(f"/t/{mine.key}", headers=PART))
    assert "<dd>1 <small>人" in before
    assert "<dd>0 <small>人" in after


def test_without_an_open_counter_it_says_so(hall: GuestHall, anybody: Client) -> None:
    hall.one.__class__.objects.filter(pk=hall.one.pk).update(state="closed", staff=None)
    assert "现在没有开放的窗口" in text(anybody.get(f"/t/{hall.take().key}"))


def test_called_it_names_the_counter_and_a_recall_is_a_new_call(hall: GuestHall, anybody: Client) -> None:
    mine = hall.take()
    hall.called()
    assert 'data-called="1 1"' in text(anybody.get(f"/t/{mine.key}", headers=PART))
    recall(ticket_id=mine.ticket_id, by="T1", at=hall.at)
    part = text(anybody.get(f"/t/{mine.key}", headers=PART))
    assert "1 号窗口" in part
    assert 'data-called="1 2"' in part


def test_passed_on_it_is_in_line_again(hall: GuestHall, anybody: Client) -> None:
    mine = hall.take()
    hall.called()
    transfer(ticket_id=mine.ticket_id, reason="换业务", by="T1", at=hall.at)
    assert "已转办，继续排队" in text(anybody.get(f"/t/{mine.key}"))


def test_a_missed_call_leads_to_the_lobby_manager(hall: GuestHall, anybody: Client) -> None:
    mine = hall.take()
    hall.called()
    for _ in range(5):
        recall(ticket_id=mine.ticket_id, by="T1", at=hall.at)
    no_show(ticket_id=mine.ticket_id, by="T1", at=hall.at)
    assert "大堂经理" in text(anybody.get(f"/t/{mine.key}"))


def test_english_by_the_phones_own_choice(hall: GuestHall, anybody: Client) -> None:
    anybody.cookies["lang"] = "en"
    page = text(anybody.get(f"/t/{hall.take().key}"))
    assert "Waiting" in page
    assert "Riverside Outlet" in page


def test_nothing_leads_to_who_it_is_and_no_search_engine_keeps_it(hall: GuestHall, anybody: Client) -> None:
    page = anybody.get(f"/t/{hall.take().key}")
    assert page.headers["X-Robots-Tag"].startswith("noindex")
    assert 'name="robots" content="noindex' in text(page)
    assert "no-store" in page.headers["Cache-Control"]


def test_who_is_not_content_is_led_to_the_form_which_knows_the_outlet(hall: GuestHall, anybody: Client) -> None:
    page = text(anybody.get(f"/t/{hall.take().key}"))
    form = text(anybody.get("/complain?outlet=O1"))
    assert 'href="/complain?outlet=O1"' in page
    assert f'value="{Institution.objects.get(pk="O1").name}"' in form


def test_a_key_that_is_not_is_not_found_in_words(hall: GuestHall, anybody: Client) -> None:
    for address in ("/t/nonsense", "/t/" + "A" * 22):
        page = anybody.get(address)
        assert page.status_code == 404
        assert "没有找到这张号票" in text(page)


def test_its_live_ticket_opens_its_own_topic_and_no_other(hall: GuestHall, anybody: Client) -> None:
    mine = hall.take()
    page = anybody.get(f"/t/{mine.key}")
    granted = tickets.read(page.context["live"]["ticket"], at=hall.at) if page.context else None
    assert granted is None or granted.topics == (f"ticket:{mine.key}",)
    assert f'"topics": ["ticket:{mine.key}"]' in text(page)
    assert anybody.get("/live/ticket", {"topics": "outlet:O1"}).status_code == 401
    assert anybody.get("/live/ticket", {"topics": f"ticket:{mine.key},outlet:O1"}).status_code == 401
    assert anybody.get("/live/ticket", {"topics": f"ticket:{mine.key}"}).status_code == 200


# -- leaving ----------------------------------------------------------------------------------------------------------


def test_the_holder_leaves_the_line(hall: GuestHall, anybody: Client) -> None:
    mine = hall.take()
    assert anybody.post(f"/t/{mine.key}/leave").status_code == 302
    assert Ticket.objects.get(pk=mine.ticket_id).state == "left"
    assert "已离开队伍" in text(anybody.get(f"/t/{mine.key}"))


def test_while_being_served_nobody_leaves_from_afar(hall: GuestHall, anybody: Client) -> None:
    mine = hall.take()
    hall.called()
    start(ticket_id=mine.ticket_id, by="T1", at=hall.at)
    page = anybody.post(f"/t/{mine.key}/leave")
    assert page.status_code == 409
    assert "已不在排队" in text(page)
    assert Ticket.objects.get(pk=mine.ticket_id).state == "serving"


def test_leaving_twice_is_said_and_changes_nothing(hall: GuestHall, anybody: Client) -> None:
    mine = hall.take()
    codes = [anybody.post(f"/t/{mine.key}/leave").status_code for _ in range(2)]
    assert codes == [302, 409]


def test_a_key_that_is_not_leaves_and_rates_nothing(hall: GuestHall, anybody: Client) -> None:
    assert anybody.post("/t/nonsense/leave").status_code == 404
    assert anybody.post("/t/nonsense/rating", {"score": "5"}).status_code == 404


# -- rating -----------------------------------------------------------------------------------------------------------


def test_a_service_not_rated_at_the_counter_can_be_rated_here(hall: GuestHall, anybody: Client) -> None:
    key = hall.served().key
    assert "您满意吗" in text(anybody.get(f"/t/{key}"))
    sent = {"score": "4", "reasons": ["speed", "nonsense"], "comment": "很快"}
    assert anybody.post(f"/t/{key}/rating", sent).status_code == 302
    kept = Rating.objects.get()
    assert (kept.score, kept.reasons, kept.comment, kept.by) == (4, ["speed"], "很快", "public:ticket")
    page = text(anybody.get(f"/t/{key}"))
    assert "感谢您的评价" in page
    assert "您满意吗" not in page


def test_one_rating_a_ticket_the_counters_stands(hall: GuestHall, anybody: Client) -> None:
    done = hall.served()
    rate(ticket_id=done.ticket_id, score=2, by="token:panel", at=hall.at)
    assert "您满意吗" not in text(anybody.get(f"/t/{done.key}"))
    anybody.post(f"/t/{done.key}/rating", {"score": "5"})
    assert list(Rating.objects.values_list("score", "revision")) == [(2, 1)]


@pytest.mark.parametrize("score", ["", "0", "6", "五", "٣x", "11"])
def test_a_score_that_is_none_is_refused_beside_the_question(hall: GuestHall, anybody: Client, score: str) -> None:
    page = anybody.post(f"/t/{hall.served().key}/rating", {"score": score})
    assert page.status_code == 422
    assert "评分为1至5" in text(page)
    assert not Rating.objects.exists()


def test_who_still_waits_has_nothing_to_rate(hall: GuestHall, anybody: Client) -> None:
    assert anybody.post(f"/t/{hall.take().key}/rating", {"score": "5"}).status_code == 409
    assert not Rating.objects.exists()

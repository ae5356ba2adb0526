"""The rating panel: shows what happens at its counter, asks by itself when a service ended, keeps each answer once."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from tingtang.lobby.actions import Standing, start, suspend
from tingtang.lobby.models import Counter, Rating, Ticket
from tingtang.lobby.queries.panel import ASKS_FOR
from tingtang.lobby.tests.guests import GuestHall, device
from tingtang.organisation.models import User
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import signed_up


@pytest.fixture
def panel(hall: GuestHall) -> Client:
    return device(Position.PANEL, hall.at)


def now(panel: Client, counter: Counter) -> dict[str, object]:
    answer = panel.get(f"/panel/{counter.pk}/now")
    assert answer.status_code == 200
    return answer.json()


def send(panel: Client, counter: Counter, done: Standing, **given: object) -> HttpResponse:
    sent = {"ticket": done.ticket_id, "score": "5", "client_key": "c1", **given}
    return panel.post(f"/panel/{counter.pk}/rating", sent)


def test_it_welcomes_with_counter_and_staff_number_and_no_customer(hall: GuestHall, panel: Client) -> None:
    shown = now(panel, hall.one)
    assert (shown["shows"], shown["staff"], shown["number"], shown["rate"]) == ("welcome", "T1", "", None)
    page = panel.get(f"/panel/{hall.one.pk}").content.decode()
    assert "欢迎光临" in page
    assert "Welcome" in page


def test_a_panel_that_does_not_know_its_counter_is_asked_among_those_of_its_outlet(
    hall: GuestHall, panel: Client
) -> None:
    page = panel.get("/panel").content.decode()
    assert f'href="/panel/{hall.one.pk}"' in page
    assert f'href="/panel/{hall.two.pk}"' in page
    assert page.count('href="/panel/') == Counter.objects.filter(institution="O1").count()  # and of no other


def test_it_follows_the_counter_from_the_call_to_the_service(hall: GuestHall, panel: Client) -> None:
    mine = hall.take()
    hall.called()
    assert (now(panel, hall.one)["shows"], now(panel, hall.one)["number"]) == ("called", mine.number)
    start(ticket_id=mine.ticket_id, by="T1", at=hall.at)
    assert now(panel, hall.one)["shows"] == "serving"


def test_suspended_it_says_why_and_closed_it_says_so(hall: GuestHall, panel: Client) -> None:
    suspend(counter_id=hall.one.pk, reason="交接班", by="T1", at=hall.at)
    assert (now(panel, hall.one)["shows"], now(panel, hall.one)["reason"]) == ("suspended", "交接班")
    assert now(panel, hall.two)["shows"] == "closed"


def test_the_question_comes_when_the_service_ends(hall: GuestHall, panel: Client) -> None:
    done = hall.served()
    asked = now(panel, hall.one)["rate"]
    assert isinstance(asked, dict)
    assert (asked["ticket"], asked["number"], asked["wasAsked"]) == (done.ticket_id, done.number, False)
    assert 0 < asked["seconds"] <= ASKS_FOR.total_seconds()


def test_the_next_call_does_not_take_the_question_away(hall: GuestHall, panel: Client) -> None:
    """A20.2e: whether the customer is asked is not the teller's choice."""
    done = hall.served()
    hall.take()
    hall.called()
    asked = now(panel, hall.one)["rate"]
    assert isinstance(asked, dict)
    assert asked["ticket"] == done.ticket_id


def test_a_service_long_over_is_asked_about_no_more(hall: GuestHall, panel: Client) -> None:
    hall.served(ago=ASKS_FOR.total_seconds() + 5)
    assert now(panel, hall.one)["rate"] is None


def test_that_it_asked_is_kept_the_first_time(hall: GuestHall, panel: Client) -> None:
    done = hall.served()
    for _ in range(2):
        assert panel.post(f"/panel/{hall.one.pk}/asked", {"ticket": done.ticket_id}).status_code == 200
    first = Ticket.objects.get(pk=done.ticket_id).rating_asked_at
    assert first is not None
    asked = now(panel, hall.one)["rate"]
    assert isinstance(asked, dict)
    assert asked["wasAsked"] is True


def test_a_rating_is_kept_with_reasons_and_comment(hall: GuestHall, panel: Client) -> None:
    done = hall.served()
    assert send(panel, hall.one, done, score="4", reasons=["skill", "?"], comment=" 讲得清楚 ").status_code == 200
    kept = Rating.objects.get()
    assert (kept.score, kept.reasons, kept.comment, kept.by) == (4, ["skill"], "讲得清楚", "token:panel-O1")
    assert now(panel, hall.one)["rate"] is None


def test_the_same_rating_sent_again_is_kept_once(hall: GuestHall, panel: Client) -> None:
    done = hall.served()
    assert [send(panel, hall.one, done).status_code for _ in range(3)] == [200, 200, 200]
    assert Rating.objects.count() == 1


def test_a_change_of_mind_is_a_revision_and_the_first_stays(hall: GuestHall, panel: Client) -> None:
    done = hall.served()
    send(panel, hall.one, done, score="2")
    send(panel, hall.one, done, score="4", client_key="c2")
    assert list(Rating.objects.order_by("revision").values_list("revision", "score")) == [(1, 2), (2, 4)]


def test_a_rating_that_comes_late_still_counts(hall: GuestHall, panel: Client) -> None:
    done = hall.served(ago=600)
    assert send(panel, hall.one, done).status_code == 200


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"score": "9"}, "score"),
        ({"score": ""}, "score"),
        ({"score": "二"}, "score"),
        ({"comment": "长" * 501}, "comment"),
        ({"ticket": "x"}, "ticket"),
        ({"ticket": "9" * 40}, "ticket"),
    ],
)
def test_garbage_is_refused_with_the_field_named(
    hall: GuestHall, panel: Client, given: dict[str, str], field: str
) -> None:
    answer = send(panel, hall.one, hall.served(), **given)
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert not Rating.objects.exists()


def test_a_panel_speaks_for_its_own_counter(hall: GuestHall, panel: Client) -> None:
    done = hall.served()
    assert send(panel, hall.two, done).status_code == 404
    assert panel.post(f"/panel/{hall.two.pk}/asked", {"ticket": done.ticket_id}).status_code == 404


def test_who_is_still_served_is_not_rated(hall: GuestHall, panel: Client) -> None:
    mine = hall.take()
    called = hall.called()
    start(ticket_id=mine.ticket_id, by="T1", at=hall.at)
    assert send(panel, hall.one, called).status_code == 409


def test_no_person_opens_a_panel_least_of_all_the_teller(hall: GuestHall) -> None:
    teller = Client()
    teller.force_login(User.objects.filter(staff_id="T1").first() or signed_up(hall.tellers[0]))
    assert teller.get(f"/panel/{hall.one.pk}").status_code == 403
    assert send(teller, hall.one, hall.served()).status_code == 403
    assert not Rating.objects.exists()


def test_a_panel_of_another_outlet_is_refused(hall: GuestHall) -> None:
    assert device(Position.PANEL, hall.at, "O3").get(f"/panel/{hall.one.pk}").status_code == 403


def test_a_counter_that_is_not_is_not_found(hall: GuestHall, panel: Client) -> None:
    assert panel.get("/panel/999999").status_code == 404


def test_it_follows_its_counter_only(hall: GuestHall, panel: Client) -> None:
    elsewhere = Counter.objects.create(institution_id="O3", label="1", since=hall.at)
    page = panel.get(f"/panel/{hall.one.pk}").content.decode()
    assert f'"topics": ["counter:{hall.one.pk}"]' in page
    assert panel.get("/live/ticket", {"topics": f"counter:{elsewhere.pk}"}).status_code == 403

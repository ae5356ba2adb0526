"""A ticket is the right to follow topics: signed, short-lived, only for what the person may follow."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from tingtang.live import tickets, topics
from tingtang.live.tickets import LIFE, BadTicket

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_topic(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(topics, "_rules", {"mine": lambda user, key: user.username == key})
    return


def test_a_ticket_carries_who_and_what_until_when() -> None:
    ticket = tickets.read(tickets.issue(viewer="S1", topics=["mine:S1"], at=AT), at=AT)
    assert (ticket.viewer, ticket.topics, ticket.until) == ("S1", ("mine:S1",), AT + LIFE)


def test_a_ticket_ends() -> None:
    text = tickets.issue(viewer="S1", topics=["mine:S1"], at=AT)
    with pytest.raises(BadTicket, match="expired"):
        tickets.read(text, at=AT + LIFE)


@pytest.mark.parametrize("text", ["", "x", "a:b:c"])
def test_a_forged_ticket_is_refused(text: str) -> None:
    with pytest.raises(BadTicket, match="not a ticket"):
        tickets.read(text, at=AT)


def test_a_changed_ticket_is_refused() -> None:
    text = tickets.issue(viewer="S1", topics=["mine:S1"], at=AT)
    with pytest.raises(BadTicket):
        tickets.read("A" + text[1:], at=AT)


def test_a_topic_without_a_rule_is_open_to_nobody() -> None:
    assert not topics.allowed(SimpleNamespace(username="S1"), "other:S1")
    assert not topics.allowed(SimpleNamespace(username=""), "mine:")
    with pytest.raises(topics.NotAllowed, match="mine:S2"):
        topics.require(SimpleNamespace(username="S1"), ["mine:S1", "mine:S2"])


@pytest.mark.django_db
def test_the_signed_in_get_a_ticket_for_their_own_topics_alone(client: Client) -> None:
    assert client.get("/live/ticket?topics=mine:S1").status_code == 401
    client.force_login(get_user_model().objects.create_user("S1"))
    answer = client.get("/live/ticket?topics=mine:S1")
    assert answer.status_code == 200
    assert answer.json()["stream"] == "http://testserver:8001/live"
    assert tickets.read(answer.json()["ticket"], at=timezone.now()).topics == ("mine:S1",)
    assert client.get("/live/ticket?topics=mine:S2").status_code == 403
    assert client.get("/live/ticket?topics=").status_code == 422
    assert client.get("/live/ticket?topics=mine").status_code == 422
    assert client.post("/live/ticket").status_code in (403, 405)


@pytest.mark.django_db
def test_one_origin_behind_a_proxy_is_used_as_configured(client: Client, settings: object) -> None:
    settings.LIVE_URL = "/live"  # type: ignore[attr-defined]
    client.force_login(get_user_model().objects.create_user("S1"))
    assert client.get("/live/ticket?topics=mine:S1").json()["stream"] == "/live"


def test_a_right_taken_away_lingers_no_longer_than_a_quarter_of_an_hour() -> None:
    assert timedelta(minutes=15) >= LIFE

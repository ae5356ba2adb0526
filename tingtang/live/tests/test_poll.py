"""Polling answers what the stream would have said."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from tingtang.live import queries, tickets
from tingtang.live.actions import publish
from tingtang.live.models import OutboxEvent

pytestmark = pytest.mark.django_db(transaction=True)


def _ticket(*topics: str) -> str:
    return tickets.issue(viewer="S1", topics=topics, at=timezone.now())


def _say(topic: str, **payload: object) -> None:
    with transaction.atomic():
        publish(topic=topic, name="duty.closed", payload=payload, at=timezone.now())


def test_polling_reads_the_ticket_s_topics_after_a_position(client: Client) -> None:
    ticket = _ticket("staff:S1")
    start = client.get("/live/poll", {"ticket": ticket}).json()
    assert start["events"] == []
    _say("staff:S1", n=1)
    _say("staff:S2", n=2)
    then = client.get("/live/poll", {"ticket": ticket, "after": start["after"]}).json()
    assert [(e["topic"], e["name"], e["payload"]) for e in then["events"]] == [("staff:S1", "duty.closed", {"n": 1})]
    again = client.get("/live/poll", {"ticket": ticket, "after": then["after"]}).json()
    assert (again["events"], again["reset"]) == ([], False)


def test_a_reader_is_told_the_topic_it_follows_and_no_other_of_the_event(client: Client) -> None:
    ticket = _ticket("outlet:O1")
    start = client.get("/live/poll", {"ticket": ticket}).json()
    OutboxEvent.objects.create(topic="outlet:O1 ticket:secret counter:1", name="lobby.changed", at=timezone.now())
    then = client.get("/live/poll", {"ticket": ticket, "after": start["after"]})
    assert [event["topic"] for event in then.json()["events"]] == ["outlet:O1"]
    assert "secret" not in then.content.decode()


def test_polling_without_a_ticket_or_with_a_garbled_position_is_refused(client: Client) -> None:
    assert client.get("/live/poll").status_code == 401
    assert client.get("/live/poll", {"ticket": "x:y:z"}).status_code == 401
    assert client.get("/live/poll", {"ticket": _ticket("staff:S1"), "after": "1' OR 1"}).status_code == 422


def test_a_poll_after_a_long_absence_says_reset(client: Client) -> None:
    old = str(queries.current(at=timezone.now() - timedelta(days=2)))
    assert client.get("/live/poll", {"ticket": _ticket("staff:S1"), "after": old}).json()["reset"] is True


def test_answers_are_never_cached(client: Client) -> None:
    assert "no-store" in client.get("/live/poll", {"ticket": _ticket("staff:S1")})["Cache-Control"]

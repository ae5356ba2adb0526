"""The outbox: written with what happened, read without loss."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tingtang.audit.actions import NotInTransaction
from tingtang.live import queries
from tingtang.live.actions import Message, prune, publish, publish_all
from tingtang.live.cursor import BadCursor, Cursor, parse
from tingtang.live.hub import Hub
from tingtang.live.models import OutboxEvent
from tingtang.live.pruning import AT_ONCE
from tingtang.live.reader import Reader

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
committed = pytest.mark.usefixtures("on_each_database")  # what is read after a position has been committed
rolled_back = pytest.mark.usefixtures("each_database")


def _say(topic: str = "staff:S1", name: str = "duty.closed", **payload: object) -> None:
    with transaction.atomic():
        publish(topic=topic, name=name, payload=payload, at=AT)


def _start() -> Cursor:
    return queries.current(at=AT)


@committed
def test_what_is_published_after_a_position_is_read_once_and_in_order() -> None:
    _say(n=0)
    start = _start()
    _say(n=1)
    _say(n=2)
    batch = queries.after(start, at=AT)
    assert [event.payload for event in batch.events] == [{"n": 1}, {"n": 2}]
    assert queries.after(batch.cursor, at=AT).events == ()


@committed
def test_a_reader_gets_its_own_topics_alone() -> None:
    start = _start()
    _say("staff:S1")
    _say("staff:S2")
    assert [event.topic for event in queries.after(start, at=AT, topics=["staff:S2"]).events] == ["staff:S2"]


@committed
def test_an_event_on_several_topics_is_one_row_that_each_of_their_readers_gets() -> None:
    start = _start()
    several = "outlet:O1 ticket:k_1 counter:12"
    OutboxEvent.objects.create(topic=several, name="lobby.changed", at=AT)
    heard = {
        topic: [event.topic for event in queries.after(start, at=AT, topics=[topic]).events]
        for topic in ("outlet:O1", "ticket:k_1", "counter:12", "counter:1", "ticket:k-1", "outlet:O", "O1")
    }
    assert {topic for topic, events in heard.items() if events == [several]} == {
        "outlet:O1",
        "ticket:k_1",
        "counter:12",
    }
    assert not any(heard[topic] for topic in ("counter:1", "ticket:k-1", "outlet:O", "O1"))


@committed
def test_what_was_rolled_back_was_never_said() -> None:
    start = _start()
    with transaction.atomic():
        publish(topic="staff:S1", name="duty.closed", at=AT)
        transaction.set_rollback(True)
    _say(n=1)
    assert len(queries.after(start, at=AT).events) == 1


@committed
def test_publishing_outside_a_transaction_is_refused() -> None:
    with pytest.raises(NotInTransaction):
        publish(topic="staff:S1", name="duty.closed", at=AT)


@rolled_back
@pytest.mark.parametrize(("topic", "name"), [("staff", "duty.closed"), ("staff:a b", "duty.closed"), ("staff:1", "x")])
def test_a_malformed_topic_or_name_is_refused(topic: str, name: str) -> None:
    with pytest.raises(ValueError, match="neither topic"), transaction.atomic():
        publish(topic=topic, name=name, at=AT)


@rolled_back
def test_many_are_published_in_few_statements(django_assert_max_num_queries: object) -> None:
    with transaction.atomic(), django_assert_max_num_queries(8):  # type: ignore[operator]
        assert publish_all((Message(f"staff:S{n}", "day.changed") for n in range(800)), at=AT) == 800


@committed
def test_a_reader_too_far_behind_is_told_to_read_its_page_again() -> None:
    start = _start()
    with transaction.atomic():
        publish_all((Message("staff:S1", "day.changed") for _ in range(queries.LIMIT + 1)), at=AT)
    batch = queries.after(start, at=AT)
    assert batch.reset
    assert batch.events == ()
    assert not queries.after(batch.cursor, at=AT).reset


@committed
def test_a_reader_away_longer_than_the_retention_is_told_to_read_its_page_again() -> None:
    start = _start()
    assert queries.after(start, at=AT + timedelta(hours=24)).reset
    assert not queries.after(start, at=AT + timedelta(hours=23)).reset


@committed
def test_old_events_are_removed_and_the_position_does_not_go_back() -> None:
    _say()
    before = _start()
    assert prune(at=AT + timedelta(hours=25)) == 1
    assert OutboxEvent.objects.count() == 0
    assert not queries.after(before, at=AT).reset
    _say(n=2)
    assert len(queries.after(before, at=AT).events) == 1


@rolled_back
def test_pruning_goes_on_until_what_is_left_is_young() -> None:
    with transaction.atomic():
        publish_all((Message("staff:S1", "day.changed") for _ in range(AT_ONCE + 1)), at=AT)
        publish_all([Message("staff:S1", "day.changed")], at=AT + timedelta(hours=25))
    assert prune(at=AT + timedelta(hours=25)) == AT_ONCE + 1
    assert OutboxEvent.objects.count() == 1


@rolled_back
def test_a_position_ahead_of_the_database_means_another_database() -> None:
    ahead = "9000000000" if connection.vendor == "sqlite" else "9000000000:9000000000:"
    assert queries.after(Cursor(AT, ahead), at=AT).reset


@rolled_back
def test_a_position_survives_its_journey_as_text() -> None:
    start = _start()
    assert parse(str(start), vendor=connection.vendor) == start


@pytest.mark.parametrize(
    "text", ["", "5", "1~", "1~x", "1~5:4:", "1~5:9:8,7", "1~5:9:1", "1~0:9:", "1~1:2:,", "9" * 9000]
)
@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_a_garbled_position_is_refused(text: str, vendor: str) -> None:
    with pytest.raises(BadCursor):
        parse(text, vendor=vendor)


def test_a_position_of_the_other_kind_of_database_is_refused() -> None:
    with pytest.raises(BadCursor):
        parse("1700000000~5:9:6,7", vendor="sqlite")
    assert parse("1700000000~5:9:6,7", vendor="postgresql").position == "5:9:6,7"


@committed
def test_the_stream_reads_no_events_while_no_page_is_open() -> None:
    reader = Reader(Hub())
    _say(n=1)
    assert reader._read() is None
    page = reader.hub.join(["staff:S1"])
    assert reader._read() is None, "the page that opened reads first, for itself"
    reader.begin(queries.current(at=timezone.now()))
    _say(n=2)
    assert [event.payload for event in reader._read().events] == [{"n": 2}]
    reader.hub.leave(page)
    assert reader._read() is None
    _say(n=3)
    reader.hub.join(["staff:S1"])
    assert reader._read() is None, "it does not begin where it was when the last page went"

"""On PostgreSQL an event with a lower id may be committed after one with a higher id was read: nothing is lost."""

import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from tingtang.live import queries
from tingtang.live.actions import publish
from tingtang.live.models import OutboxEvent

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("on_postgres")


class _Writer:
    """A transaction of its own that publishes one event and commits when told."""

    def __init__(self, n: int) -> None:
        self.wrote, self.commit = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self._run, args=(n,))
        self.thread.start()
        assert self.wrote.wait(60)

    def _run(self, n: int) -> None:
        try:
            with transaction.atomic():
                publish(topic="staff:S1", name="duty.closed", payload={"n": n}, at=AT)
                self.wrote.set()
                assert self.commit.wait(60)
        finally:
            connection.close()

    def end(self) -> None:
        self.commit.set()
        self.thread.join()


def _numbers(batch: queries.Batch) -> list[int]:
    return [event.payload["n"] for event in batch.events]


def test_an_event_committed_late_is_read_late_but_read() -> None:
    start = queries.current(at=AT)
    slow = _Writer(1)
    fast = _Writer(2)
    fast.end()
    first = queries.after(start, at=AT)
    assert _numbers(first) == [2]
    slow.end()
    second = queries.after(first.cursor, at=AT)
    assert _numbers(second) == [1]
    assert second.events[0].pk < first.events[0].pk
    assert _numbers(queries.after(second.cursor, at=AT)) == []


def test_a_long_transaction_holds_nobody_up() -> None:
    night = _Writer(0)
    start = queries.current(at=AT)
    for n in (1, 2):
        _Writer(n).end()
    batch = queries.after(start, at=AT)
    assert _numbers(batch) == [1, 2]
    night.end()
    assert _numbers(queries.after(batch.cursor, at=AT)) == [0]


def test_many_writers_in_any_order_are_each_read_exactly_once() -> None:
    start = cursor = queries.current(at=AT)
    read: list[int] = []
    dice = random.Random(11)  # noqa: S311

    def write(numbers: range, pauses: list[float]) -> None:
        try:
            for n, pause in zip(numbers, pauses, strict=True):
                with transaction.atomic():
                    publish(topic="staff:S1", name="duty.closed", payload={"n": n}, at=AT)
                    time.sleep(pause)
        finally:
            connection.close()

    def writer(first: int) -> Callable[[], None]:
        pauses = [dice.choice([0, 0.001, 0.01]) for _ in range(25)]
        return lambda: write(range(first, first + 25), pauses)

    threads = [threading.Thread(target=writer(first)) for first in range(0, 150, 25)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        batch = queries.after(cursor, at=AT)
        read += _numbers(batch)
        cursor = batch.cursor
    read += _numbers(queries.after(cursor, at=AT))
    assert sorted(read) == list(range(150))
    assert sorted(_numbers(queries.after(start, at=AT))) == list(range(150))


def test_plain_sql_and_copy_reach_the_readers_too() -> None:
    start = queries.current(at=AT)
    columns = "topic, name, payload, at"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO live_outboxevent ({columns}) VALUES ('staff:S1', 'duty.closed', '{{\"n\": 1}}', now())"
        )
        with cursor.copy(f"COPY live_outboxevent ({columns}) FROM STDIN") as copy:
            copy.write_row(("staff:S1", "duty.closed", '{"n": 2}', AT))
    assert _numbers(queries.after(start, at=AT)) == [1, 2]
    assert OutboxEvent.objects.filter(tx__gt=0).count() == 2


def test_the_index_on_the_transaction_finds_what_is_new() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO live_outboxevent (topic, name, payload, at, tx) "  # of long ago, whoever else is writing now
            "SELECT 'staff:S' || n, 'duty.closed', '{}', now(), 3 + n % 9 FROM generate_series(1, 20000) n"
        )
        cursor.execute("ANALYZE live_outboxevent")
    start = queries.current(at=AT)
    with transaction.atomic():
        publish(topic="staff:S1", name="duty.closed", at=AT)
    end = queries.current(at=AT)
    assert "outbox_tx" in queries._between(start.position, end.position).explain()

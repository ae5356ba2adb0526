"""Writing the outbox, inside the transaction of what happened, and keeping it short."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from tingtang.audit.actions import NotInTransaction
from tingtang.live.cursor import RETENTION
from tingtang.live.models import OutboxEvent
from tingtang.live.pruning import drop_oldest

TOPIC = re.compile(r"[a-z_]{1,30}:[A-Za-z0-9_.\-]{1,64}", re.ASCII)
NAME = re.compile(r"[a-z_]+(\.[a-z_]+)+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Message:
    """One event to publish; see `publish`."""

    topic: str
    name: str
    payload: Mapping[str, Any] = field(default_factory=dict)


def publish(*, topic: str, name: str, payload: Mapping[str, Any] | None = None, at: datetime) -> None:
    """Say on `topic` (kind:key) that `name` (room.verb) happened. Seen by readers when the transaction commits.

    `payload` holds ids and figures, never a customer's data. Raises ValueError for a malformed topic or name and
    NotInTransaction outside `atomic()`. On PostgreSQL a trigger wakes the readers at commit.
    """
    publish_all([Message(topic, name, payload or {})], at=at)


def publish_all(messages: Iterable[Message], *, at: datetime) -> int:
    """`publish` for many, in few statements; returns how many."""
    rows = [OutboxEvent(topic=m.topic, name=m.name, payload=dict(m.payload), at=at) for m in messages]
    if bad := next((row for row in rows if not (TOPIC.fullmatch(row.topic) and NAME.fullmatch(row.name))), None):
        raise ValueError(f"neither topic kind:key nor name room.verb: {bad.topic!r} {bad.name!r}")
    if not connection.in_atomic_block:
        raise NotInTransaction("live.publish")
    OutboxEvent.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def event_insert(*, name: str, payload: str, topics: Sequence[str], source: str) -> str:
    """The INSERT of one event on all of `topics` for each row of `source`, to be joined into the statement that writes.

    For rooms whose calls are many (shared/joined_sql.py). Topics and `payload` (JSON) are expressions, {at} is a
    parameter; a topic that is null is none. Raises ValueError for a malformed name; topics are the caller's to keep in
    the form of TOPIC.
    """
    if not NAME.fullmatch(name):
        raise ValueError(f"not room.verb: {name!r}")
    first, *others = topics
    topic = first + "".join(f" || coalesce(' ' || {one}, '')" for one in others)
    return (
        "INSERT INTO live_outboxevent (topic, name, payload, at) "
        f"SELECT {topic}, '{name}', {payload}, {{at:timestamptz}} FROM {source}"
    )


def prune(*, at: datetime) -> int:
    """Remove events older than the retention; a reader away for longer is told to read its page again."""
    return drop_oldest(OutboxEvent, at - RETENTION)

"""Reading the outbox: where it stands, and what came between two positions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from tingtang.live.cursor import Cursor
from tingtang.live.models import OutboxEvent

LIMIT = 500  # more than this behind: reading the page again is cheaper than catching up


@dataclass(frozen=True, slots=True)
class Batch:
    """What came after a position, oldest first; `reset` means too much or too long ago: read the page again."""

    events: tuple[OutboxEvent, ...]
    cursor: Cursor
    reset: bool = False


def current(*, at: datetime) -> Cursor:
    """Where the outbox stands now. A page takes it *before* it reads its data, so that nothing falls between."""
    with connection.cursor() as db:
        if connection.vendor == "postgresql":
            db.execute("SELECT pg_current_snapshot()::text")
        else:
            db.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'live_outboxevent'")
        row = db.fetchone()
    return Cursor(at, str(row[0]))


def after(cursor: Cursor, *, at: datetime, topics: Collection[str] | None = None, most: int = LIMIT) -> Batch:
    """The events committed after `cursor` on `topics` (None: all), and the cursor for the next call.

    More than `most` of them make a reset.

    Two statements on either database: first the end, then what lies between, so the cursor returned is exact.
    """
    end = current(at=at)
    if _foreign(cursor, end) or cursor.too_old(at):
        return Batch((), end, reset=True)
    if cursor.position == end.position:
        return Batch((), end)
    rows = _between(cursor.position, end.position)
    wanted = None if topics is None else frozenset(topics)
    found = tuple((rows if wanted is None else rows.filter(_on(wanted))).order_by("pk")[: most + 1])
    if len(found) > most:
        return Batch((), end, reset=True)
    return Batch(tuple(one for one in found if wanted is None or not wanted.isdisjoint(one.topics)), end)


def _between(start: str, end: str) -> QuerySet[OutboxEvent]:
    if connection.vendor != "postgresql":
        return OutboxEvent.objects.filter(pk__gt=int(start), pk__lte=int(end))
    unseen = _condition("NOT pg_visible_in_snapshot(tx::text::xid8, %s::pg_snapshot)", start)
    visible = _condition("pg_visible_in_snapshot(tx::text::xid8, %s::pg_snapshot)", end)
    # The bounds by number let the index on tx do the work; the snapshots then decide exactly.
    return OutboxEvent.objects.filter(tx__gte=_low(start), tx__lt=_high(end)).filter(unseen, visible)


def _on(topics: Collection[str]) -> Q:
    """Events of one of the topics, and of a few whose topics begin alike: who asks looks again."""
    found = Q(topic__in=topics)
    for topic in topics:  # one of several: with a space before it, or after it
        found |= Q(topic__contains=f" {topic}") | Q(topic__startswith=f"{topic} ")
    return found


def _condition(sql: str, snapshot: str) -> Any:
    return RawSQL(sql, (snapshot,), output_field=BooleanField())  # noqa: S611 - the SQL is ours, the snapshot a parameter


def _low(snapshot: str) -> int:
    return int(snapshot.split(":")[0])


def _high(snapshot: str) -> int:
    return int(snapshot.split(":")[1])


def _foreign(cursor: Cursor, end: Cursor) -> bool:
    """Whether the cursor lies ahead of the database: it was restored, or is another one."""
    if ":" in cursor.position:
        return _low(cursor.position) > _high(end.position)
    return int(cursor.position) > int(end.position)

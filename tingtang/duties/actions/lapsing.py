"""The sweep that turns open duties whose time is over into missed ones: in bulk, each with its event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from tingtang.audit import actions as audit
from tingtang.duties.actions.ledger import SYSTEM, What, end, note, save_notes, tell_counts
from tingtang.duties.actions.noticing import tell_heads
from tingtang.duties.models import Duty, Excuse, Notice, State
from tingtang.manual.book import Rulebook
from tingtang.manual.queries import rulebook
from tingtang.shared.times import business_date

CHUNK = 20_000

# Missed at the moment the time was over, whenever the sweep comes by. `held` is read again from the row as it is once
# its lock is free: a request to be excused that came first wins. Rows locked by someone are left to the next sweep.
POSTGRESQL = """
WITH over AS (
  SELECT id, period_on FROM duties_duty
  WHERE state = 'open' AND NOT held AND lapses_at < %(before)s
  ORDER BY lapses_at LIMIT %(chunk)s FOR UPDATE SKIP LOCKED
), missed AS (
  UPDATE duties_duty d SET state = 'missed', closed_at = d.lapses_at FROM over
  WHERE d.id = over.id AND d.period_on = over.period_on
  RETURNING d.id, d.period_on, d.owner_staff_id, d.institution_id, d.clause
), noted AS (
  INSERT INTO duties_dutyevent (duty_id, period_on, at, by, what, detail)
  SELECT id, period_on, %(at)s, %(by)s, %(what)s, '{}' FROM missed
)
SELECT owner_staff_id, institution_id, clause, count(*) FROM missed GROUP BY 1, 2, 3
"""

# SQLite has one writer at a time, so between these statements nothing changes.
SQLITE_OVER = """
CREATE TEMP TABLE over AS SELECT id, period_on, owner_staff_id, institution_id, clause FROM duties_duty
WHERE state = 'open' AND NOT held AND lapses_at < %(before)s ORDER BY lapses_at LIMIT %(chunk)s
"""
SQLITE = (
    "UPDATE duties_duty SET state = 'missed', closed_at = lapses_at WHERE id IN (SELECT id FROM over)",
    "INSERT INTO duties_dutyevent (duty_id, period_on, at, by, what, detail) "
    "SELECT id, period_on, %(at)s, %(by)s, %(what)s, '{}' FROM over",
)

Row = tuple[str | None, str, str, int]


@dataclass(frozen=True, slots=True)
class Lapsed:
    """What a sweep ended: how many duties, by clause."""

    missed: int = 0
    by_clause: dict[str, int] = field(default_factory=dict)


def lapse_due(*, by: str, at: datetime, book: Rulebook | None = None, chunk: int = CHUNK) -> Lapsed:
    """Mark as missed every open duty whose `lapses_at` passed, unless a pending excuse holds it.

    The verdict waits `ledger.evidence_grace_hours` after the time: evidence of that evening may still be on its way in
    the night's feed, and counts by when it was done. Runs in transactions of `chunk` duties, so it may be killed and
    run again, or run twice at once: each duty is missed once, with one event. Heads are told by a notice.
    """
    book = book or rulebook()
    _settle_excuses(at)
    grace = timedelta(hours=int(str(book.value("ledger.evidence_grace_hours", business_date(at)).value)))
    clauses: Counter[str] = Counter()
    while True:
        rows = _lapse_chunk(before=at - grace, by=by, at=at, chunk=chunk, book=book)
        if not rows:
            return Lapsed(sum(clauses.values()), dict(sorted(clauses.items())))
        for _, _, clause, count in rows:
            clauses[clause] += count


@transaction.atomic
def lapse_now(*, duty_ids: Sequence[int], by: str, at: datetime, book: Rulebook | None = None) -> int:
    """Mark these duties as missed at once, those that are open and over; how many.

    For a room that holds all evidence itself (a visit that is over), where there is nothing to wait for. What a pending
    excuse holds is left.
    """
    over = Duty.objects.select_for_update().filter(pk__in=duty_ids, state=State.OPEN, held=False, lapses_at__lt=at)
    duties = list(over.order_by("pk"))
    for duty in duties:
        end(duty, State.MISSED, duty.lapses_at or at)
    save_notes(note(duty, What.LAPSED, by=by, at=at) for duty in duties)
    if duties:
        rows = [(duty.owner_staff_id, duty.institution_id, duty.clause, 1) for duty in duties]
        audit.record(by=by, at=at, action="duty.lapse", subject=("duty", "many"), detail={"missed": len(duties)})
        tell_counts("duty.lapsed", _topics(rows), at=at)
        tell_heads(Notice.What.MISSED, _by_institution(rows), at=at, book=book or rulebook())
    return len(duties)


def _settle_excuses(at: datetime) -> None:
    """Requests whose duty ended meanwhile (the night met it by a contact of the feed) wait for nobody any more."""
    waiting = Excuse.objects.filter(state=Excuse.State.PENDING)
    waiting.exclude(duty__state=State.OPEN).update(state=Excuse.State.MOOT, decided_by=SYSTEM, decided_at=at)


@transaction.atomic
def _lapse_chunk(*, before: datetime, by: str, at: datetime, chunk: int, book: Rulebook) -> Sequence[Row]:
    rows = _mark({"before": before, "chunk": chunk, "at": at, "by": by, "what": What.LAPSED.value})
    if rows:
        missed = sum(count for *_, count in rows)
        audit.record(by=by, at=at, action="duty.lapse", subject=("duty", "many"), detail={"missed": missed})
        tell_counts("duty.lapsed", _topics(rows), at=at)
        tell_heads(Notice.What.MISSED, _by_institution(rows), at=at, book=book)
    return rows


def _mark(values: dict[str, Any]) -> list[Row]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL, values)
            return list(cursor.fetchall())
        cursor.execute("DROP TABLE IF EXISTS temp.over")
        cursor.execute(SQLITE_OVER, _for_sqlite(values))
        for statement in SQLITE:
            cursor.execute(statement, _for_sqlite(values) if "%" in statement else None)
        cursor.execute("SELECT owner_staff_id, institution_id, clause, count(*) FROM over GROUP BY 1, 2, 3")
        rows = list(cursor.fetchall())
        cursor.execute("DROP TABLE temp.over")
        return rows


def _for_sqlite(values: dict[str, Any]) -> dict[str, Any]:
    """Instants as Django writes them there: UTC text."""
    adapt = connection.ops.adapt_datetimefield_value
    return {name: adapt(value) if isinstance(value, datetime) else value for name, value in values.items()}


def _topics(rows: Sequence[Row]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for staff, institution, _, count in rows:
        counts[f"institution:{institution}"] += count
        if staff:
            counts[f"staff:{staff}"] += count
    return counts


def _by_institution(rows: Sequence[Row]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for _, institution, clause, count in rows:
        found.setdefault(institution, Counter())[clause] += count
    return found

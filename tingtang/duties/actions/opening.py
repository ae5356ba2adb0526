"""Opening duties: once per kind, subject and period, whoever asks first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from tingtang.audit import actions as audit
from tingtang.duties.actions.ledger import record, tell
from tingtang.duties.answering import LINE, answering, held_at, line_at
from tingtang.duties.models import Duty, ManualSnapshot
from tingtang.duties.snapshots import snapshot_values
from tingtang.manual.book import Rulebook
from tingtang.manual.queries import rulebook
from tingtang.organisation.positions import PEOPLE_VALUES, Position
from tingtang.shared.times import business_date


@dataclass(frozen=True, slots=True)
class Opening:
    """What a room asks the ledger to open. Clause, title and what happens after the due time follow from `kind`.

    The owner is a person (`owner_staff_id`), or else a role at the institution (`owner_role`; empty: the kind's own).
    `inputs`: {name: {"value": .., "as_of": ..}}, JSON values only, exact amounts as text.
    `clock`: what the due time was computed from: {"start", "unit", "n", "pauses"}.
    """

    kind: str
    subject_id: str
    period_on: date
    institution_id: str
    due_at: datetime
    owner_staff_id: str | None = None
    owner_role: str = ""
    due_provisional: bool = False
    opened_at: datetime | None = None
    show_at: datetime | None = None
    score: int = 0
    inputs: Mapping[str, Any] = field(default_factory=dict)
    clock: Mapping[str, Any] = field(default_factory=dict)


def as_row(opening: Opening, book: Rulebook, at: datetime) -> Duty:
    """The row of an opening, unsaved. Raises KeyError for a kind that the manual does not have."""
    kind = book.kinds[opening.kind]
    opened_at = opening.opened_at or at
    role = "" if opening.owner_staff_id else opening.owner_role or kind.owner
    if role and role not in PEOPLE_VALUES:
        raise ValueError(f"{kind.kind} is owed by a person ({role}); name one")
    return Duty(
        kind=kind.kind,
        clause=kind.clause,
        subject_kind=kind.subject,
        subject_id=opening.subject_id,
        period_on=opening.period_on,
        institution_id=opening.institution_id,
        owner_staff_id=opening.owner_staff_id,
        owner_role=role,
        opened_at=opened_at,
        show_at=opening.show_at or opened_at,
        due_at=opening.due_at,
        due_provisional=opening.due_provisional,
        lapses_at=opening.due_at if kind.after_due == "lapse" else None,
        score=opening.score,
        inputs=dict(opening.inputs),
        manual_version=book.version,
        clock=dict(opening.clock),
    )


@transaction.atomic
def open_duty(*, opening: Opening, by: str, at: datetime, book: Rulebook | None = None) -> tuple[Duty, bool]:
    """Open a duty; (the duty, whether it was opened now).

    Idempotent under concurrency: whoever comes second, with whatever facts, gets the duty that stands, in whatever
    state it is. KeyError for an unknown kind, ValueError when a kind owed by a person comes without one.
    """
    book = book or rulebook()
    row = as_row(opening, book, at)
    row.owner_role = _heading(row.owner_role, row.institution_id, business_date(at))
    key = {name: getattr(row, name) for name in ("subject_kind", "subject_id", "kind", "period_on")}
    rest = {f.attname: getattr(row, f.attname) for f in Duty._meta.concrete_fields if f.attname not in {"id", *key}}
    duty, opened = Duty.objects.get_or_create(**key, defaults=rest)
    if opened:
        keep_manual(book=book, by=by, at=at)
        record("duty.open", duty, by=by, at=at, period_on=duty.period_on.isoformat())
        tell("duty.opened", [duty], at=at)
    return duty, opened


def _heading(role: str, institution_id: str, on: date) -> str:
    """A private bank, or another place with a head of a branch and none of an outlet: its head owes what an outlet's
    head would. Where nobody heads at all it stays with the post, and escalates."""
    if role != Position.OUTLET_HEAD:
        return role
    return answering(line_at(role, role), held_at(LINE[1:], on, [institution_id]).get(institution_id, ())) or role


@transaction.atomic
def open_duties(*, openings: Sequence[Opening], by: str, at: datetime, book: Rulebook | None = None) -> int:
    """Open many at once (a market event, a checklist for every outlet); how many were new. What stands is left."""
    book = book or rulebook()
    rows = [as_row(opening, book, at) for opening in openings]
    standing = _standing(rows)
    fresh = {_key(row): row for row in rows if _key(row) not in standing}
    Duty.objects.bulk_create(fresh.values(), batch_size=500, ignore_conflicts=True)
    opened = len(_standing(list(fresh.values())))
    if fresh:
        keep_manual(book=book, by=by, at=at)
        kinds = sorted({row.kind for row in fresh.values()})
        detail = {"opened": opened, "asked": len(openings), "kinds": kinds}
        audit.record(by=by, at=at, action="duty.open_many", subject=("duty", "many"), detail=detail)
        tell("duty.opened", list(fresh.values()), at=at)
    return opened


def _key(duty: Duty) -> tuple[str, str, str, date]:
    return (duty.subject_kind, duty.subject_id, duty.kind, duty.period_on)


def _standing(rows: Sequence[Duty]) -> set[tuple[str, str, str, date]]:
    """Which of these keys the ledger has."""
    found: set[tuple[str, str, str, date]] = set()
    for start in range(0, len(rows), 500):
        chunk = rows[start : start + 500]
        known = Duty.objects.filter(
            subject_kind__in={row.subject_kind for row in chunk},
            subject_id__in={row.subject_id for row in chunk},
            kind__in={row.kind for row in chunk},
            period_on__in={row.period_on for row in chunk},
        )
        found.update(known.values_list("subject_kind", "subject_id", "kind", "period_on"))
    return found & {_key(row) for row in rows}


def keep_manual(*, book: Rulebook, by: str, at: datetime) -> None:
    """Keep the values of this version of the manual, once, so that its duties explain themselves for good.

    For the night as well, which opens in bulk. Needs a transaction.
    """
    if ManualSnapshot.objects.filter(version=book.version).exists():
        return
    row = ManualSnapshot(version=book.version, kept_at=at, values=snapshot_values(book))
    ManualSnapshot.objects.bulk_create([row], ignore_conflicts=True)
    audit.record(by=by, at=at, action="duty.keep_manual", subject=("manual", book.version))


@transaction.atomic
def ensure_partitions(*, first: date, last: date, by: str, at: datetime) -> int:
    """Make the quarterly partitions of the ledger from `first` to `last` (PostgreSQL); how many were new."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT duties_ensure_partitions(%s, %s)", [first, last])
        made = int(cursor.fetchone()[0])
    if made:
        detail = {"first": first.isoformat(), "last": last.isoformat(), "made": made}
        audit.record(by=by, at=at, action="duty.partitions", subject=("ledger", "partitions"), detail=detail)
    return made

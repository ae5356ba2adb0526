"""Writing audit entries: inside the transaction of the write they record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from tingtang.audit.models import Entry


class NotInTransaction(RuntimeError):
    """An audit entry outside a transaction could survive a write that did not, or the reverse."""


def record(
    *,
    by: str,
    at: datetime,
    action: str,
    subject: tuple[str, str],
    nature: Entry.Nature = Entry.Nature.WRITE,
    institution: str = "",
    detail: dict[str, Any] | None = None,
) -> Entry:
    """Append one entry. `subject` is (kind, id). Raises NotInTransaction for a write outside `atomic()`."""
    if nature == Entry.Nature.WRITE and not connection.in_atomic_block:
        raise NotInTransaction(action)
    kind, key = subject
    with transaction.atomic(savepoint=False):
        return Entry.objects.create(
            at=at,
            actor=by,
            nature=nature,
            action=action,
            subject_kind=kind,
            subject_id=key,
            institution_id=institution,
            detail=detail or {},
        )


def reveal(*, by: str, at: datetime, field: str, subject: tuple[str, str], reason: str, institution: str = "") -> Entry:
    """Record that `by` unmasked one field of a subject. Raises ValueError without a reason. The value is never kept."""
    if not reason.strip():
        raise ValueError("a reveal needs a reason")
    return record(
        by=by,
        at=at,
        action="field.reveal",
        subject=subject,
        nature=Entry.Nature.REVEAL,
        institution=institution,
        detail={"field": field, "reason": reason.strip()},
    )


def log_read(
    *,
    by: str,
    at: datetime,
    subject: tuple[str, str],
    action: str = "record.read",
    institution: str = "",
    tie: str = "",
) -> Entry:
    """Record that `by` opened a confidential record, and by which tie."""
    return record(
        by=by,
        at=at,
        action=action,
        subject=subject,
        nature=Entry.Nature.READ,
        institution=institution,
        detail={"tie": tie} if tie else {},
    )


def entry_insert(*, source: str, kind: str, key: str, institution: str, detail: str) -> str:
    """The INSERT of a write's entry, for each row of `source`, to be joined into the statement that writes.

    For rooms whose calls are many (shared/joined_sql.py): the entry stands or falls with the write, without a statement
    of its own. `key`, `institution` and `detail` (JSON) are expressions over the source; {by}, {at} and {action} are
    parameters, as `record` takes them.
    """
    return (
        "INSERT INTO audit_entry (at, actor, nature, action, subject_kind, subject_id, institution_id, detail) "
        f"SELECT {{at:timestamptz}}, {{by}}, 'write', {{action}}, '{kind}', CAST({key} AS varchar(64)), "
        f"{institution}, {detail} FROM {source}"
    )

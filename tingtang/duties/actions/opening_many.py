"""Opening one duty of a kind for each of very many subjects: one statement, whatever their number."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection, models, transaction

from tingtang.audit import actions as audit
from tingtang.duties.actions.ledger import tell_counts
from tingtang.duties.actions.opening import Opening, as_row, keep_manual
from tingtang.duties.models import Duty
from tingtang.manual.book import Rulebook
from tingtang.manual.queries import rulebook

TAKEN = ("subject_id", "institution_id", "owner_staff_id")


@transaction.atomic
def open_for_each(
    *, source: str, given: Mapping[str, Any], opening: Opening, by: str, at: datetime, book: Rulebook | None = None
) -> int:
    """Open a duty like `opening` for each row of `source`; how many were new. What stands is left as it is.

    `source` is a SELECT of the columns subject_id, institution_id and owner_staff_id, each subject once; `given` its
    named parameters. Those three of `opening` are not looked at. Every row needs a person: for roles see `open_duties`.
    """
    book = book or rulebook()
    row = as_row(opening, book, at)
    columns = [field for field in Duty._meta.concrete_fields if field.attname != "id"]
    values = {f"new_{field.attname}": _value(field, row) for field in columns if field.attname not in TAKEN}
    shown = ", ".join(f"s.{field.attname}" if field.attname in TAKEN else _placeholder(field) for field in columns)
    names = ", ".join(f'"{field.attname}"' for field in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO duties_duty ({names}) SELECT {shown} FROM ({source}) AS s WHERE true ON CONFLICT DO NOTHING",
            {**given, **values},
        )
        opened = max(int(cursor.rowcount), 0)
        if opened:
            keep_manual(book=book, by=by, at=at)
            detail = {"opened": opened, "kinds": [row.kind]}
            audit.record(by=by, at=at, action="duty.open_many", subject=("duty", "many"), detail=detail)
            cursor.execute(f"SELECT owner_staff_id, institution_id, count(*) FROM ({source}) AS s GROUP BY 1, 2", given)
            tell_counts("duty.opened", _topics(cursor.fetchall()), at=at)
    return opened


def _topics(rows: list[tuple[Any, ...]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for staff, institution, n in rows:
        counts[f"institution:{institution}"] += n
        counts[f"staff:{staff}"] += n
    return counts


def _value(field: models.Field[Any, Any], row: Duty) -> Any:
    value = getattr(row, field.attname)
    if isinstance(field, models.JSONField):
        return json.dumps(value, ensure_ascii=False)
    if connection.vendor == "sqlite" and isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value.isoformat() if connection.vendor == "sqlite" and isinstance(value, date) else value


def _placeholder(field: models.Field[Any, Any]) -> str:
    """A parameter with its type: PostgreSQL does not guess it in a SELECT."""
    name = f"%(new_{field.attname})s"
    return f"CAST({name} AS {field.rel_db_type(connection)})" if connection.vendor == "postgresql" else name

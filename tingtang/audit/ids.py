"""The id that a row will have, for what is written before the row it belongs to."""

from __future__ import annotations

from django.db import connection
from django.db.models import Model


def coming_id(model: type[Model]) -> int:
    """An id that no other row of the table has or will have. Needs a transaction: SQLite's holds off other writers."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
        else:
            cursor.execute("SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = %s", [table])
        return int(cursor.fetchone()[0])

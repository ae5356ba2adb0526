"""The database refuses overlapping leaves of one person: an exclusion on PostgreSQL, triggers on SQLite."""

from __future__ import annotations

from typing import Any

from tingtang.audit.triggers import OnDatabase

NAME = "leave_no_overlap"
TABLE = "organisation_leave"

POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS btree_gist",  # equality on text inside a GiST index
    f"ALTER TABLE {TABLE} ADD CONSTRAINT {NAME} "
    "EXCLUDE USING gist (staff_id WITH =, daterange(first_on, last_on, '[]') WITH &&)",
)

# SQLite has one writer at a time, so a trigger sees every committed leave.
SQLITE = tuple(
    f"CREATE TRIGGER {NAME}_{verb.lower()} BEFORE {verb} ON {TABLE} WHEN EXISTS ("
    f"SELECT 1 FROM {TABLE} o WHERE o.staff_id = NEW.staff_id AND o.id IS NOT NEW.id "
    "AND o.first_on <= NEW.last_on AND NEW.first_on <= o.last_on) "
    f"BEGIN SELECT RAISE(ABORT, '{NAME}'); END"
    for verb in ("INSERT", "UPDATE")
)


def leaves_do_not_overlap() -> OnDatabase:
    """The migration operation that adds the rule, for the vendor it runs on."""

    def forwards(_apps: Any, editor: Any) -> None:
        for statement in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
            editor.execute(statement)

    def backwards(_apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT {NAME}")
        else:
            for verb in ("insert", "update"):
                editor.execute(f"DROP TRIGGER {NAME}_{verb}")

    return OnDatabase(forwards, backwards)

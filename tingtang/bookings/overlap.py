"""The database refuses a person or a resource twice at a time: exclusions on PostgreSQL, triggers on SQLite."""

from __future__ import annotations

from typing import Any

from tingtang.audit.triggers import OnDatabase

TABLE = "bookings_hold"
RULES = {"hold_staff_once": "staff_id", "hold_resource_once": "resource_id"}
VERBS = ("INSERT", "UPDATE")


def _made_on_postgresql() -> list[str]:
    return [
        "CREATE EXTENSION IF NOT EXISTS btree_gist",  # equality inside a GiST index
        *(
            f"ALTER TABLE {TABLE} ADD CONSTRAINT {name} EXCLUDE USING gist "
            f"({column} WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (NOT released)"
            for name, column in RULES.items()
        ),
    ]


def _made_on_sqlite() -> list[str]:
    """SQLite has one writer at a time, so a trigger sees every committed hold."""
    return [
        f"CREATE TRIGGER {name}_{verb.lower()} BEFORE {verb} ON {TABLE} WHEN NOT NEW.released AND EXISTS ("
        f"SELECT 1 FROM {TABLE} o WHERE NOT o.released AND o.{column} = NEW.{column} AND o.id IS NOT NEW.id "
        "AND o.starts_at < NEW.ends_at AND NEW.starts_at < o.ends_at) "
        f"BEGIN SELECT RAISE(ABORT, '{name}'); END"
        for name, column in RULES.items()
        for verb in VERBS
    ]


def _undone_on_postgresql() -> list[str]:
    return [f"ALTER TABLE {TABLE} DROP CONSTRAINT {name}" for name in RULES]


def _undone_on_sqlite() -> list[str]:
    return [f"DROP TRIGGER {name}_{verb.lower()}" for name in RULES for verb in VERBS]


def holds_do_not_overlap() -> OnDatabase:
    """The migration operation that adds the rules, for the vendor it runs on."""

    def forwards(_apps: Any, editor: Any) -> None:
        made = _made_on_postgresql() if editor.connection.vendor == "postgresql" else _made_on_sqlite()
        for statement in made:
            editor.execute(statement)

    def backwards(_apps: Any, editor: Any) -> None:
        undone = _undone_on_postgresql() if editor.connection.vendor == "postgresql" else _undone_on_sqlite()
        for statement in undone:
            editor.execute(statement)

    return OnDatabase(forwards, backwards)

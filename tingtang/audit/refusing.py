"""Triggers that refuse a row by a question: what no check of one row can hold, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from typing import Any

from tingtang.audit.triggers import OnDatabase


def refused_where(name: str, table: str, verb: str, wrong: str) -> OnDatabase:
    """A migration operation after which the database refuses `verb` on `table` where `wrong` (a SELECT that may name
    NEW and OLD) finds a row. The refusal, an IntegrityError, says `name`."""

    def forwards(_apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "sqlite":
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN EXISTS ({wrong}) "
                f"BEGIN SELECT RAISE(ABORT, '{name}'); END"
            )
            return
        editor.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS ({wrong}) THEN "
            f"RAISE EXCEPTION '{name}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
        )
        editor.execute(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")

    def backwards(_apps: Any, editor: Any) -> None:
        sqlite = editor.connection.vendor == "sqlite"
        editor.execute(f"DROP TRIGGER {name}" if sqlite else f"DROP FUNCTION {name}() CASCADE")

    return OnDatabase(forwards, backwards)

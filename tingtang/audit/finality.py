"""Records that are open for a while, then final: the database refuses to change them then, and ever to remove them."""

from __future__ import annotations

from typing import Any

from tingtang.audit.triggers import OnDatabase


def _sqlite(table: str, ended: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_final BEFORE UPDATE ON {table} WHEN OLD.{ended} IS NOT NULL "
        f"BEGIN SELECT RAISE(ABORT, '{table}: final'); END",
        f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{table}: kept'); END",
    ]


def _postgresql(table: str, ended: str) -> list[str]:
    return [
        f"CREATE FUNCTION {table}_final() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{table}: final, kept' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE TRIGGER {table}_final BEFORE UPDATE ON {table} FOR EACH ROW "
        f"WHEN (OLD.{ended} IS NOT NULL) EXECUTE FUNCTION {table}_final()",
        f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_final()",
        f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {table}_final()",
    ]


def final_once(table: str, ended: str) -> OnDatabase:
    """A migration operation after which rows of `table` whose column `ended` is set never change; none is removed.

    A later migration that makes Django rebuild the table on SQLite drops the triggers: end it with this again.
    """

    def forwards(_apps: Any, editor: Any) -> None:
        statements = _sqlite(table, ended) if editor.connection.vendor == "sqlite" else _postgresql(table, ended)
        for statement in statements:
            editor.execute(statement, params=None)

    def backwards(_apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP FUNCTION {table}_final() CASCADE")
        else:
            for name in ("final", "kept"):
                editor.execute(f"DROP TRIGGER {table}_{name}")

    return OnDatabase(forwards, backwards)

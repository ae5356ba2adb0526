"""Database triggers that make a table append-only, for SQLite and PostgreSQL alike."""

from __future__ import annotations

from typing import Any

from django.db import migrations


def statements(vendor: str, table: str, verbs: tuple[str, ...]) -> list[str]:
    """What makes a table refuse these verbs."""
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for verb in verbs
        ]
    return [
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        *(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"FOR EACH {'STATEMENT' if verb == 'TRUNCATE' else 'ROW'} EXECUTE FUNCTION {table}_append_only()"
            for verb in (*verbs, "TRUNCATE")
        ),
    ]


class OnDatabase(migrations.RunPython):
    """A migration operation that speaks to the database alone: its functions take (None, schema editor).

    RunPython would make classes of every model of every room first, to hand them over: half a second each time.
    """

    def database_forwards(self, _app: str, schema_editor: Any, _from_state: Any, _to_state: Any) -> None:
        """Run the way forward on the database at hand."""
        self.code(None, schema_editor)  # type: ignore[arg-type]

    def database_backwards(self, _app: str, schema_editor: Any, _from_state: Any, _to_state: Any) -> None:
        """Run the way back on the database at hand."""
        if self.reverse_code is not None:
            self.reverse_code(None, schema_editor)  # type: ignore[arg-type]


def lifted(standing: OnDatabase) -> OnDatabase:
    """The way back of an operation as the way forward: SQLite makes a table anew to alter it, and its triggers go."""
    return OnDatabase(standing.reverse_code or standing.noop, standing.code)


def again(operation: OnDatabase) -> OnDatabase:
    """The same operation, on SQLite alone: Django rebuilt the table there, and its triggers went with the old one."""

    def forwards(_apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "sqlite":
            operation.code(_apps, editor)

    return OnDatabase(forwards, lambda _apps, _editor: None)


def append_only(table: str, verbs: tuple[str, ...] = ("UPDATE", "DELETE")) -> OnDatabase:
    """A migration operation after which the database refuses `verbs` (and TRUNCATE) on `table`."""

    def forwards(_apps: Any, editor: Any) -> None:
        for statement in statements(editor.connection.vendor, table, verbs):
            editor.execute(statement)

    def backwards(_apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP FUNCTION {table}_append_only() CASCADE")
        else:
            for verb in verbs:
                editor.execute(f"DROP TRIGGER {table}_no_{verb.lower()}")

    return OnDatabase(forwards, backwards)

"""What the lobby asks of the database beyond Django's models: only declared moves, identities that stay, no removal.

On PostgreSQL the condition stands in the trigger's function, which a connection keeps ready; one in its WHEN is read
from its text again by every statement, at three times the cost. So do the table's CHECKs there (docs/adr/0082): a later
migration that adds one to the ticket ends with `guard_states()`; one that removes one has nothing to drop there. One
that makes Django rebuild `lobby_ticket` on SQLite drops its triggers: end it with `guard_moves()`.
"""

from __future__ import annotations

import re
from typing import Any

from django.apps import apps as models_now
from django.db.models import CheckConstraint

from tingtang.audit.triggers import OnDatabase
from tingtang.lobby.states import MOVES

TABLE = "lobby_ticket"
IDENTITY = ("id", "institution_id", '"on"', "prefix", "seq", "key", "taken_at")


def _condition(differs: str) -> str:
    """True of an update that must not be."""
    moves = ", ".join(f"'{start}>{end}'" for start, ends in MOVES.items() for end in ends)
    stays = "NEW.n = OLD.n AND NEW.state = OLD.state"
    goes = f"NEW.n = OLD.n + 1 AND (OLD.state || '>' || NEW.state) IN ({moves})"
    other = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in IDENTITY)
    return f"NOT (({stays}) OR ({goes})) OR {other}"


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER {TABLE}_moves BEFORE UPDATE ON {TABLE} WHEN {_condition('IS NOT')} "
        f"BEGIN SELECT RAISE(ABORT, '{TABLE}: no such move'); END",
        f"CREATE TRIGGER {TABLE}_kept BEFORE DELETE ON {TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{TABLE}: a ticket is kept'); END",
    ]


def _postgresql() -> list[str]:
    return [
        f"CREATE FUNCTION {TABLE}_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{TABLE}: no such %', lower(TG_OP) USING ERRCODE = 'integrity_constraint_violation'; END $$",
        *_moves_postgresql(),
        f"CREATE TRIGGER {TABLE}_kept BEFORE DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {TABLE}_guard()",
        f"CREATE TRIGGER {TABLE}_not_emptied BEFORE TRUNCATE ON {TABLE} EXECUTE FUNCTION {TABLE}_guard()",
    ]


def _moves_postgresql() -> list[str]:
    return [
        f"CREATE OR REPLACE FUNCTION {TABLE}_moves() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {_condition('IS DISTINCT FROM')} THEN "
        f"RAISE EXCEPTION '{TABLE}: no such update' USING ERRCODE = 'integrity_constraint_violation'; "
        "END IF; RETURN NEW; END $$",
        f"DROP TRIGGER IF EXISTS {TABLE}_moves ON {TABLE}",
        f"CREATE TRIGGER {TABLE}_moves BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {TABLE}_moves()",
    ]


def moves_in_the_function() -> OnDatabase:
    """For databases that were made when the condition stood in the trigger's WHEN."""

    def forwards(_apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "postgresql":
            for statement in _moves_postgresql():
                editor.execute(statement, params=None)

    return OnDatabase(forwards, OnDatabase.noop)


def guard_moves() -> OnDatabase:
    """A migration operation after which the database refuses moves that `states.MOVES` does not have."""

    def forwards(_apps: Any, editor: Any) -> None:
        for statement in _sqlite() if editor.connection.vendor == "sqlite" else _postgresql():
            editor.execute(statement, params=None)

    def backwards(_apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP FUNCTION {TABLE}_guard() CASCADE")
            editor.execute(f"DROP FUNCTION {TABLE}_moves() CASCADE")
        else:
            for name in ("moves", "kept"):
                editor.execute(f"DROP TRIGGER {TABLE}_{name}")

    return OnDatabase(forwards, backwards)


def guard_states() -> OnDatabase:
    """A migration operation after which PostgreSQL keeps every CHECK of the ticket in the guard of its moves.

    What must not exist is refused as before, under the constraint's own name (check_violation).
    """

    return OnDatabase(_into_the_guard, _out_of_the_guard)


def _into_the_guard(_apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        checks = _checks(editor)
        dropped = [f'ALTER TABLE {TABLE} DROP CONSTRAINT IF EXISTS "{name}"' for name in checks]
        for statement in [*dropped, *_states_postgresql(checks)]:
            editor.execute(statement, params=None)


def _out_of_the_guard(_apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        checks = _checks(editor).items()
        added = [f'ALTER TABLE {TABLE} ADD CONSTRAINT "{name}" CHECK ({condition})' for name, condition in checks]
        for statement in [*_moves_postgresql(), *added]:
            editor.execute(statement, params=None)


def _checks(editor: Any) -> dict[str, str]:
    """The CHECKs of the model as it is now: its own by name, and those Django gives to columns of whole numbers."""
    ticket = models_now.get_model("lobby", "Ticket")
    own = [one for one in ticket._meta.constraints if isinstance(one, CheckConstraint)]
    found = {one.name: str(one._get_check_sql(ticket, editor)) for one in own}  # type: ignore[attr-defined]
    for field in ticket._meta.local_fields:
        if check := field.db_parameters(connection=editor.connection)["check"]:
            found[f"{TABLE}_{field.column}_check"] = check
    return found


def _states_postgresql(checks: dict[str, str]) -> list[str]:
    """All conditions in one expression, which nearly every row passes; only what fails is asked which it was."""
    new = {name: re.sub(r'"(\w+)"', r'NEW."\1"', condition) for name, condition in checks.items()}
    every = " AND ".join(f"({condition})" for condition in new.values())
    refusals = " ".join(
        f'IF NOT ({condition}) THEN RAISE EXCEPTION \'new row for relation "{TABLE}" violates check constraint '
        f"\"{name}\"' USING ERRCODE = 'check_violation', TABLE = '{TABLE}', CONSTRAINT = '{name}'; END IF;"
        for name, condition in new.items()
    )
    return [
        f"CREATE OR REPLACE FUNCTION {TABLE}_moves() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'UPDATE' AND ({_condition('IS DISTINCT FROM')}) THEN "
        f"RAISE EXCEPTION '{TABLE}: no such update' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        f"IF NOT ({every}) THEN {refusals} END IF; RETURN NEW; END $$",
        f"DROP TRIGGER IF EXISTS {TABLE}_moves ON {TABLE}",
        f"CREATE TRIGGER {TABLE}_moves BEFORE INSERT OR UPDATE ON {TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_moves()",
    ]

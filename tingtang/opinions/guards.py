"""What no check of one row can hold: calls go to a number that was left, nothing is done before it was recorded."""

from __future__ import annotations

from typing import Any

from tingtang.audit.triggers import OnDatabase

WRONG = """SELECT 1 FROM opinions_opinion o WHERE o.id = NEW.opinion_id
  AND (NEW.at < o.at OR (NEW.what IN ('called', 'not_reached') AND o.phone = ''))"""


def fits(vendor: str) -> str:
    """The statement after which a step fits its entry."""
    if vendor == "sqlite":
        return (
            "CREATE TRIGGER opinion_step_fits BEFORE INSERT ON opinions_step "
            f"WHEN EXISTS ({WRONG}) BEGIN SELECT RAISE(ABORT, 'opinion_step_fits'); END"
        )
    return (
        "CREATE TRIGGER opinion_step_fits BEFORE INSERT ON opinions_step "
        "FOR EACH ROW EXECUTE FUNCTION opinion_step_fits()"
    )


def _forwards(_apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(
            f"CREATE FUNCTION opinion_step_fits() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS ({WRONG}) "
            "THEN RAISE EXCEPTION 'opinion_step_fits' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            "RETURN NEW; END $$"
        )
    editor.execute(fits(editor.connection.vendor))


def _backwards(_apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TRIGGER opinion_step_fits")
    else:
        editor.execute("DROP FUNCTION opinion_step_fits() CASCADE")


def step_fits() -> OnDatabase:
    """A migration operation after which the database refuses a step that does not fit its entry."""
    return OnDatabase(_forwards, _backwards)

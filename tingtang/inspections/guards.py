"""What no check of one row can hold: marks are of the inspection's own sheet, in range, fixed once it is closed."""

from __future__ import annotations

from typing import Any

from tingtang.audit.triggers import OnDatabase

TABLE, NAME = "inspections_mark", "inspection_mark_fits"
WRONG = """NOT EXISTS (SELECT 1 FROM inspections_inspection i JOIN inspections_sheetitem t ON t.sheet_id = i.sheet_id
  WHERE i.id = NEW.inspection_id AND t.id = NEW.item_id AND i.state = 'draft'
  AND (NEW.score IS NULL OR NEW.score <= t.points))"""


def _forwards(_apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        for verb in ("INSERT", "UPDATE"):
            editor.execute(
                f"CREATE TRIGGER {NAME}_{verb.lower()} BEFORE {verb} ON {TABLE} WHEN {WRONG} "
                f"BEGIN SELECT RAISE(ABORT, '{NAME}'); END"
            )
        return
    editor.execute(
        f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {WRONG} THEN "
        f"RAISE EXCEPTION '{NAME}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
    )
    editor.execute(f"CREATE TRIGGER {NAME} BEFORE INSERT OR UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {NAME}()")


def _backwards(_apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        for verb in ("insert", "update"):
            editor.execute(f"DROP TRIGGER {NAME}_{verb}")
    else:
        editor.execute(f"DROP FUNCTION {NAME}() CASCADE")


def _aside(_apps: Any, editor: Any) -> None:
    """While SQLite rebuilds a table that the triggers name, they stand aside."""
    if editor.connection.vendor == "sqlite":
        _backwards(_apps, editor)


def mark_fits_aside() -> OnDatabase:
    """A migration operation that puts the rule aside on SQLite; `again(mark_fits())` brings it back."""
    return OnDatabase(_aside, lambda _apps, _editor: None)


def mark_fits() -> OnDatabase:
    """A migration operation after which the database refuses a mark that does not fit its inspection."""
    return OnDatabase(_forwards, _backwards)

"""What the database itself refuses of findings, photos and awards, on SQLite and PostgreSQL both."""

from __future__ import annotations

from typing import Any

from tingtang.audit.triggers import OnDatabase

DRAFT = "EXISTS (SELECT 1 FROM inspections_inspection i WHERE i.id = {row}.inspection_id AND i.state = 'draft')"
SAME = "((b.person_id IS NULL AND NEW.person_id IS NULL AND b.institution_id = NEW.institution_id) OR b.person_id = NEW.person_id)"  # noqa: E501
BARRED = f"NEW.withdrawn_at IS NULL AND EXISTS (SELECT 1 FROM inspections_bar b WHERE b.year = NEW.year AND {SAME})"
AWARDED = f"EXISTS (SELECT 1 FROM inspections_award b WHERE b.withdrawn_at IS NULL AND b.year = NEW.year AND {SAME})"
PHOTO = f"""NOT ((NEW.mending_id IS NULL AND {DRAFT.format(row="NEW")}
    AND (NEW.finding_id IS NULL OR EXISTS (SELECT 1 FROM inspections_finding f
         WHERE f.id = NEW.finding_id AND f.inspection_id = NEW.inspection_id)))
  OR EXISTS (SELECT 1 FROM inspections_mending m JOIN inspections_finding f ON f.id = m.finding_id
         WHERE m.id = NEW.mending_id AND f.id = NEW.finding_id AND f.inspection_id = NEW.inspection_id))"""
SEES = "PERFORM 1 FROM inspections_inspection WHERE id = {row}.inspection_id FOR SHARE; "
# Award and bar lock whom they are about first: of two at once the second sees the first.
WHOM = (
    "PERFORM 1 FROM organisation_institution WHERE institution_id = NEW.institution_id FOR NO KEY UPDATE; "
    "PERFORM 1 FROM organisation_staff WHERE staff_id = NEW.person_id FOR NO KEY UPDATE; "
)
# name -> (table, before what, what PostgreSQL locks first, when it is refused)
RULES = {
    "mark_is_kept_once_closed": (
        "inspections_mark", "DELETE", SEES.format(row="OLD"), f"NOT {DRAFT.format(row='OLD')}",
    ),
    "finding_of_an_open_inspection": (
        "inspections_finding", "INSERT", SEES.format(row="NEW"), f"NOT {DRAFT.format(row='NEW')}",
    ),
    "inspection_photo_fits": ("inspections_photo", "INSERT", SEES.format(row="NEW"), PHOTO),
    "award_is_not_barred": ("inspections_award", "INSERT", WHOM, BARRED),
    "award_stays_withdrawn": (
        "inspections_award", "UPDATE", "",
        "OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL OR NEW.year <> OLD.year "
        "OR NEW.institution_id <> OLD.institution_id OR NEW.title <> OLD.title",
    ),
    "bar_finds_no_award": ("inspections_bar", "INSERT", WHOM, AWARDED),
}  # fmt: skip


def _forwards(_apps: Any, editor: Any) -> None:
    for name, (table, verb, lock, wrong) in RULES.items():
        for statement in _statements(editor.connection.vendor, name, table, verb, lock, wrong):
            editor.execute(statement, params=None)
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "CREATE FUNCTION inspections_mark_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'inspections_mark: kept' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        editor.execute(
            "CREATE TRIGGER inspections_mark_not_emptied BEFORE TRUNCATE ON inspections_mark "
            "EXECUTE FUNCTION inspections_mark_kept()"
        )


def _statements(vendor: str, name: str, table: str, verb: str, lock: str, wrong: str) -> list[str]:
    if vendor == "sqlite":
        return [f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {wrong} BEGIN SELECT RAISE(ABORT, '{name}'); END"]
    row = "OLD" if verb == "DELETE" else "NEW"
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {lock}IF {wrong} THEN "
        f"RAISE EXCEPTION '{name}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END $$",
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def _backwards(_apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        for name in RULES:
            editor.execute(f"DROP TRIGGER {name}")
        return
    for name in (*RULES, "inspections_mark_kept"):
        editor.execute(f"DROP FUNCTION {name}() CASCADE")


def refusals() -> OnDatabase:
    """A migration operation after which the database refuses what the rules above name."""
    return OnDatabase(_forwards, _backwards)


def photo_fits() -> OnDatabase:
    """The rule about photos alone, for a migration that lets SQLite make their table anew."""
    name = "inspection_photo_fits"

    def forwards(_apps: Any, editor: Any) -> None:
        for statement in _statements(editor.connection.vendor, name, *RULES[name]):
            editor.execute(statement, params=None)

    return OnDatabase(forwards)

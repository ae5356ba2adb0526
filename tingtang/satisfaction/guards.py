"""What no check of one row can hold: an answer is of a version of its questionnaire and came by its way, its lines are
of that version, a slip is of the questionnaire and the outlet that it answers for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tingtang.audit.triggers import OnDatabase

# Table -> the condition under which a row fits: before slips, and since.
FITS_BEFORE = {
    "satisfaction_answer": "EXISTS (SELECT 1 FROM satisfaction_version v WHERE v.id = NEW.version_id "
    "AND v.questionnaire_id = NEW.questionnaire_id)",
    "satisfaction_answerline": "EXISTS (SELECT 1 FROM satisfaction_answer a JOIN satisfaction_question q "
    "ON q.version_id = a.version_id WHERE a.id = NEW.answer_id AND q.id = NEW.question_id AND q.n > 1)",
}
_WAY = "CASE substr(NEW.respondent, 1, 5) WHEN 'ticke' THEN 'ticket' WHEN 'slip:' THEN 'slip' ELSE 'link' END"
FITS = {
    **FITS_BEFORE,
    "satisfaction_answer": f"{FITS_BEFORE['satisfaction_answer']} AND EXISTS (SELECT 1 FROM "
    f"satisfaction_questionnaire q WHERE q.id = NEW.questionnaire_id AND q.way = {_WAY}) "
    "AND (substr(NEW.respondent, 1, 5) <> 'slip:' OR EXISTS ("
    "SELECT 1 FROM satisfaction_slip s WHERE s.questionnaire_id = NEW.questionnaire_id "
    "AND s.institution_id = NEW.institution_id AND NEW.respondent = 'slip:' || s.id))",
}


def _make(editor: Any, conditions: Mapping[str, str]) -> None:
    for table, fits in conditions.items():
        if editor.connection.vendor == "sqlite":
            editor.execute(
                f"CREATE TRIGGER {table}_fits BEFORE INSERT ON {table} WHEN NOT ({fits}) "
                f"BEGIN SELECT RAISE(ABORT, '{table}_fits'); END"
            )
            continue
        editor.execute(
            f"CREATE FUNCTION {table}_fits() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NOT ({fits}) THEN "
            f"RAISE EXCEPTION '{table}_fits' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            "RETURN NEW; END $$"
        )
        editor.execute(
            f"CREATE TRIGGER {table}_fits BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_fits()"
        )


def _drop(editor: Any) -> None:
    for table in FITS:
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER {table}_fits")
        else:
            editor.execute(f"DROP FUNCTION {table}_fits() CASCADE")


def answers_fit(conditions: Mapping[str, str] = FITS) -> OnDatabase:
    """A migration operation after which the database refuses an answer that does not fit its questionnaire."""
    return OnDatabase(lambda _, editor: _make(editor, conditions), lambda _, editor: _drop(editor))

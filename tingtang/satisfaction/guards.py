"""What no check of one row can hold: an answer is of a version of its questionnaire, its lines of that version."""

from __future__ import annotations

from typing import Any

from tingtang.audit.triggers import OnDatabase

# Table -> the condition under which a row fits.
FITS = {
    "satisfaction_answer": "EXISTS (SELECT 1 FROM satisfaction_version v WHERE v.id = NEW.version_id "
    "AND v.questionnaire_id = NEW.questionnaire_id)",
    "satisfaction_answerline": "EXISTS (SELECT 1 FROM satisfaction_answer a JOIN satisfaction_question q "
    "ON q.version_id = a.version_id WHERE a.id = NEW.answer_id AND q.id = NEW.question_id AND q.n > 1)",
}


def _forwards(_apps: Any, editor: Any) -> None:
    for table, fits in FITS.items():
        if editor.connection.vendor == "sqlite":
            editor.execute(
                f"CREATE TRIGGER {table}_fits BEFORE INSERT ON {table} WHEN NOT {fits} "
                f"BEGIN SELECT RAISE(ABORT, '{table}_fits'); END"
            )
            continue
        editor.execute(
            f"CREATE FUNCTION {table}_fits() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NOT {fits} THEN "
            f"RAISE EXCEPTION '{table}_fits' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            "RETURN NEW; END $$"
        )
        editor.execute(
            f"CREATE TRIGGER {table}_fits BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_fits()"
        )


def _backwards(_apps: Any, editor: Any) -> None:
    for table in FITS:
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER {table}_fits")
        else:
            editor.execute(f"DROP FUNCTION {table}_fits() CASCADE")


def answers_fit() -> OnDatabase:
    """A migration operation after which the database refuses an answer that does not fit its questionnaire."""
    return OnDatabase(_forwards, _backwards)

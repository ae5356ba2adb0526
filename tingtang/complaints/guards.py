"""What the database itself refuses, on SQLite and PostgreSQL: who may not handle a case, what never changes in one."""

from __future__ import annotations

from typing import Any

from tingtang.audit.refusing import refused_where
from tingtang.audit.triggers import OnDatabase, statements

CASE, HANDLING, CONCERNED, ROUND = (
    "complaints_complaint",
    "complaints_handling",
    "complaints_concerned",
    "complaints_round",
)
# As it came in: these columns of a case never change.
FIXED = (
    "number", "channel", "institution_id", "customer_id", "complainant", "facts", "request", "grounds", "first_asked",
    "received_at", "confidential", "key",
)  # fmt: skip
LETTER = ("findings", "offer", "refusal", "further", "issued_at", "issued_by")
DELIVERY = ("delivered_at", "proof_id", "quiet_until", "delivered_by")
ABOUT = f"EXISTS (SELECT 1 FROM {CONCERNED} c WHERE c.complaint_id = NEW.complaint_id AND c.staff_id = NEW.staff_id)"
HAS_IT = (
    f"EXISTS (SELECT 1 FROM {HANDLING} h WHERE h.complaint_id = NEW.complaint_id AND h.staff_id = NEW.staff_id "
    "AND h.ended_at IS NULL)"
)


def _differs(vendor: str, columns: tuple[str, ...]) -> str:
    word = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    return " OR ".join(f"NEW.{name} {word} OLD.{name}" for name in columns)


def _rules(vendor: str) -> dict[str, tuple[str, str, str]]:
    """name -> (table, before what, when it is refused)."""
    return {
        "handler_is_not_complained_about": (HANDLING, "INSERT", ABOUT),
        "handling_keeps_its_person": (HANDLING, "UPDATE", _differs(vendor, ("staff_id", "complaint_id", "round_id"))),
        "complained_about_does_not_handle": (CONCERNED, "INSERT", HAS_IT),
        "complaint_stays_as_it_came_in": (CASE, "UPDATE", _differs(vendor, FIXED)),
        "complaint_closed_for_good": (
            CASE,
            "UPDATE",
            f"OLD.closed_at IS NOT NULL AND ({_differs(vendor, ('state', 'closed_at', 'quiet_until', 'round'))})",
        ),
        "letter_is_final": (ROUND, "UPDATE", f"OLD.issued_at IS NOT NULL AND ({_differs(vendor, LETTER)})"),
        "delivery_is_final": (ROUND, "UPDATE", f"OLD.delivered_at IS NOT NULL AND ({_differs(vendor, DELIVERY)})"),
    }


KEPT = (CASE, HANDLING, CONCERNED, ROUND)


def _sqlite() -> list[str]:
    made = [
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{name}'); END"
        for name, (table, verb, when) in _rules("sqlite").items()
    ]
    return made + [
        f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{table}: kept'); END"
        for table in KEPT
    ]


def _postgresql() -> list[str]:
    """Both tables of people lock the case first, so that of two who write at once the second sees the first."""
    made: list[str] = []
    for name, (table, verb, when) in _rules("postgresql").items():
        lock = (
            f"PERFORM 1 FROM {CASE} WHERE id = NEW.complaint_id FOR NO KEY UPDATE; "
            if verb == "INSERT" and table in (HANDLING, CONCERNED)
            else ""
        )
        made += [
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {lock}"
            f"IF {when} THEN RAISE EXCEPTION '{name}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            "RETURN NEW; END $$",
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ]
    made.append(
        "CREATE FUNCTION complaints_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'complaints: kept' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    return made + [
        f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION complaints_kept()"
        for table in KEPT
    ]


def guarded() -> OnDatabase:
    """The migration operation that adds the rules, for the vendor it runs on.

    A later migration that makes Django rebuild one of these tables on SQLite drops its triggers: see `restored`.
    """

    def forwards(_apps: Any, editor: Any) -> None:
        for statement in _postgresql() if editor.connection.vendor == "postgresql" else _sqlite():
            editor.execute(statement, params=None)

    def backwards(_apps: Any, editor: Any) -> None:
        vendor = editor.connection.vendor
        if vendor == "postgresql":
            for name in (*_rules(vendor), "complaints_kept"):
                editor.execute(f"DROP FUNCTION {name}() CASCADE")
            return
        for name in (*_rules(vendor), *(f"{table}_kept" for table in KEPT)):
            editor.execute(f"DROP TRIGGER {name}")

    return OnDatabase(forwards, backwards)


def restored(*tables: str) -> OnDatabase:
    """The migration operation that gives these tables their rules back on SQLite, where a table that is remade loses
    them. The first and the last of such a migration, so that they stand both ways; elsewhere nothing is lost.
    """

    def restore(_apps: Any, editor: Any) -> None:
        if editor.connection.vendor != "sqlite":
            return
        for statement in (*_sqlite(), *statements("sqlite", "complaints_caseevent", ("UPDATE", "DELETE"))):
            if any(f" ON {table} " in statement for table in tables):
                editor.execute(statement.replace("CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS", 1), params=None)

    return OnDatabase(restore, restore)


CASE_OF = (
    f"SELECT 1 FROM complaints_lesson l JOIN {CASE} c ON c.id = COALESCE("
    "(SELECT r.complaint_id FROM complaints_repeat r WHERE r.id = NEW.repeat_id), l.complaint_id) "
    "WHERE l.id = NEW.lesson_id AND"
)


def taught() -> list[OnDatabase]:
    """The migration operations after which a lesson is told only once it is published, where its case happened, and
    never of a confidential case (A34.6)."""
    wrong = {
        "teaching_of_what_is_published": "l.state <> 'approved'",
        "teaching_tells_of_no_secret": "c.confidential",
        "teaching_where_it_happened": "c.institution_id <> NEW.institution_id",
    }
    return [refused_where(name, "complaints_teaching", "INSERT", f"{CASE_OF} {how}") for name, how in wrong.items()]


# What was said and by whom; how the case was sorted on the day: these never change either.
SAID = (
    "business", "cause", "tier", "phone", "address", "agent", "agent_phone", "agent_authority", "products",
    "happened_on", "source", "on", "follows_id",
)  # fmt: skip


def settled() -> list[OnDatabase]:
    """The migration operations after which nobody takes a name off a case that is about them, and a handler whose
    round is over is not brought back past the rule that nobody handles a case twice (A34.4)."""
    said = " OR ".join(f'NEW."{c}" <> OLD."{c}" OR (NEW."{c}" IS NULL) <> (OLD."{c}" IS NULL)' for c in SAID)
    wrong = {
        "complaint_stays_as_it_was_said": (CASE, said),
        "concerned_stays": (CONCERNED, "NEW.staff_id <> OLD.staff_id OR NEW.complaint_id <> OLD.complaint_id"),
        "handling_stays_ended": (
            HANDLING,
            "OLD.ended_at IS NOT NULL AND (NEW.ended_at IS NULL OR NEW.ended_at <> OLD.ended_at)",
        ),
    }
    return [refused_where(name, table, "UPDATE", f"SELECT 1 WHERE {how}") for name, (table, how) in wrong.items()]

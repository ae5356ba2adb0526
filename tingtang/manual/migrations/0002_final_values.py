"""A decided value is final and no value is ever removed: the database itself refuses, whoever asks."""

from django.db import migrations

from tingtang.audit.triggers import OnDatabase

TABLE = "manual_institutionvalue"
WHY = "a decided value of the manual is final"
KEPT = ("institution_id", "key", "value", "from_on", "reason", "proposed_by", "proposed_at")

SQLITE = (
    f"""CREATE TRIGGER {TABLE}_final BEFORE UPDATE ON {TABLE}
        WHEN OLD.state <> 'proposed' OR {" OR ".join(f"OLD.{c} IS NOT NEW.{c}" for c in KEPT)}
        BEGIN SELECT RAISE(ABORT, '{WHY}'); END""",
    f"""CREATE TRIGGER {TABLE}_kept BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{WHY}'); END""",
)
POSTGRES = (
    f"""CREATE FUNCTION {TABLE}_final() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'UPDATE' AND OLD.state = 'proposed'
           AND NOT ({" OR ".join(f"OLD.{c} IS DISTINCT FROM NEW.{c}" for c in KEPT)}) THEN RETURN NEW; END IF;
        RAISE EXCEPTION '{WHY}' USING ERRCODE = 'integrity_constraint_violation';
        END $$""",
    f"""CREATE TRIGGER {TABLE}_final BEFORE UPDATE OR DELETE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION {TABLE}_final()""",
    f"""CREATE TRIGGER {TABLE}_kept BEFORE TRUNCATE ON {TABLE}
        FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_final()""",
)


def forwards(_apps, editor):
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRES:
        editor.execute(statement)


def backwards(_apps, editor):
    if editor.connection.vendor == "sqlite":
        editor.execute(f"DROP TRIGGER {TABLE}_final")
        editor.execute(f"DROP TRIGGER {TABLE}_kept")
    else:
        editor.execute(f"DROP FUNCTION {TABLE}_final() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("manual", "0001_institution_value")]
    operations = [OnDatabase(forwards, backwards)]

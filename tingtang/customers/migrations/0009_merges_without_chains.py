"""A merge that ended stays as it is; and no file is both a duplicate and what another is a duplicate of."""

from typing import Any

from django.db import migrations

from tingtang.audit.finality import final_once
from tingtang.audit.triggers import OnDatabase

TABLE = "customers_merge"
CHAINED = (
    f"EXISTS (SELECT 1 FROM {TABLE} AS m WHERE m.state = 'linked' AND m.id <> NEW.id "
    "AND (m.duplicate_id = NEW.kept_id OR m.kept_id = NEW.duplicate_id))"
)


def _forwards(_apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        for verb in ("INSERT", "UPDATE"):
            editor.execute(
                f"CREATE TRIGGER {TABLE}_no_chain_{verb.lower()} AFTER {verb} ON {TABLE} "
                f"WHEN NEW.state = 'linked' AND {CHAINED} BEGIN SELECT RAISE(ABORT, '{TABLE}: chain'); END",
                params=None,
            )
        return
    editor.execute(
        f"CREATE FUNCTION {TABLE}_no_chain() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {CHAINED} THEN "
        f"RAISE EXCEPTION '{TABLE}: chain' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        "RETURN NEW; END $$",
        params=None,
    )
    editor.execute(
        f"CREATE TRIGGER {TABLE}_no_chain BEFORE INSERT OR UPDATE ON {TABLE} FOR EACH ROW "
        f"WHEN (NEW.state = 'linked') EXECUTE FUNCTION {TABLE}_no_chain()",
        params=None,
    )


def _backwards(_apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP FUNCTION {TABLE}_no_chain() CASCADE")
        return
    for verb in ("insert", "update"):
        editor.execute(f"DROP TRIGGER {TABLE}_no_chain_{verb}")


class Migration(migrations.Migration):
    dependencies = [("customers", "0008_quality_and_merges")]
    operations = [OnDatabase(_forwards, _backwards), final_once(TABLE, "ended_at")]

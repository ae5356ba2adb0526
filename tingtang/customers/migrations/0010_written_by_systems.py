"""Another system writes under its token's name, which is longer than a staff id.

On PostgreSQL the columns are widened in place. SQLite does not hold text to a length, and to rebuild the tables there
would drop the triggers that keep them as they are: only the state of the models changes.
"""

from typing import Any

from django.db import migrations, models

from tingtang.audit.triggers import OnDatabase

COLUMNS = (("informationentry", "by"), ("correction", "proposed_by"), ("correction", "decided_by"))


def _to(length: int) -> Any:
    def alter(_apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "postgresql":
            for model, column in COLUMNS:
                editor.execute(f'ALTER TABLE customers_{model} ALTER COLUMN "{column}" TYPE varchar({length})')

    return alter


class Migration(migrations.Migration):
    dependencies = [("customers", "0009_merges_without_chains")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[OnDatabase(_to(64), _to(32))],
            state_operations=[
                migrations.AlterField("informationentry", "by", models.CharField(max_length=64)),
                migrations.AlterField("correction", "proposed_by", models.CharField(max_length=64)),
                migrations.AlterField(
                    "correction", "decided_by", models.CharField(blank=True, default="", max_length=64)
                ),
            ],
        )
    ]

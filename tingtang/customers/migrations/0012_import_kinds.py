"""Files of prospects beside files of information; the key of a row stands among its values like every other cell."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models


def key_among_values(apps: Any, schema_editor: Any) -> None:
    """Of the files that wait to be taken in; each waits a day at most."""
    for batch in apps.get_model("customers", "ImportBatch").objects.filter(state="read"):
        for row in batch.rows:
            row["values"] = {"customer_id": row.pop("customer_id", ""), **row["values"]}
        batch.save(update_fields=["rows"])


class Migration(migrations.Migration):
    dependencies = [("customers", "0011_names_by_place")]

    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="kind",
            field=models.CharField(
                choices=[("information", "客户信息"), ("prospects", "潜在客户")], default="information", max_length=12
            ),
        ),
        migrations.AlterField(
            model_name="importbatch",
            name="rows",
            field=models.JSONField(
                default=list, help_text="[{row, values, headings, problems, notes}]; empty once ended"
            ),
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["information", "prospects"])), name="import_kind_known"
            ),
        ),
        migrations.RunPython(key_among_values, migrations.RunPython.noop),
    ]

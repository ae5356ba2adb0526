"""The keys of names know the home: a head finds a family name along the places below (adr/0072)."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from tingtang.audit.triggers import OnDatabase

KNOWN = (
    "UPDATE customers_namekey SET home_institution_id = (SELECT c.home_institution_id FROM customers_customer AS c "
    "WHERE c.customer_id = customers_namekey.customer_id)"
)


def _fill(_apps: Any, editor: Any) -> None:
    editor.execute(KNOWN)


def _nothing(_apps: Any, _editor: Any) -> None:
    """The column goes with what stands in it."""


def _home(*, null: bool) -> Any:
    return models.ForeignKey(
        db_index=False, null=null, on_delete=django.db.models.deletion.PROTECT, related_name="+",
        to="organisation.institution",
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("customers", "0010_written_by_systems"), ("organisation", "0005_devices")]
    operations = [
        migrations.AddField("namekey", "home_institution", _home(null=True)),
        OnDatabase(_fill, _nothing),
        migrations.AlterField("namekey", "home_institution", _home(null=False)),
        migrations.RemoveIndex("namekey", "name_key_prefix"),
        migrations.AddIndex(
            "namekey",
            models.Index(
                fields=["home_institution", "key"], name="name_key_at_home",
                opclasses=["varchar_ops", "varchar_pattern_ops"],
            ),
        ),
    ]  # fmt: skip

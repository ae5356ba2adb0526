"""Sheets, findings and their mending only grow; what was published stays as it was."""

from django.db import migrations

from tingtang.audit.finality import final_once
from tingtang.audit.triggers import append_only
from tingtang.inspections.guards import mark_fits


class Migration(migrations.Migration):
    dependencies = [("inspections", "0001_initial"), ("audit", "0002_append_only")]
    operations = [
        *(append_only(f"inspections_{table}") for table in ("sheet", "sheetitem", "finding", "mending")),
        final_once("inspections_inspection", "published_at"),
        mark_fits(),
    ]

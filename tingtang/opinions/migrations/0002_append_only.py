"""The book, its steps and its readings only grow."""

from django.db import migrations

from tingtang.audit.triggers import append_only
from tingtang.opinions.guards import step_fits


class Migration(migrations.Migration):
    dependencies = [("opinions", "0001_initial"), ("audit", "0002_append_only")]
    operations = [
        *(append_only(f"opinions_{table}") for table in ("photo", "opinion", "step", "reading")),
        step_fits(),
    ]

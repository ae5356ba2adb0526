"""Who may not handle a case, what never changes in one; the log and the papers only grow."""

from tingtang.audit.triggers import append_only
from tingtang.complaints.guards import guarded

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("complaints", "0001_initial"), ("audit", "0002_append_only")]
    operations = [
        guarded(),
        append_only("complaints_caseevent"),
        append_only("complaints_attachment"),
    ]

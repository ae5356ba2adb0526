"""Nobody and nothing is booked twice at a time; history and reports only grow."""

from tingtang.audit.triggers import append_only
from tingtang.bookings.overlap import holds_do_not_overlap

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("bookings", "0001_initial"), ("audit", "0002_append_only")]
    operations = [
        holds_do_not_overlap(),
        append_only("bookings_bookingevent"),
        append_only("bookings_monthreport"),
    ]

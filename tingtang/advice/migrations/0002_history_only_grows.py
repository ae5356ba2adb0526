"""Assessments, ratings, confirmations and histories only grow; a sale that has ended changes no more."""

from django.db import migrations

from tingtang.audit.finality import final_once
from tingtang.audit.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("advice", "0001_initial"), ("audit", "0002_append_only")]
    operations = [
        append_only("advice_assessment"),
        append_only("advice_riskrating"),
        append_only("advice_confirmation"),
        append_only("advice_saleevent"),
        final_once("advice_sale", "ended_at"),
    ]

"""The ledger of information only grows; an answered correction stays as it is."""

from django.db import migrations

from tingtang.audit.finality import final_once
from tingtang.audit.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("customers", "0006_information"), ("audit", "0002_append_only")]
    operations = [
        append_only("customers_informationentry"),
        final_once("customers_correction", "decided_at"),
    ]

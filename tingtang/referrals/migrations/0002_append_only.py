"""The history of a card only grows."""

from django.db import migrations

from tingtang.audit.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial"), ("audit", "0002_append_only")]
    operations = [append_only("referrals_referralevent")]

from django.db import migrations

from tingtang.duties.schema import keep_partitions


class Migration(migrations.Migration):
    dependencies = [("duties", "0002_ledger")]
    operations = [keep_partitions()]

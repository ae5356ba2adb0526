from django.db import migrations

from tingtang.audit.triggers import append_only
from tingtang.duties.schema import guards, partitions


class Migration(migrations.Migration):
    dependencies = [("duties", "0001_initial")]
    operations = [partitions("2024-01-01", "2027-12-31"), guards(), append_only("duties_dutyevent")]

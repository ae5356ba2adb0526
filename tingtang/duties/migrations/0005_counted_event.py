"""What counts towards a duty that asks for several things is an event of it; the table itself does not change."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0004_arrived_notice"),
    ]

    operations = [
        migrations.AlterField(
            model_name="dutyevent",
            name="what",
            field=models.CharField(choices=[('closed', 'Closed'), ('lapsed', 'Lapsed'), ('cancelled', 'Cancelled'), ('excuse_asked', 'Excuse Asked'), ('excuse_approved', 'Excuse Approved'), ('excuse_refused', 'Excuse Refused'), ('owner_changed', 'Owner Changed'), ('due_changed', 'Due Changed'), ('escalated', 'Escalated'), ('counted', 'Counted')], max_length=24),
        ),
    ]

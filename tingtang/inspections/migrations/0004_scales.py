from django.db import migrations, models
from django.db.models import PROTECT, Q

from tingtang.audit.triggers import append_only


class Migration(migrations.Migration):
    """How each line of a sheet is scored."""

    dependencies = [("inspections", "0003_plans_and_consequences")]

    operations = [
        migrations.CreateModel(
            name="Scale",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=200)),
                (
                    "item",
                    models.OneToOneField(on_delete=PROTECT, related_name="scale", to="inspections.sheetitem"),
                ),
            ],
            options={"constraints": [models.CheckConstraint(condition=~Q(text=""), name="scale_says_how")]},
        ),
        append_only("inspections_scale"),
    ]

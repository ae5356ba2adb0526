from django.db import migrations, models
from django.db.models import PROTECT, Q

from tingtang.audit.triggers import append_only
from tingtang.drills.guards import photos_fit


class Migration(migrations.Migration):
    """Photos of steps."""

    dependencies = [("drills", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("media", models.CharField(max_length=40)),
                ("content", models.BinaryField()),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("tick", models.OneToOneField(on_delete=PROTECT, related_name="photo", to="drills.tick")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(size__gte=1), name="step_photo_not_empty"),
                    models.CheckConstraint(condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="step_photo_has_its_hash"),
                    models.CheckConstraint(
                        condition=Q(media__in=["image/jpeg", "image/png"]), name="step_photo_readable"
                    ),
                ]
            },
        ),
        append_only("drills_photo"),
        *photos_fit(),
    ]

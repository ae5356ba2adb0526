"""That a customer was told how long it takes, and was seen to the door: both only grow."""

import django.db.models.deletion
from django.db import migrations, models

from tingtang.audit.triggers import append_only

KEY = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def of_ticket(name: str) -> tuple[str, models.ForeignKey]:
    """The ticket it belongs to."""
    protect = django.db.models.deletion.PROTECT
    return ("ticket", models.ForeignKey(db_index=False, on_delete=protect, related_name=name, to="lobby.ticket"))


class Migration(migrations.Migration):
    dependencies = [("lobby", "0006_cheaper_calls")]
    operations = [
        migrations.CreateModel(
            name="ToldTime",
            fields=[
                KEY,
                ("business", models.CharField(help_text="what the ticket was for when it was told", max_length=40)),
                ("minutes", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=64)),
                of_ticket("told_times"),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("ticket", "business", "minutes"), name="told_time_once"),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__range", (1, 1440))), name="told_time_within_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("business", ""), _negated=True), name="told_time_of_a_business"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Farewell",
            fields=[
                KEY,
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=64)),
                of_ticket("farewells"),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("ticket",), name="farewell_once")]},
        ),
        append_only("lobby_toldtime"),
        append_only("lobby_farewell"),
    ]

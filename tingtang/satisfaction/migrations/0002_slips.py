"""Slips: codes that are answered with once. How one answers is named (`way`), where `tied` said yes or no."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from tingtang.audit.finality import final_once
from tingtang.audit.triggers import OnDatabase, append_only, lifted
from tingtang.satisfaction.guards import FITS_BEFORE, answers_fit

# SQLite makes the two tables anew, which drops their triggers: they go first and come again on both databases.
STANDING = (
    answers_fit(FITS_BEFORE), final_once("satisfaction_questionnaire", "ended_at"), append_only("satisfaction_answer")
)  # fmt: skip


def _ways(_apps: Any, editor: Any) -> None:
    editor.execute("UPDATE satisfaction_questionnaire SET way = 'ticket' WHERE tied")


def _tied(_apps: Any, editor: Any) -> None:
    editor.execute("UPDATE satisfaction_questionnaire SET tied = (way = 'ticket')")


class Migration(migrations.Migration):
    """The tables of slips, the way of a questionnaire."""

    dependencies = [("organisation", "0007_contact_system"), ("satisfaction", "0001_initial")]

    operations = [
        *(lifted(one) for one in STANDING),
        migrations.CreateModel(
            name="Slip",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=64)),
                (
                    "institution",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                        to="organisation.institution",
                    ),
                ),
                (
                    "questionnaire",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="slips",
                        to="satisfaction.questionnaire",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["questionnaire", "institution"], name="slip_of_outlet")],
                "constraints": [
                    models.UniqueConstraint(fields=("digest",), name="slip_once"),
                    models.CheckConstraint(condition=Q(digest__regex="^[0-9a-f]{64}$"), name="slip_keeps_a_digest"),
                ],
            },
        ),
        migrations.AddField(
            model_name="questionnaire",
            name="way",
            field=models.CharField(
                choices=[("ticket", "凭号票"), ("slip", "一次性答卷码"), ("link", "共用二维码")], default="link", max_length=6
            ),
        ),
        OnDatabase(_ways, _tied),
        migrations.RemoveField(model_name="questionnaire", name="tied"),
        migrations.AddConstraint(
            model_name="questionnaire",
            constraint=models.CheckConstraint(
                condition=Q(way__in=["ticket", "slip", "link"]), name="questionnaire_way_known"
            ),
        ),
        migrations.RemoveConstraint(model_name="answer", name="answer_of_a_ticket_or_a_device"),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=Q(respondent__startswith="device:", ticket__isnull=True)
                | Q(respondent__startswith="slip:", ticket__isnull=True)
                | Q(respondent__startswith="ticket:", ticket__isnull=False),
                name="answer_of_a_ticket_a_slip_or_a_device",
            ),
        ),
        *(one for one in STANDING[1:]),
        append_only("satisfaction_slip"),
        answers_fit(),
    ]

"""A machine low on cash has a fault of its own kind: only an empty one is down. Those open or ended are told apart by
what was written of them."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import Q

from tingtang.audit.finality import final_once
from tingtang.audit.triggers import OnDatabase, lifted

KINDS = [
    ("broken", "故障停用"), ("partial", "部分功能不可用"), ("cash", "缺钞"), ("low", "现金偏低"), ("paper", "缺纸缺墨"),
    ("network", "网络中断"), ("content", "内容或外观不符"),
]  # fmt: skip
FINAL = final_once("lobby_devicefault", "fixed_at")


def _low(_apps: Any, editor: Any) -> None:
    editor.execute("UPDATE lobby_devicefault SET kind = 'low' WHERE kind = 'cash' AND described = '偏低'")


def _cash(_apps: Any, editor: Any) -> None:
    editor.execute("UPDATE lobby_devicefault SET kind = 'cash' WHERE kind = 'low'")


class Migration(migrations.Migration):
    """SQLite makes the table anew, which drops its trigger: it goes first and comes again on both databases."""

    dependencies = [("lobby", "0007_told_and_farewell")]

    operations = [
        lifted(FINAL),
        migrations.AlterField("devicefault", "kind", models.CharField(choices=KINDS, max_length=8)),
        migrations.RemoveConstraint("devicefault", "fault_kind_known"),
        OnDatabase(_low, _cash),
        migrations.AddConstraint(
            "devicefault",
            models.CheckConstraint(condition=Q(kind__in=[key for key, _ in KINDS]), name="fault_kind_known"),
        ),
        FINAL,
    ]

"""Registers that only grow, and records that are final once ended."""

from django.db import migrations

from tingtang.audit.triggers import append_only
from tingtang.audit.finality import final_once

GROWING = ("patrolround", "outagenote", "counterfeitreceipt", "counterfeitnote", "guardpatrol", "incident")
ENDED = {
    "awayservice": "reported_at",
    "devicefault": "fixed_at",
    "announcement": "withdrawn_at",
    "outage": "ended_at",
    "cashvan": "left_at",
    "crowding": "ended_at",
}


class Migration(migrations.Migration):
    dependencies = [("lobby", "0003_registers")]
    operations = [
        *(append_only(f"lobby_{table}") for table in GROWING),
        *(final_once(f"lobby_{table}", ended) for table, ended in ENDED.items()),
    ]

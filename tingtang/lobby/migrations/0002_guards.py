"""Logs that only grow, and tickets that only move as declared."""

from django.db import migrations

from tingtang.audit.triggers import append_only
from tingtang.lobby.schema import guard_moves


class Migration(migrations.Migration):
    dependencies = [("lobby", "0001_initial"), ("audit", "0002_append_only")]
    operations = [
        append_only("lobby_step"),
        append_only("lobby_counterstep"),
        append_only("lobby_rating"),
        append_only("lobby_care"),
        guard_moves(),
    ]

"""On PostgreSQL the CHECKs of a ticket stand in the guard of its moves: read from their text by every statement, they
were a sixth of what a call costs the database (docs/adr/0082)."""

from __future__ import annotations

from django.db import migrations

from tingtang.lobby.schema import guard_states


class Migration(migrations.Migration):
    """Nothing changes of what may stand in the table, nor on SQLite."""

    dependencies = [("lobby", "0008_low_on_cash")]

    operations = [guard_states()]

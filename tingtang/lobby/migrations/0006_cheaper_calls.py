"""What a call pays for in the database: the guard of moves in a function, no index that only pruning used."""

from django.db import migrations

from tingtang.lobby.schema import moves_in_the_function


class Migration(migrations.Migration):
    dependencies = [("lobby", "0005_preparation")]
    operations = [
        moves_in_the_function(),
        migrations.RemoveIndex(model_name="idempotencykey", name="idempotency_at"),
    ]

"""On PostgreSQL each commit that wrote to the outbox wakes the readers, whoever wrote: the ORM, COPY or plain SQL."""

from django.db import migrations

from tingtang.audit.triggers import OnDatabase

FUNCTION = """
CREATE FUNCTION live_wake() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_notify('tingtang_live', ''); RETURN NULL; END $$
"""
TRIGGER = "CREATE TRIGGER live_wake AFTER INSERT ON live_outboxevent FOR EACH STATEMENT EXECUTE FUNCTION live_wake()"


def forwards(_apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(FUNCTION)
        editor.execute(TRIGGER)


def backwards(_apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION live_wake() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("live", "0001_initial")]
    operations = [OnDatabase(forwards, backwards)]

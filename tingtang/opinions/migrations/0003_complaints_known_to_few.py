"""An entry becomes a complaint in one step, and may become one that another who took it in must not learn of (A34.6)."""

from typing import Any

from django.db import migrations, models

from tingtang.audit.triggers import OnDatabase, statements
from tingtang.opinions.guards import fits


def unwished(_apps: Any, editor: Any) -> None:
    """A wish that somebody take a complaint in was a step of its own, read by everybody: there is none any more."""
    if editor.connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            editor.execute(f"DROP TRIGGER IF EXISTS opinions_step_no_{verb}")
        editor.execute("DELETE FROM opinions_step WHERE what = 'complaint_wished'")
        return
    editor.execute("ALTER TABLE opinions_step DISABLE TRIGGER USER")
    editor.execute("DELETE FROM opinions_step WHERE what = 'complaint_wished'")
    editor.execute("ALTER TABLE opinions_step ENABLE TRIGGER USER")


def restored(_apps: Any, editor: Any) -> None:
    """A table that SQLite remakes loses its triggers."""
    if editor.connection.vendor != "sqlite":
        return
    for statement in (*statements("sqlite", "opinions_step", ("UPDATE", "DELETE")), fits("sqlite")):
        editor.execute(statement.replace("CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS", 1))


def nothing(_apps: Any, _editor: Any) -> None:
    """The way back: what was deleted stays so."""


class Migration(migrations.Migration):
    dependencies = [("opinions", "0002_append_only")]
    operations = [
        OnDatabase(nothing, restored),
        OnDatabase(unwished, nothing),
        migrations.RemoveConstraint(model_name="step", name="opinion_step_known"),
        migrations.RemoveConstraint(model_name="step", name="opinion_step_once"),
        migrations.AlterField(
            model_name="step",
            name="what",
            field=models.CharField(
                choices=[
                    ("answered", "答复"), ("called", "电话回访"), ("not_reached", "未接通"),
                    ("complaint_linked", "投诉立案"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(("what__in", ["answered", "called", "not_reached", "complaint_linked"])),
                name="opinion_step_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(
                condition=models.Q(("what__in", ["answered", "called"])),
                fields=("opinion", "what"),
                name="opinion_step_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ref", ""), _negated=True), fields=("ref",), name="opinion_case_of_one_entry"
            ),
        ),
        OnDatabase(restored, nothing),
    ]

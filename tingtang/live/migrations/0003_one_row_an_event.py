"""An event on several topics is one row; no index that only pruning used."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("live", "0002_wake_readers")]
    operations = [
        migrations.RemoveIndex(model_name="outboxevent", name="outbox_at"),
        migrations.AlterField(
            model_name="outboxevent",
            name="topic",
            field=models.CharField(
                help_text="who may want to know: kind:key, such as staff:S1; several with a space between",
                max_length=100,
            ),
        ),
    ]

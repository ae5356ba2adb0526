"""What stands in the line of a quarantined row: its place in the feed. Nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('nightly', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='quarantinedrow',
            name='line',
            field=models.TextField(blank=True, default='', help_text='its place in the feed: row 12, or line 12 of a file'),
        ),
    ]

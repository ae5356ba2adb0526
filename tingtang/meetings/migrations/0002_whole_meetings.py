from django.db import migrations

from tingtang.meetings.guards import whole_meetings


class Migration(migrations.Migration):
    """A meeting is written down whole: who was there and the tasks first, the meeting last."""

    dependencies = [("meetings", "0001_initial")]

    operations = whole_meetings()

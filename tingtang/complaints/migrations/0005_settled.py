"""What was said, whom it is about and who is through with it do not change, whoever writes."""

from tingtang.complaints.guards import settled

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("complaints", "0004_teaching")]
    operations = settled()

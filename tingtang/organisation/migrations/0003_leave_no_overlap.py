from tingtang.organisation.leave_rule import leaves_do_not_overlap

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("organisation", "0002_time_and_sessions")]
    operations = [leaves_do_not_overlap()]

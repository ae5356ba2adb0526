"""Targets, signed reports, opinions and surveys only grow; a campaign that ended and a plan that was reviewed are final."""

from django.db import migrations

from tingtang.audit.finality import final_once
from tingtang.audit.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("outreach", "0001_initial"), ("audit", "0002_append_only")]
    operations = [
        append_only("outreach_daytarget"),
        append_only("outreach_activityreport"),
        append_only("outreach_opinion"),
        append_only("outreach_survey"),
        final_once("outreach_campaign", "ended_at"),
        final_once("outreach_customerplan", "reviewed_at"),
    ]

"""How the prospect was talked to (A22.2g). SQLite makes the table anew, so its guards are taken off and put back."""

from django.db import migrations, models

from tingtang.audit.triggers import append_only, lifted

guards = append_only("referrals_referralevent")


class Migration(migrations.Migration):
    dependencies = [("referrals", "0002_append_only")]

    operations = [
        lifted(guards),
        migrations.AddField(
            model_name="referralevent",
            name="channel",
            field=models.CharField(blank=True, default="", help_text="how they talked; empty: not said", max_length=10),
        ),
        migrations.AddConstraint(
            model_name="referralevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel", ""), ("what__in", ["attempt", "contacted", "won", "lost"]), _connector="OR"),
                name="referral_event_channel_of_a_talk",
            ),
        ),
        guards,
    ]

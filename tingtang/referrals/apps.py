"""The room's Django configuration."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    """tingtang.referrals"""

    name = "tingtang.referrals"
    label = "referrals"

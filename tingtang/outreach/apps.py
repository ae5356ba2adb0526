"""The room's Django configuration."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    """tingtang.outreach"""

    name = "tingtang.outreach"
    label = "outreach"

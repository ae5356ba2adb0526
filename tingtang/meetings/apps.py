"""The room's Django configuration."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """tingtang.meetings"""

    name = "tingtang.meetings"
    label = "meetings"

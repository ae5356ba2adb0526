"""The room's Django configuration."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    """tingtang.live"""

    name = "tingtang.live"
    label = "live"

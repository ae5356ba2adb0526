"""The room's Django configuration."""

from django.apps import AppConfig


class HandoversConfig(AppConfig):
    """tingtang.handovers"""

    name = "tingtang.handovers"
    label = "handovers"

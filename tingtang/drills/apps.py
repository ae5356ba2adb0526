"""The room's Django configuration."""

from django.apps import AppConfig


class DrillsConfig(AppConfig):
    """tingtang.drills"""

    name = "tingtang.drills"
    label = "drills"

"""The room's Django configuration."""

from django.apps import AppConfig


class SatisfactionConfig(AppConfig):
    """tingtang.satisfaction"""

    name = "tingtang.satisfaction"
    label = "satisfaction"

"""The room's Django configuration."""

from django.apps import AppConfig


class ManualConfig(AppConfig):
    """tingtang.manual"""

    name = "tingtang.manual"
    label = "manual"

"""The room's Django configuration."""

from django.apps import AppConfig


class NightlyConfig(AppConfig):
    """tingtang.nightly"""

    name = "tingtang.nightly"
    label = "nightly"

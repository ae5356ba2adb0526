"""The room's Django configuration."""

from django.apps import AppConfig


class CorporateConfig(AppConfig):
    """tingtang.corporate"""

    name = "tingtang.corporate"
    label = "corporate"

"""The room's Django configuration."""

from django.apps import AppConfig


class OpinionsConfig(AppConfig):
    """tingtang.opinions"""

    name = "tingtang.opinions"
    label = "opinions"

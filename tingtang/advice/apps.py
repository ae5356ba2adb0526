"""The room's Django configuration."""

from django.apps import AppConfig


class AdviceConfig(AppConfig):
    """tingtang.advice"""

    name = "tingtang.advice"
    label = "advice"

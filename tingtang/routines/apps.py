"""The room's Django configuration."""

from django.apps import AppConfig


class RoutinesConfig(AppConfig):
    """tingtang.routines"""

    name = "tingtang.routines"
    label = "routines"

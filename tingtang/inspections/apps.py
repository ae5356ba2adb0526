"""The room's Django configuration."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """tingtang.inspections"""

    name = "tingtang.inspections"
    label = "inspections"

"""The room's Django configuration."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """tingtang.jobs"""

    name = "tingtang.jobs"
    label = "jobs"

"""The room's Django configuration."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """tingtang.audit"""

    name = "tingtang.audit"
    label = "audit"

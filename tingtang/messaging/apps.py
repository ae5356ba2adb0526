"""The room's Django configuration."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """tingtang.messaging"""

    name = "tingtang.messaging"
    label = "messaging"

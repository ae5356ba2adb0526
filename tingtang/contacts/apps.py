"""The room's Django configuration."""

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    """tingtang.contacts"""

    name = "tingtang.contacts"
    label = "contacts"

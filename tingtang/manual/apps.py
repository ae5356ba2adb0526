"""The room's Django configuration."""

from django.apps import AppConfig


class ManualConfig(AppConfig):
    """tingtang.manual"""

    name = "tingtang.manual"
    label = "manual"

    def ready(self) -> None:
        """Tell the trail what the kinds of duties are called."""
        from tingtang.manual.queries import kind_title
        from tingtang.organisation.words import CODES_SAID

        CODES_SAID.append(kind_title)

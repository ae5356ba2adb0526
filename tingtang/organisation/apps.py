"""The room's Django configuration."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """tingtang.organisation"""

    name = "tingtang.organisation"
    label = "organisation"

    def ready(self) -> None:
        """Hear of sign-ins, whichever way they come."""
        from tingtang.organisation import sign_in  # noqa: F401  # connects the signals

"""The room's Django configuration."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """tingtang.complaints"""

    name = "tingtang.complaints"
    label = "complaints"

    def ready(self) -> None:
        """Say what of the audit trail is kept from whom, and who does not hear of an overdue duty."""
        from tingtang.complaints.standing import hears, kept_in_trail
        from tingtang.duties.actions.escalating import KEPT_FROM as NOT_TOLD
        from tingtang.organisation.trace import KEPT_FROM

        KEPT_FROM.append(kept_in_trail)
        NOT_TOLD.append(hears)

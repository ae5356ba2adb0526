"""The room's Django configuration."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    """tingtang.referrals"""

    name = "tingtang.referrals"
    label = "referrals"

    def ready(self) -> None:
        """Say whose a card is that came back: whoever heads the outlet today."""
        from tingtang.duties.actions.following import NAMED_FOR_POST
        from tingtang.organisation.positions import Position

        NAMED_FOR_POST["referral.reassign"] = (Position.OUTLET_HEAD, Position.BRANCH_HEAD)

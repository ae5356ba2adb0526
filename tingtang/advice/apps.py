"""The room's Django configuration."""

from django.apps import AppConfig


class AdviceConfig(AppConfig):
    """tingtang.advice"""

    name = "tingtang.advice"
    label = "advice"

    def ready(self) -> None:
        """Say whose the answers about quota are: whoever heads the level asked today."""
        from tingtang.duties.actions.following import NAMED_FOR_POST
        from tingtang.organisation.positions import Position

        NAMED_FOR_POST.update({kind: (Position.BRANCH_HEAD,) for kind in ("quota.answer", "quota.give_back")})

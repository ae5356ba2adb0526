"""The room's Django configuration."""

from typing import Any

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    """tingtang.duties"""

    name = "tingtang.duties"
    label = "duties"

    def ready(self) -> None:
        """Say who may follow an institution's topic. A person's own is the desk's, where pages follow it."""
        from tingtang.live.topics import register

        register("institution", _may_follow_institution)


def _may_follow_institution(user: Any, key: str) -> bool:
    """Whoever may see the duties there."""
    from django.utils import timezone

    from tingtang.organisation.access import may_at, viewer_for

    return may_at(viewer_for(user, timezone.localdate()), "duty.see_below", key)

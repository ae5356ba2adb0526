"""The room's Django configuration."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    """tingtang.duties"""

    name = "tingtang.duties"
    label = "duties"

    def ready(self) -> None:
        """Say who may follow an institution's topic (a person's own is the desk's, where pages follow it), and hear of
        changed posts: what a post owes is owed by whoever holds it now."""
        from tingtang.live.topics import register
        from tingtang.organisation.posts import on_change

        register("institution", _may_follow_institution)
        on_change(_posts_changed)


def _may_follow_institution(user: Any, key: str) -> bool:
    """Whoever may see the duties there."""
    from django.utils import timezone

    from tingtang.organisation.access import may_at, viewer_for

    return may_at(viewer_for(user, timezone.localdate()), "duty.see_below", key)


def _posts_changed(*, institutions: Collection[str] | None, by: str, at: datetime) -> None:
    from tingtang.duties.actions import follow_posts

    follow_posts(institutions=institutions, by=by, at=at)

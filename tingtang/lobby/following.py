"""Who may follow the lobby live: an outlet's and a counter's topic by right, a ticket's by its unguessable key."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from tingtang.live.topics import register
from tingtang.organisation.access import Viewer, may_at, viewer_for


def register_topics() -> None:
    """`outlet:<institution_id>`, `counter:<id>`, `ticket:<key>`."""
    register("outlet", _may_follow_outlet)
    register("counter", _may_follow_counter)
    register("ticket", lambda _follower, _key: True, public=True)


def _may_follow_outlet(follower: Any, key: str) -> bool:
    return may_at(_viewer(follower), "lobby.follow", key)


def _may_follow_counter(follower: Any, key: str) -> bool:
    from tingtang.lobby.models import Counter

    outlet = Counter.objects.filter(pk=int(key)).values_list("institution_id", flat=True) if key.isdecimal() else ()
    return any(_may_follow_outlet(follower, institution) for institution in outlet)


def _viewer(follower: Any) -> Viewer:
    """A signed-in person's viewer as of today, or that of a device (`organisation.devices.Device`)."""
    viewer = getattr(follower, "viewer", None)
    return viewer if isinstance(viewer, Viewer) else viewer_for(follower, timezone.localdate())

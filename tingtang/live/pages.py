"""What a page needs to follow topics: one dictionary for its `<meta name="live">` tag, read by assets/src/live.js."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from tingtang.live import queries, tickets
from tingtang.live.topics import require


def follow(request: HttpRequest, topics: Sequence[str], *, at: datetime) -> dict[str, Any]:
    """Ticket, addresses and position for `topics`; call it *before* the page reads its data.

    -> {topics, ticket, after, stream, poll, renew, renew_in_seconds}.
    Raises NotAllowed for a topic outside the person's right.
    In a template: `<meta name="live" content='{{ live|tojson }}'>`.
    """
    follower = follower_of(request)
    require(follower, topics)
    return {
        "topics": list(topics),
        "ticket": tickets.issue(viewer=follower.get_username() or "public", topics=topics, at=at),
        "after": str(queries.current(at=at)),
        "stream": stream_address(request),
        "poll": reverse("live-poll"),
        "renew": reverse("live-ticket"),
        "renew_in_seconds": int(tickets.LIFE.total_seconds()),
    }


def follower_of(request: HttpRequest) -> Any:
    """Who follows: a device that signed in by its own cookie (`request.live_follower`), else the signed-in user."""
    return getattr(request, "live_follower", None) or request.user


def stream_address(request: HttpRequest) -> str:
    """TINGTANG_LIVE_URL where a proxy joins both under one origin; else the same host at the stream's own port."""
    if settings.LIVE_URL:
        return str(settings.LIVE_URL)
    host = request.get_host()
    name = host[: host.index("]") + 1] if host.startswith("[") else host.split(":")[0]
    return f"{request.scheme}://{name}:{settings.LIVE_PORT}/live"

"""What pages of the desk follow on the live channel."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from tingtang.live.pages import follow
from tingtang.live.topics import NotAllowed
from tingtang.organisation.access import viewer_of


def follow_mine(request: HttpRequest, at: datetime) -> dict[str, Any] | None:
    """The person's own topic; None where there is nobody to follow or nobody registered the topic."""
    staff_id = viewer_of(request).staff_id
    try:
        return follow(request, [f"staff:{staff_id}"], at=at) if staff_id else None
    except NotAllowed:
        return None

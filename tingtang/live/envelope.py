"""How an event looks on the wire, the same by stream and by polling."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from tingtang.live.models import OutboxEvent


def envelope(event: OutboxEvent, topic: str) -> dict[str, Any]:
    """{id, topic, name, at, payload} for a reader of `topic`: `id` is unique, so a reader drops what it has seen."""
    return {
        "id": event.pk,
        "topic": topic,
        "name": event.name,
        "at": event.at.isoformat(),
        "payload": event.payload,
    }


def frame(event: OutboxEvent, topic: str) -> bytes:
    """One server-sent event without its position; `position` follows the last of a batch."""
    text = json.dumps(envelope(event, topic), ensure_ascii=False, separators=(",", ":"))
    return f"data: {text}\n\n".encode()


def followed(event: OutboxEvent, topics: Collection[str]) -> str:
    """The topic of the event that a reader of `topics` follows: the first, where there are several."""
    return next(topic for topic in event.topics if topic in topics)


def notice(name: str, cursor: object) -> bytes:
    """`beat` (still here, position so far), `mark` (the end of a batch) or `reset` (read the page again)."""
    return f'id: {cursor}\nevent: {name}\ndata: {{"after":"{cursor}"}}\n\n'.encode()

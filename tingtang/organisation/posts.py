"""Who is to hear that posts at institutions changed hands, at once and in the same transaction.

A room above registers in its `ready`; this room and the night, which writes the feed's staff, tell.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

Listener = Callable[..., object]
_listeners: list[Listener] = []


def on_change(listener: Listener) -> None:
    """`listener(institutions=, by=, at=)` is called inside the transaction that changes a post.

    `institutions`: where posts changed, None for anywhere. It may be called for what changed nothing that concerns it,
    and for a post that begins or ends on another day: it looks at who holds the posts at `at`.
    """
    if listener not in _listeners:
        _listeners.append(listener)


def changed(*, institutions: Collection[str] | None, by: str, at: datetime) -> None:
    """Tell everybody who wants to hear of it; what they raise takes the change back too."""
    for listener in _listeners:
        listener(institutions=institutions, by=by, at=at)

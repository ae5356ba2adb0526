"""Delivery. A crash between the gateway's yes and our note of it sends a message twice; none is lost."""

from __future__ import annotations

from datetime import timedelta

from tingtang.jobs.registry import Run, job
from tingtang.messaging.models import Message, State
from tingtang.messaging.ways import NotDelivered, hand_over

ATTEMPTS = 6
OPEN = (State.WAITING, State.FAILED)  # failed: a person had the dead letter tried again


@job("messaging.deliver", attempts=ATTEMPTS, first_pause=timedelta(seconds=20))
def deliver(run: Run, *, message_id: int) -> None:
    """Send one message unless it was withdrawn. Raises NotDelivered; after the last attempt the message has failed."""
    waiting = Message.objects.filter(pk=message_id, state__in=OPEN)
    message = waiting.first()
    if message is None:
        return
    try:
        hand_over(message)
    except NotDelivered:
        if run.attempt >= ATTEMPTS:
            waiting.update(state=State.FAILED)
        raise
    waiting.update(state=State.SENT, sent_at=run.at)

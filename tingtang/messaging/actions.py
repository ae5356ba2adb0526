"""Writing a message inside the transaction of what it tells of, and calling it back while it still waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tingtang.messaging.jobs import deliver
from tingtang.messaging.models import Message, State


@dataclass(frozen=True, slots=True)
class Letter:
    """What to say to whom: `way` is sms or mail, `to` a number or address, `about` what it belongs to (booking:7)."""

    key: str
    about: str
    institution_id: str
    way: str
    to: str
    title: str
    text: str


@transaction.atomic
def send(*, letter: Letter, at: datetime, not_before: datetime | None = None) -> Message:
    """Write it down and queue its delivery, from `not_before` on. A key known already adds nothing."""
    due = max(at, not_before or at)
    Message.objects.bulk_create(
        [
            Message(
                key=letter.key, about=letter.about, institution_id=letter.institution_id, way=letter.way,
                to=letter.to, title=letter.title, text=letter.text, written_at=at, not_before=due,
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    message = Message.objects.get(key=letter.key)
    deliver.enqueue(at=at, run_at=message.not_before, key=f"message:{message.pk}", message_id=message.pk)
    return message


def forget(*, before: datetime) -> int:
    """Remove what was written before then and waits for nothing any more; returns how many."""
    return Message.objects.filter(written_at__lt=before).exclude(state=State.WAITING).delete()[0]


def withdraw(*, about: str) -> int:
    """What waits about it is not sent any more; returns how many."""
    return Message.objects.filter(about=about, state=State.WAITING).update(state=State.WITHDRAWN)

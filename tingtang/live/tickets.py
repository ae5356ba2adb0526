"""The signed, short-lived right to follow topics: issued by the pages, checked by the stream, which has no session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core import signing

LIFE = timedelta(minutes=15)  # also how long a right that was taken away may linger
_SALT = "tingtang.live.ticket"


class BadTicket(ValueError):
    """Forged, garbled or expired."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """Who may follow which topics until when."""

    viewer: str
    topics: tuple[str, ...]
    until: datetime


def issue(*, viewer: str, topics: Sequence[str], at: datetime) -> str:
    """A ticket for `viewer`; the caller has checked the topics (`live.topics.require`)."""
    until = int((at + LIFE).timestamp())
    return signing.dumps([viewer, list(topics), until], salt=_SALT, compress=True)


def read(text: str, *, at: datetime) -> Ticket:
    """The ticket written as `text`. Raises BadTicket."""
    try:
        viewer, topics, until = signing.loads(text, salt=_SALT)
    except signing.BadSignature as error:
        raise BadTicket("not a ticket of this installation") from error
    ticket = Ticket(viewer, tuple(topics), datetime.fromtimestamp(until, UTC))
    if ticket.until <= at:
        raise BadTicket("expired")
    return ticket

"""Reading messages."""

from __future__ import annotations

from django.db.models import QuerySet

from tingtang.messaging.models import Message


def about(subject: str) -> QuerySet[Message]:
    """What was written about something (booking:7), oldest first."""
    return Message.objects.filter(about=subject).order_by("pk")

"""Messages to customers, as they were written: the bank's word, so it is kept with what became of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Way(models.TextChoices):
    """How a message travels."""

    SMS = "sms", "短信"
    MAIL = "mail", "邮件"


class State(models.TextChoices):
    """Only a message that waits can still be withdrawn; one that failed can be tried again by a person."""

    WAITING = "waiting", "待发送"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败"
    WITHDRAWN = "withdrawn", "已撤回"


class Message(models.Model):
    """One message to one customer. `about` is what it belongs to (booking:7), `key` makes it be written once."""

    key = models.CharField(max_length=100, unique=True)
    about = models.CharField(max_length=60)
    institution_id = models.CharField(max_length=32)
    way = models.CharField(max_length=4, choices=Way.choices)
    to = models.CharField(max_length=120)
    title = models.CharField(max_length=60)
    text = models.CharField(max_length=1600, help_text="the longest directions with their link go in")
    written_at = models.DateTimeField()
    not_before = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(way__in=Way.values), name="message_way_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="message_state_known"),
            models.CheckConstraint(condition=~Q(to="") & ~Q(text=""), name="message_to_somebody"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at__isnull=True),
                name="message_sent_iff_known_when",
            ),
        ]
        indexes = [
            models.Index(fields=["about", "id"], name="message_about"),
            models.Index(fields=["written_at"], name="message_written"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"

"""What is recorded beside a visit: ratings with their revisions, care, the time told, farewells; answers given."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tingtang.lobby.models.tickets import Ticket

MOST_TOLD = 1440  # minutes of a day: no service takes longer


class Rating(models.Model):
    """A customer's rating of a served visit; a change of mind is a further revision, the earlier ones stay."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="rated", db_index=False)
    revision = models.PositiveSmallIntegerField()
    score = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list, blank=True)
    comment = models.CharField(max_length=500, blank=True, default="")
    at = models.DateTimeField()
    by = models.CharField(max_length=64, help_text="the panel, or the public page of the ticket")
    client_key = models.CharField(
        max_length=64, null=True, help_text="a panel's own key: sent again after a lost network, kept once"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "revision"], name="rating_revision_once"),
            models.UniqueConstraint(fields=["client_key"], name="rating_sent_once"),
            models.CheckConstraint(condition=Q(score__range=(1, 5)), name="rating_one_to_five"),
            models.CheckConstraint(condition=Q(revision__gte=1), name="rating_revisions_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} #{self.revision}: {self.score}"


class Care(models.Model):
    """Somebody cared for a waiting customer (A19.2d)."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="cared")
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    note = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.at:%F %T}"


class ToldTime(models.Model):
    """A customer was told how long the service takes (A20.2c); another length told later is a further row."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="told_times", db_index=False)
    business = models.CharField(max_length=40, help_text="what the ticket was for when it was told")
    minutes = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "business", "minutes"], name="told_time_once"),
            models.CheckConstraint(condition=Q(minutes__range=(1, MOST_TOLD)), name="told_time_within_a_day"),
            models.CheckConstraint(condition=~Q(business=""), name="told_time_of_a_business"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.business}: {self.minutes}"


class Farewell(models.Model):
    """An important customer was seen to the door after the service had ended (A19.2g)."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="farewells", db_index=False)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket"], name="farewell_once")]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.at:%F %T}"


class IdempotencyKey(models.Model):
    """The first answer to a request that carried a key; the same request again gets it, and nothing happens twice."""

    actor = models.CharField(max_length=80)
    key = models.CharField(max_length=64)
    operation = models.CharField(max_length=64)
    request_hash = models.CharField(max_length=64, help_text="SHA-256 of operation and body, hex")
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="idempotency_key_once")]

    def __str__(self) -> str:
        return f"{self.actor} {self.key}"

"""The queue, the leases and the clock's memory."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class State(models.TextChoices):
    """Waiting, held by a worker, finished, or given up until a person looks."""

    QUEUED = "queued", "等待"
    LEASED = "leased", "进行中"
    DONE = "done", "完成"
    DEAD = "dead", "失败"


class Job(models.Model):
    """One piece of work, enqueued in the transaction that made it necessary."""

    name = models.CharField(max_length=64, help_text="room.verb, as declared with @job")
    args = models.JSONField(default=dict)
    key = models.CharField(max_length=160, null=True, unique=True, help_text="the same key is the same job, once")
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    run_at = models.DateTimeField(help_text="not before")
    tick = models.DateTimeField(null=True, help_text="the scheduled instant it stands for, if the clock made it")
    attempts = models.PositiveIntegerField(default=0)
    max_attempts = models.PositiveIntegerField()
    owner = models.CharField(max_length=100, blank=True, default="", help_text="host:pid:n of the worker")
    lease_until = models.DateTimeField(null=True)
    fence = models.BigIntegerField(default=0, help_text="grows with each claim: an old holder cannot finish the job")
    last_error = models.TextField(blank=True, default="")
    enqueued_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="leased", lease_until__isnull=False) & ~Q(owner="")
                | ~Q(state="leased") & Q(lease_until__isnull=True, owner=""),
                name="job_leased_iff_held",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "dead"], finished_at__isnull=False)
                | Q(state__in=["queued", "leased"], finished_at__isnull=True),
                name="job_finished_iff_ended",
            ),
        ]
        indexes = [
            models.Index(fields=["run_at", "id"], condition=Q(state="queued"), name="job_next"),
            models.Index(fields=["lease_until"], condition=Q(state="leased"), name="job_lease"),
            models.Index(fields=["state", "-finished_at"], name="job_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.name} {self.state}"


class Lease(models.Model):
    """Who holds a role of which there is one, such as the clock."""

    name = models.CharField(primary_key=True, max_length=32)
    owner = models.CharField(max_length=100)
    renewed_at = models.DateTimeField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.owner}"


class Tick(models.Model):
    """How far the clock has come with one scheduled job."""

    name = models.CharField(primary_key=True, max_length=64)
    last_at = models.DateTimeField(help_text="every instant up to here has been dealt with")

    def __str__(self) -> str:
        return f"{self.name} {self.last_at:%F %T}"

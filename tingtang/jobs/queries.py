"""Reading the queue."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet
from django.utils import timezone

from tingtang.jobs.models import Job, Lease, State

CLOCK = "clock"


def database_now() -> datetime:
    """The one clock of all workers: the database's on PostgreSQL (machines disagree), the machine's own on SQLite."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now


def clock_seen_at() -> datetime | None:
    """When a scheduler last renewed its hold of the clock; None: never."""
    return Lease.objects.filter(pk=CLOCK).values_list("renewed_at", flat=True).first()


def dead() -> QuerySet[Job]:
    """Jobs given up after their last attempt, latest first."""
    return Job.objects.filter(state=State.DEAD).order_by("-finished_at", "-pk")


def listed(state: str = "", name: str = "") -> QuerySet[Job]:
    """Jobs by state and name, latest first."""
    rows = Job.objects.order_by("-pk")
    if state:
        rows = rows.filter(state=state)
    return rows.filter(name=name) if name else rows


def counts() -> dict[str, int]:
    """How many jobs stand in each state."""
    found = dict(Job.objects.values_list("state").annotate(n=Count("pk")).order_by())
    return {state.value: found.get(state.value, 0) for state in State}


def as_dict(job: Job) -> dict[str, Any]:
    """A job as commands print it and pages show it."""
    return {
        "id": job.pk,
        "name": job.name,
        "state": job.state,
        "args": job.args,
        "key": job.key,
        "tick": job.tick,
        "run_at": job.run_at,
        "attempts": job.attempts,
        "max_attempts": job.max_attempts,
        "owner": job.owner,
        "lease_until": job.lease_until,
        "enqueued_at": job.enqueued_at,
        "finished_at": job.finished_at,
        "last_error": job.last_error,
    }

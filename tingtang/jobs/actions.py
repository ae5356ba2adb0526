"""Writing the queue from outside the workers: enqueue, re-run a dead letter, drop it, forget what is long done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from tingtang.audit.actions import NotInTransaction, record
from tingtang.jobs.models import Job, State
from tingtang.live.actions import publish

DONE_KEPT = timedelta(days=14)  # a key must outlive any second attempt to enqueue it, such as a tick made up later
TOPIC = "jobs:all"


class NotDead(ValueError):
    """Only a dead letter can be re-run or dropped."""


def enqueue(
    name: str,
    *,
    attempts: int,
    at: datetime,
    args: Mapping[str, Any] | None = None,
    key: str | None = None,
    run_at: datetime | None = None,
    tick: datetime | None = None,
) -> int:
    """Queue a run of the job `name`, not before `run_at`; returns its id. A `key` known already adds nothing.

    After `attempts` failed runs it is a dead letter.

    Raises NotInTransaction outside `atomic()`: work must not be queued for a change that did not happen.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction(f"jobs.enqueue {name}")
    row = Job(
        name=name,
        args=dict(args or {}),
        key=key,
        run_at=run_at or at,
        tick=tick,
        max_attempts=attempts,
        enqueued_at=at,
    )
    if key is None:
        row.save(force_insert=True)
        return row.pk
    # Two at once: the database lets one in, and the other finds it. No error, so the caller's transaction goes on.
    Job.objects.bulk_create([row], ignore_conflicts=True)
    return Job.objects.values_list("pk", flat=True).get(key=key)


@transaction.atomic
def retry(job_id: int, *, by: str, at: datetime) -> Job:
    """Queue a dead letter again with all its attempts. Raises NotDead, Job.DoesNotExist."""
    job = _dead_letter(job_id)
    detail = {"name": job.name, "attempts": job.attempts, "last_error": job.last_error[:500]}
    record(by=by, at=at, action="jobs.retry", subject=("job", str(job.pk)), detail=detail)
    job.state, job.attempts, job.run_at, job.finished_at = State.QUEUED, 0, at, None
    job.save(update_fields=["state", "attempts", "run_at", "finished_at"])
    publish(topic=TOPIC, name="jobs.requeued", payload={"job": job.pk}, at=at)
    return job


@transaction.atomic
def drop(job_id: int, *, by: str, at: datetime, reason: str) -> None:
    """Remove a dead letter that shall not run, keeping all of it in the audit trail. Raises NotDead, ValueError."""
    if not reason.strip():
        raise ValueError("a reason is needed")
    job = _dead_letter(job_id)
    detail = {"name": job.name, "args": job.args, "key": job.key, "last_error": job.last_error[:500], "reason": reason}
    record(by=by, at=at, action="jobs.drop", subject=("job", str(job.pk)), detail=detail)
    job.delete()
    publish(topic=TOPIC, name="jobs.dropped", payload={"job": job_id}, at=at)


def prune(*, at: datetime) -> int:
    """Remove finished jobs older than DONE_KEPT; dead letters stay until a person decides."""
    with transaction.atomic():
        return Job.objects.filter(state=State.DONE, finished_at__lt=at - DONE_KEPT).delete()[0]


def _dead_letter(job_id: int) -> Job:
    job = Job.objects.select_for_update().get(pk=job_id)
    if job.state != State.DEAD:
        raise NotDead(f"job {job_id} is {job.state}, not dead")
    return job

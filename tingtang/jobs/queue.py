"""The workers' side of the queue: claim, renew, finish, fail. Every write names the fence it was given at the claim."""

from __future__ import annotations

import random
import traceback
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from tingtang.jobs.actions import TOPIC
from tingtang.jobs.models import Job, State
from tingtang.live.actions import publish

LONGEST_PAUSE = timedelta(hours=1)
_ERROR_LENGTH = 4000


class LeaseLost(RuntimeError):
    """Another worker has, or had, the job since: what this one did must not count."""


@dataclass(frozen=True, slots=True)
class Leased:
    """A job as it was when claimed."""

    id: int
    name: str
    args: dict[str, Any]
    fence: int
    attempts: int
    max_attempts: int
    tick: datetime | None
    owner: str


def claim(*, owner: str, names: Collection[str], at: datetime, lease: timedelta) -> Leased | None:
    """Take the next due job among `names`; None when there is none.

    Names this worker does not know stay for one that does, as during an upgrade of several machines.
    """
    due = Job.objects.filter(state=State.QUEUED, run_at__lte=at, name__in=names).order_by("run_at", "pk")
    if not due.exists():  # on SQLite a look costs nothing, a write transaction makes everybody wait
        return None
    with transaction.atomic():
        job = due.select_for_update(skip_locked=True).first()
        if job is None:
            return None
        job.state, job.owner, job.lease_until = State.LEASED, owner, at + lease
        job.fence += 1
        job.attempts += 1
        job.save(update_fields=["state", "owner", "lease_until", "fence", "attempts"])
    return Leased(job.pk, job.name, job.args, job.fence, job.attempts, job.max_attempts, job.tick, owner)


def renew(leased: Leased, *, at: datetime, lease: timedelta) -> bool:
    """Hold on to the job; False when it is lost."""
    return _held(leased).update(lease_until=at + lease) == 1


def finish(leased: Leased, *, at: datetime) -> None:
    """The job is done. Raises LeaseLost, which undoes the transaction of a transactional job."""
    changed = _held(leased).update(state=State.DONE, finished_at=at, owner="", lease_until=None, last_error="")
    if changed != 1:
        raise LeaseLost(f"job {leased.id} {leased.name}")


def fail(leased: Leased, *, error: str, at: datetime, first_pause: timedelta) -> State:
    """The run failed: queue it again after a pause, or make it a dead letter. Raises LeaseLost."""
    dies = leased.attempts >= leased.max_attempts
    with transaction.atomic():
        if dies:
            changed = _held(leased).update(
                state=State.DEAD, finished_at=at, owner="", lease_until=None, last_error=error[:_ERROR_LENGTH]
            )
            publish(topic=TOPIC, name="jobs.dead", payload={"job": leased.id, "name": leased.name}, at=at)
        else:
            changed = _held(leased).update(
                state=State.QUEUED,
                run_at=at + pause(leased.attempts, first_pause),
                owner="",
                lease_until=None,
                last_error=error[:_ERROR_LENGTH],
            )
        if changed != 1:
            raise LeaseLost(f"job {leased.id} {leased.name}")
    return State.DEAD if dies else State.QUEUED


def recover(*, at: datetime) -> int:
    """Give back the jobs whose worker went away, at once: it was the worker that failed, most likely, not the job.

    A job that brought down its workers as often as it may be tried becomes a dead letter all the same.
    """
    gone = Job.objects.filter(state=State.LEASED, lease_until__lt=at)
    if not gone.exists():
        return 0
    with transaction.atomic():
        rows = list(gone.select_for_update(skip_locked=True))
        for job in rows:
            _give_back(job, at)
    return len(rows)


def _give_back(job: Job, at: datetime) -> None:
    job.last_error = f"the worker {job.owner} went away; its lease ended {job.lease_until:%F %T %Z}"
    job.owner, job.lease_until = "", None
    if job.attempts >= job.max_attempts:
        job.state, job.finished_at = State.DEAD, at
        publish(topic=TOPIC, name="jobs.dead", payload={"job": job.pk, "name": job.name}, at=at)
    else:
        job.state = State.QUEUED
    job.save(update_fields=["state", "owner", "lease_until", "last_error", "finished_at"])


def pause(attempts: int, first: timedelta) -> timedelta:
    """The pause after the `attempts`-th failure: doubling, at most LONGEST_PAUSE, spread by half either way."""
    doubled = min(first * 2 ** min(attempts - 1, 30), LONGEST_PAUSE)
    spread: timedelta = doubled * random.uniform(0.5, 1.5)  # noqa: S311 - spreads load, guards nothing
    return spread


def describe(error: BaseException) -> str:
    """What went wrong, where, without the values a database quotes in its DETAIL: they may be a customer's."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    places = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    message = next((line for line in str(error).splitlines() if line.strip()), "")[:500]
    return "\n".join([f"{type(error).__name__}: {message}", *places])


def _held(leased: Leased) -> QuerySet[Job]:
    return Job.objects.filter(pk=leased.id, fence=leased.fence, state=State.LEASED)

"""The housekeeping of the queue and the outbox."""

from __future__ import annotations

from tingtang.jobs.actions import prune as prune_jobs
from tingtang.jobs.registry import Run, job, scheduled
from tingtang.live.actions import prune as prune_outbox


@scheduled("17 * * * *")
@job("live.prune", transactional=True)
def prune_live(run: Run) -> None:
    """Events older than the outbox keeps them."""
    prune_outbox(at=run.at)


@scheduled("30 4 * * *")
@job("jobs.prune", transactional=True)
def prune_queue(run: Run) -> None:
    """Finished jobs older than the queue keeps them."""
    prune_jobs(at=run.at)

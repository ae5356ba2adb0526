"""What the ledger does by the clock. None of it minds being run twice, late, or on two machines at once."""

from __future__ import annotations

from datetime import timedelta

from tingtang.duties.actions import ensure_partitions, escalate_due, follow_posts, lapse_due, remind_due
from tingtang.jobs.registry import Run, job, scheduled
from tingtang.shared.times import business_date

BY = "system:jobs"
AHEAD = timedelta(days=400)


@scheduled("*/10 * * * *")
@job("duties.lapse")
def lapse(run: Run) -> None:
    """Duties whose time is over become missed; in its own transactions, so that a large sweep locks little."""
    lapse_due(by=BY, at=run.at)


@scheduled("5-59/15 * * * *")
@job("duties.escalate")
def escalate(run: Run) -> None:
    """Overdue duties climb the ladder."""
    escalate_due(by=BY, at=run.at)


@scheduled("30 8 * * *")
@job("duties.remind", transactional=True)
def remind(run: Run) -> None:
    """Everyone hears in the morning what is due by tonight."""
    remind_due(by=BY, at=run.at)


@scheduled("20 3 1 * *")
@job("duties.partitions", transactional=True)
def partitions(run: Run) -> None:
    """A year of partitions stands ahead of the ledger."""
    today = business_date(run.at)
    ensure_partitions(first=today, last=today + AHEAD, by=BY, at=run.at)


@scheduled("26 * * * *")
@job("duties.follow_posts", transactional=True)
def follow(run: Run) -> None:
    """Every hour, for posts that begin or end by the calendar: what they owe is owed by whoever holds them now."""
    follow_posts(by=BY, at=run.at)

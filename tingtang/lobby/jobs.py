"""What the lobby does by the clock. None of it minds being run twice, late, or on two machines at once."""

from __future__ import annotations

from tingtang.jobs.registry import Run, job, scheduled
from tingtang.lobby.actions import close_day
from tingtang.lobby.once import prune
from tingtang.shared.times import business_date

BY = "system:jobs"


@scheduled("20 0 * * *")
@job("lobby.close_day")
def close(run: Run) -> None:
    """Soon after midnight: tickets of days gone that nobody ended are ended as left, counters left open are closed."""
    close_day(before=business_date(run.at), by=BY, at=run.at)


@scheduled("50 3 * * *")
@job("lobby.prune", transactional=True)
def prune_answers(run: Run) -> None:
    """Answers kept for repeated requests, when no device comes back for them any more."""
    prune(at=run.at)

"""What the lobby does by the clock. None of it minds being run twice, late, or on two machines at once."""

from __future__ import annotations

from tingtang.jobs.registry import Run, job, scheduled
from tingtang.lobby.actions import close_day
from tingtang.lobby.actions.away import raise_away_services
from tingtang.lobby.actions.crowding import watch_crowding
from tingtang.lobby.actions.promising import keep_promises
from tingtang.lobby.once import prune
from tingtang.shared.times import ONE_DAY, business_date

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


@scheduled("* * * * *", missed="latest")
@job("lobby.promises")
def promises(run: Run) -> None:
    """Care and VIP promises of visits under way, records of service away from home, crowded outlets."""
    keep_promises(by=BY, at=run.at)
    raise_away_services(by=BY, at=run.at)
    watch_crowding(by=BY, at=run.at)


@scheduled("40 0 * * *")
@job("lobby.promises_of_day")
def promises_of_day(run: Run) -> None:
    """Once all visits of yesterday are ended: what no sweep of the minute saw, such as while the workers were down."""
    yesterday = business_date(run.at) - ONE_DAY
    keep_promises(by=BY, at=run.at, on=yesterday)
    raise_away_services(by=BY, at=run.at, on=yesterday)

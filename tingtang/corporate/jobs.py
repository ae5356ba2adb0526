"""What the room does by the clock. Run twice, late, or on two machines at once it adds nothing."""

from __future__ import annotations

from tingtang.corporate.actions import hand_back_unopened, unopened
from tingtang.jobs.registry import Run, job, scheduled
from tingtang.shared.times import business_date

BY = "system:jobs"


@scheduled("10 7 * * *")
@job("corporate.unopened")
def hand_back(run: Run) -> None:
    """In the morning: openings whose day is over and of which nothing is known go back for a visit (A24.3b)."""
    for opening_id in unopened(business_date(run.at)):
        hand_back_unopened(opening_id=opening_id, by=BY, at=run.at)

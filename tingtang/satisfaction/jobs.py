"""What the room does by the clock. Run twice, late, or on two machines at once it adds nothing."""

from __future__ import annotations

from datetime import timedelta

from tingtang.jobs.registry import Run, job, scheduled
from tingtang.satisfaction.actions import open_analyses, settle_stars
from tingtang.satisfaction.counting import count_days
from tingtang.shared.times import business_date

BY = "system:jobs"
AGAIN = 2  # days counted anew each night: a rating may be revised over midnight


@scheduled("20 0 * * *")
@job("satisfaction.night", transactional=True)
def night(run: Run) -> None:
    """Soon after midnight: count the panels' last days, then raise what the figures ask for (A39.2, A39.5)."""
    today = business_date(run.at)
    count_days(today - timedelta(days=AGAIN), today - timedelta(days=1))
    open_analyses(by=BY, at=run.at)
    settle_stars(by=BY, at=run.at)

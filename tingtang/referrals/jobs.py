"""What the room does by the clock. Run twice, late, or on two machines at once it adds nothing."""

from __future__ import annotations

from tingtang.jobs.registry import Run, job, scheduled
from tingtang.organisation.calendar_queries import working_calendar
from tingtang.referrals.actions import open_tidy_duties
from tingtang.shared.times import business_date

BY = "system:jobs"


@scheduled("15 8 * * *")
@job("referrals.tidy", transactional=True)
def open_tidying(run: Run) -> None:
    """In the morning of a working day: who has cards in hand owes them an order by tonight (A22.3)."""
    today = business_date(run.at)
    if working_calendar().is_working(today):
        open_tidy_duties(on=today, by=BY, at=run.at)

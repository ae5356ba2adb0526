"""What the room does by the clock. Run twice, late, or on two machines at once it adds nothing."""

from __future__ import annotations

from tingtang.jobs.registry import Run, job, scheduled
from tingtang.meetings.actions import open_daily_duties
from tingtang.shared.times import business_date

BY = "system:jobs"


@scheduled("20 0 * * *")
@job("meetings.raise", transactional=True)
def open_duties_of_day(run: Run) -> None:
    """Soon after midnight: what the day asks of each outlet that opens: log, morning meeting, review (A19.3, A40)."""
    open_daily_duties(on=business_date(run.at), by=BY, at=run.at)

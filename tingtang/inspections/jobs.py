"""What the room does by the clock. Run twice, late, or on two machines at once it adds nothing."""

from __future__ import annotations

from tingtang.inspections.actions import open_daily, open_planned
from tingtang.jobs.registry import Run, job, scheduled
from tingtang.shared.times import business_date

BY = "system:jobs"


@scheduled("15 0 * * *")
@job("inspections.planned", transactional=True)
def open_periods(run: Run) -> None:
    """Soon after midnight: what the periods of today owe by the plans, and the heads' checks of today (A37.1e)."""
    on = business_date(run.at)
    open_planned(on=on, by=BY, at=run.at)
    open_daily(on=on, by=BY, at=run.at)

"""What the room does by the clock. Run twice, late, or on two machines at once it adds nothing."""

from __future__ import annotations

from tingtang.drills.actions import open_drill_duties, open_newcomer_duties
from tingtang.jobs.registry import Run, job, scheduled
from tingtang.shared.times import business_date

BY = "system:jobs"


@scheduled("25 0 * * *")
@job("drills.raise", transactional=True)
def open_duties_of_plans(run: Run) -> None:
    """Soon after midnight: what is to be drilled this period (A39.3), who is to be skilled in time (A39.1)."""
    open_drill_duties(on=business_date(run.at), by=BY, at=run.at)
    open_newcomer_duties(on=business_date(run.at), by=BY, at=run.at)

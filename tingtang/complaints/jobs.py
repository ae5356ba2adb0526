"""What the room does by the clock. Run twice, late, or on two machines at once it adds nothing."""

from __future__ import annotations

from tingtang.complaints.actions import check_seats
from tingtang.jobs.registry import Run, job, scheduled

BY = "system:jobs"


@scheduled("30 0 * * *")
@job("complaints.seats", transactional=True)
def look_for_seats(run: Run) -> None:
    """Soon after midnight: every case there may be has somebody to go to, or whoever is above hears of it (A34.6)."""
    check_seats(by=BY, at=run.at)

"""What the room does by the clock. Run twice, late, or on two machines at once it adds nothing."""

from __future__ import annotations

from tingtang.jobs.registry import Run, job, scheduled
from tingtang.opinions.actions import open_reading_duties
from tingtang.shared.times import business_date

BY = "system:jobs"


@scheduled("10 0 * * *")
@job("opinions.reading", transactional=True)
def open_readings(run: Run) -> None:
    """Soon after midnight: each outlet that opens today owes a reading of its opinion book (A35.3)."""
    open_reading_duties(on=business_date(run.at), by=BY, at=run.at)

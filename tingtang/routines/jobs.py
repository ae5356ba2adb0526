"""What the room does by the clock. Run twice, late, or on two machines at once it adds nothing."""

from __future__ import annotations

from tingtang.jobs.registry import Run, job, scheduled
from tingtang.routines.actions import check_heads, check_registers, open_day
from tingtang.shared.times import business_date

BY = "system:jobs"


@scheduled("15 0 * * *")
@job("routines.checklists")
def open_checklists(run: Run) -> None:
    """Soon after midnight: each outlet that opens today owes its checklists, each person their own (A19.1, A38.1)."""
    open_day(on=business_date(run.at), by=BY, at=run.at)


@scheduled("20 0 * * *")
@job("routines.registers", transactional=True)
def look_through_registers(run: Run) -> None:
    """Soon after midnight: what expires, has expired, or has nobody who looks after it (A4, A26.2, A38.4)."""
    check_registers(on=business_date(run.at), by=BY, at=run.at)


@scheduled("25 * * * *")
@job("routines.heads", transactional=True)
def look_for_new_heads(run: Run) -> None:
    """Every hour, for posts that end by the calendar: licences that name who no longer heads the outlet (A4.2)."""
    check_heads(on=business_date(run.at), by=BY, at=run.at)

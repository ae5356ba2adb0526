"""What the room does by the clock. Run twice, late, or on two machines at once it adds nothing."""

from __future__ import annotations

from datetime import timedelta

from tingtang.handovers.accounting import check
from tingtang.jobs.registry import Run, job, scheduled
from tingtang.shared.times import business_date


# After the night has published: it may have taken managers away, or named others.
@scheduled("0 7 * * *")
@job("handovers.account", transactional=True, limit=timedelta(hours=1))
def account(run: Run) -> None:
    """No customer is without exactly one person accountable; where one is, the head owes an answer (A31.1)."""
    check(on=business_date(run.at), by="system:jobs", at=run.at)

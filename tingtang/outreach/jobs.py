"""What the room does by the clock. Run twice, late, or on two machines at once it adds nothing."""

from __future__ import annotations

from datetime import timedelta

from tingtang.jobs.registry import Run, job, scheduled
from tingtang.organisation.calendar_queries import working_calendar
from tingtang.outreach.plans import ask_for_plans
from tingtang.shared.times import business_date


@scheduled("40 7 * * *")
@job("outreach.plans", limit=timedelta(hours=1))
def plans(run: Run) -> None:
    """On working days managers are asked for a few plans of clients who have none (A31.5)."""
    today = business_date(run.at)
    if working_calendar().is_working(today):
        ask_for_plans(on=today, by="system:jobs", at=run.at)

"""What the room does by the clock. Run twice, late, or on two machines at once it adds nothing."""

from __future__ import annotations

from tingtang.contacts.visits import open_visit_duties, settle_visits
from tingtang.jobs.registry import Run, job, scheduled
from tingtang.organisation.calendar_queries import working_calendar
from tingtang.shared.times import business_date

BY = "system:jobs"


@scheduled("10 8 * * *")
@job("contacts.visits", transactional=True)
def open_visits(run: Run) -> None:
    """In the morning, after the night: what the feed's visits met of other days; and on a working day each wealth
    manager owes the day's one-to-one visits (A22.2g)."""
    settle_visits(by=BY, at=run.at)
    today = business_date(run.at)
    if working_calendar().is_working(today):
        open_visit_duties(on=today, by=BY, at=run.at)

"""What the room does by the clock. Run twice, late, or on two machines at once it adds nothing."""

from __future__ import annotations

from datetime import timedelta

from tingtang.customers.naming import renew_name_keys
from tingtang.customers.rechecks import raise_rechecks
from tingtang.jobs.registry import Run, job, scheduled
from tingtang.organisation.calendar_queries import working_calendar
from tingtang.shared.times import business_date


# Every hour: nights come late, and nothing new costs one look.
@scheduled("10 * * * *")
@job("customers.names", limit=timedelta(hours=2))
def name_keys(_run: Run) -> None:
    """Whoever the night brought or renamed can be found by pinyin."""
    renew_name_keys()


# After the night has published: what is old by now is asked for in the day that begins.
@scheduled("30 7 * * *")
@job("customers.rechecks", limit=timedelta(hours=1))
def rechecks(run: Run) -> None:
    """On working days managers get a few customers whose information is to be confirmed again (A31.1)."""
    today = business_date(run.at)
    if working_calendar().is_working(today):
        raise_rechecks(on=today, by="system:jobs", at=run.at)

"""What the room does by the clock. Run twice, late, or on two machines at once it adds nothing."""

from __future__ import annotations

from datetime import timedelta

from tingtang.customers.naming import renew_name_keys
from tingtang.jobs.registry import Run, job, scheduled


# Every hour: nights come late, and nothing new costs one look.
@scheduled("10 * * * *")
@job("customers.names", limit=timedelta(hours=2))
def name_keys(_run: Run) -> None:
    """Whoever the night brought or renamed can be found by pinyin."""
    renew_name_keys()

"""What the room does by the clock. Run twice, late, or on two machines at once it adds nothing."""

from __future__ import annotations

from datetime import timedelta

from tingtang.customers.duplicates import find_pairs
from tingtang.customers.keeping import prune_asset_points, prune_typed
from tingtang.customers.naming import renew_name_keys
from tingtang.customers.quality import renew_figures
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


# After the night and the names: pairs first, since a file that is not told apart counts as not accurate.
@scheduled("0 6 * * *")
@job("customers.figures", limit=timedelta(hours=4))
def figures(run: Run) -> None:
    """The pairs that look alike, and the five figures of every file with the sums that pages read (A31.1)."""
    today = business_date(run.at)
    find_pairs(on=today)
    renew_figures(on=today)


@scheduled("40 2 * * *")
@job("customers.typed", limit=timedelta(hours=1))
def typed(run: Run) -> None:
    """Drafts, keys and files that were read in and not used go when their time has passed."""
    prune_typed(on=business_date(run.at), at=run.at)


@scheduled("20 3 1 * *")
@job("customers.asset_points", limit=timedelta(hours=6))
def asset_points(run: Run) -> None:
    """Once a month the asset points that are older than the manual keeps them go."""
    prune_asset_points(on=business_date(run.at))

"""The night at its hour: every feed folder not yet published, in order, up to the one that must be there by now."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings

from tingtang.jobs.registry import Run, job, scheduled
from tingtang.manual.queries import rulebook
from tingtang.nightly.models import NightRun
from tingtang.nightly.night import NightError, run_night
from tingtang.shared.times import business_date

log = logging.getLogger("tingtang.nightly")
HALF_A_DAY = timedelta(hours=12)


# A feed that comes late is waited for: 5, 10, 20, 40 minutes, then hourly, about seven hours in all.
@scheduled("0 5 * * *")
@job("nightly.run", attempts=10, first_pause=timedelta(minutes=5), limit=timedelta(hours=6))
def night(run: Run) -> None:
    """Bears being run again: a published night writes nothing the second time, a broken one goes on."""
    if settings.FEED is None:
        log.info("no TINGTANG_FEED: the night is run by hand")
        return
    expected = expected_date(run.tick or run.at)
    for folder in waiting(settings.FEED, expected):
        run_night(folder, rulebook(), at=run.at)


def expected_date(at: datetime) -> date:
    """The business date whose feed must be there: before noon yesterday's, from noon on (an evening run) today's."""
    return business_date(at - HALF_A_DAY)


def waiting(feed: Path, expected: date) -> Sequence[Path]:
    """The folders to read, oldest first. Raises NightError when the one of `expected` is not there.

    Without any night before, `expected` alone: history comes with the feed. Later every date since, so that an outage
    of the feed leaves no hole.
    """
    last = NightRun.objects.filter(state="published").order_by("-on").values_list("on", flat=True).first()
    if last is not None and last >= expected:
        return ()
    found = {day: folder for folder in feed.iterdir() if (day := _day(folder))} if feed.is_dir() else {}
    if expected not in found:
        raise NightError(f"{feed}: the feed of {expected} is not there yet")
    first = last or expected - timedelta(days=1)
    return [found[day] for day in sorted(found) if first < day <= expected]


def _day(folder: Path) -> date | None:
    try:
        return date.fromisoformat(folder.name) if folder.is_dir() else None
    except ValueError:
        return None

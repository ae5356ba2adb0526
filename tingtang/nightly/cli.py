"""`tingtang nightly FEED_DATE_DIR`."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from django.utils import timezone

from tingtang.manual.book import ManualError, UnknownValue
from tingtang.manual.queries import rulebook
from tingtang.nightly.engine import StepError
from tingtang.nightly.loader import FeedError
from tingtang.nightly.lock import Busy
from tingtang.nightly.night import NightError, run_night, try_night
from tingtang.nightly.progress import shown
from tingtang.nightly.whatif import what_if
from tingtang.shared.command import Fail, print_json, say


@click.command()
@click.argument("feed", type=click.Path(path_type=Path))
@click.option("--edition", "editions", multiple=True, type=click.Path(path_type=Path), help="Values over the manual's.")
@click.option("--json", "as_json", is_flag=True, help="The summary as JSON on standard output.")
@click.option("--dry-run", is_flag=True, help="Compute, write nothing.")
@click.option("--what-if", "trials", multiple=True, metavar="KEY=VALUE", help="Try a value before it is promulgated.")
@click.option("--wait", default=600.0, show_default=True, help="Seconds to wait for a night that is running.")
@click.option("--verify", is_flag=True, help="Check the grain of every step as well.")
def nightly(
    *, feed: Path, editions: tuple[Path, ...], as_json: bool, dry_run: bool, trials: tuple[str, ...], wait: float,
    verify: bool,
) -> None:  # fmt: skip
    """Read the feed of one business date and publish the work of the day after it."""
    try:
        book = rulebook(editions)
        with shown() as progress, _settled_memory():
            if trials:
                summary = what_if(feed, book, trials, progress=progress)
            elif dry_run:
                summary = try_night(feed, book, progress=progress)
            else:
                summary = run_night(feed, book, at=timezone.now(), wait=wait, verify=verify, progress=progress)
    except (NightError, FeedError, StepError, Busy, ManualError, UnknownValue, ValueError) as error:
        raise Fail(" ".join(str(error).split())) from error
    for warning in summary["warnings"]:
        say(f"warning: {warning}")
    if as_json:
        print_json(summary)
    else:
        _tell(summary)


@contextmanager
def _settled_memory() -> Iterator[None]:
    """What was imported is not looked through for garbage each time a few thousand rows have gone by."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _tell(summary: dict[str, Any]) -> None:
    click.echo(f"{summary['date']}: {summary['customers']} customers, assets {summary['assets']}")
    click.echo(f"tiers {summary['tiers']}")
    click.echo(f"duties opened {summary['duties_opened']}")
    click.echo(f"tasks {summary['tasks']}, quarantined {summary['quarantined']}")
    for row in summary.get("what_if", {}).get("load", []):
        now, trial = row["cards"]
        click.echo(f"{row['manager']:12} {row['tier']:18} cards {now} > {trial}, reasons {row['reasons']}")

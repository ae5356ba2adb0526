"""`tingtang demo`: a made-up bank to look at the product with."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import click
from django.conf import settings
from django.utils import timezone

from tingtang.demo.build import Place, build_demo, build_feeds
from tingtang.demo.model import LEAST_CUSTOMERS, Recipe
from tingtang.demo.sign_ins import SignIn
from tingtang.shared.command import Fail, say
from tingtang.shared.times import business_date


@click.group()
def demo() -> None:
    """A made-up bank: a province, its people, its customers and a year behind them."""


@demo.command()
@click.option("--customers", type=click.IntRange(min=LEAST_CUSTOMERS), default=20_000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same bank.")
@click.option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), help="Last business date (default: yesterday).")
@click.option(
    "--feed-dir", type=click.Path(path_type=Path, file_okay=False), help="Where the feeds go (default: var/demo/feed)."
)
@click.option("--feed-only", is_flag=True, help="Write the feeds and stop.")
def build(*, customers: int, seed: int, on: datetime | None, feed_dir: Path | None, feed_only: bool) -> None:
    """Make the demo bank: feeds of the last month, their nights, the contacts between them, sign-ins in demo mode.

    What is there already is kept; a day later only the night of the day is added.
    """
    now = timezone.now()
    last = on.date() if on else business_date(now) - timedelta(days=1)
    recipe = Recipe(customers, seed, last)
    place = Place(feeds=feed_dir or settings.VAR / "demo" / "feed", secrets=settings.VAR / "demo" / "sign-ins.json")
    try:
        if feed_only:
            build_feeds(recipe, place)
            return
        found = build_demo(recipe, place, at=now, with_sign_ins=settings.DEMO)
    except ValueError as error:
        raise Fail(str(error)) from None
    _tell(found)


def _tell(found: list[SignIn]) -> None:
    """The sign-ins as a table on standard error; only in demo mode are there any."""
    if not found:
        say("no sign-ins: they are made in demo mode only (TINGTANG_DEMO=1)")
        return
    say(f"\nDemo sign-ins, password {found[0].password}")
    for one in found:
        say(f"  {one.username:<20} {one.position}  {one.name}  {one.institution}")

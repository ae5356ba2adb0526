"""`tingtang satisfaction`: count the panels' days again, and the figures of a place as JSON."""

from __future__ import annotations

import json
from datetime import datetime

import click

from tingtang.organisation.access import subtree
from tingtang.organisation.models import Institution
from tingtang.satisfaction.counting import count_days
from tingtang.satisfaction.figures import figure, least
from tingtang.satisfaction.telling import as_figures
from tingtang.shared.command import Fail

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def satisfaction() -> None:
    """Satisfaction of customers (A39.5)."""


@satisfaction.command("count")
@click.option("--from", "first", type=DAY, required=True, help="First day.")
@click.option("--to", "last", type=DAY, required=True, help="Last day.")
def count(*, first: datetime, last: datetime) -> None:
    """Count the rating panels of past days, such as those before this installation counted them. Again is the same."""
    _in_order(first, last)
    click.echo(f"{count_days(first.date(), last.date())} outlet-days counted")


@satisfaction.command("figures")
@click.argument("institution_id")
@click.option("--from", "first", type=DAY, required=True, help="First day.")
@click.option("--to", "last", type=DAY, required=True, help="Last day.")
def figures(*, institution_id: str, first: datetime, last: datetime) -> None:
    """The share of satisfied customers at and below an institution, with its sources and intervals, as JSON."""
    _in_order(first, last)
    if not Institution.objects.filter(pk=institution_id).exists():
        raise Fail(f"there is no institution {institution_id}")
    found = figure(subtree([institution_id]), first.date(), last.date())
    click.echo(json.dumps(as_figures(found, str(least(last.date(), institution_id))), indent=1))


def _in_order(first: datetime, last: datetime) -> None:
    if first > last:
        raise Fail("--from lies after --to")

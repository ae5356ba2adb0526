"""`tingtang attrition`: how good the signals that customers are leaving were."""

from __future__ import annotations

import json
from datetime import datetime
from fractions import Fraction
from typing import Any

import click
from django.utils import timezone

from tingtang.contacts.evaluation import Counts, Evaluation, evaluate, question
from tingtang.shared.command import Fail
from tingtang.shared.times import business_date

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def attrition() -> None:
    """Signals that customers are leaving (A31.4)."""


@attrition.command("evaluate")
@click.option("--from", "first", type=DAY, help="First day asked (default: a year before the last).")
@click.option("--to", "last", type=DAY, help="Last day asked (default: today).")
@click.option(
    "--horizon", type=click.IntRange(1, 3650), help="Days until it is looked who left (default: the manual's)."
)
@click.option("--json", "as_json", is_flag=True, help="Figures as JSON on standard output.")
def evaluate_signals(*, first: datetime | None, last: datetime | None, horizon: int | None, as_json: bool) -> None:
    """Precision, recall and lift of the signals against what happened later, on the product's own history."""
    if first and last and first > last:
        raise Fail("--from lies after --to")
    asked = question(
        today=business_date(timezone.now()), first=first.date() if first else None, last=last.date() if last else None,
        horizon=horizon or 0,
    )  # fmt: skip
    found = evaluate(asked)
    click.echo(json.dumps(as_figures(found), ensure_ascii=False, indent=1) if as_json else _table(found))


def as_figures(found: Evaluation) -> dict[str, Any]:
    """The answer as JSON values; shares as decimals of four places, null where they have no meaning."""
    asked = found.question
    return {
        "from": asked.first.isoformat(),
        "to": asked.last.isoformat(),
        "horizon_days": asked.horizon,
        "left_share": str(asked.left_share),
        "signal_stands_days": asked.stands,
        "least_assets": str(asked.least),
        "days": [day.isoformat() for day in found.days],
        "unknown": found.unknown,
        "any": _figures(found.any),
        "by_signal": {kind: _figures(counts) for kind, counts in found.by_signal.items()},
    }


def _figures(counts: Counts) -> dict[str, Any]:
    shares = {name: _number(getattr(counts, name)) for name in ("precision", "recall", "lift")}
    kept = {name: getattr(counts, name) for name in ("weeks", "hit", "false", "missed", "quiet")}
    return kept | shares


def _number(share: Fraction | None) -> float | None:
    return None if share is None else round(float(share), 4)


def _table(found: Evaluation) -> str:
    asked = found.question
    head = (
        f"{asked.first} to {asked.last}, {len(found.days)} days asked, left = {asked.left_share:.0%} gone "
        f"{asked.horizon} days later; {found.unknown} customer-weeks not known yet"
    )
    rows: list[tuple[str, ...]] = [("signal", "hit", "false", "missed", "precision", "recall", "lift")]
    for name, counts in (("any", found.any), *found.by_signal.items()):
        shares = [_words(counts.precision), _words(counts.recall), _words(counts.lift, times=True)]
        rows.append((name, str(counts.hit), str(counts.false), str(counts.missed), *shares))
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([head, *lines])


def _words(share: Fraction | None, *, times: bool = False) -> str:
    if share is None:
        return "-"
    return f"{float(share):.2f}" if times else f"{float(share):.1%}"

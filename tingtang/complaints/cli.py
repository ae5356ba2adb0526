"""`tingtang complaints`: whether every case would find somebody."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Any

import click
from django.utils import timezone

from tingtang.complaints.coverage import Gap, gaps
from tingtang.shared.command import print_json
from tingtang.shared.times import business_date


@click.group()
def complaints() -> None:
    """Complaints: is there somebody for every case."""


@complaints.command("check")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day (default: today).")
@click.option("--json", "as_json", is_flag=True, help="JSON alone on standard output.")
def check_command(*, on: datetime | None, as_json: bool) -> None:
    """Walk the whole routing table through every unit; exit code 1 when a seat is filled by nobody."""
    found = gaps(on.date() if on else business_date(timezone.now()))
    if as_json:
        print_json([_plain(gap) for gap in found])
    for gap in found if not as_json else ():
        positions = ", ".join(gap.positions)
        click.echo(f"{gap.place_id}: no {gap.what.en} ({gap.clause}; {gap.missing} missing; {positions})")
    if not found and not as_json:
        click.echo("every case finds somebody")
    sys.exit(1 if found else 0)


def _plain(gap: Gap) -> dict[str, Any]:
    return {
        "institution": gap.place_id, "clause": gap.clause, "what": gap.what.en, "missing": gap.missing,
        "positions": list(gap.positions),
    }  # fmt: skip

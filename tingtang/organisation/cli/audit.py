"""`tingtang audit list`: the trail on the command line, masked as everywhere."""

from __future__ import annotations

from datetime import datetime

import click

from tingtang.audit.models import Entry
from tingtang.audit.queries import Filter, detail_shown, entries, page
from tingtang.shared.command import Fail, print_json
from tingtang.shared.times import parse_instant


@click.group()
def audit() -> None:
    """Read the audit trail."""


@audit.command("list")
@click.option("--subject", default="", metavar="KIND:ID", help="Of one subject, such as customer:C1; KIND: of a kind.")
@click.option("--by", default="", help="By one staff id, or system:NAME.")
@click.option("--nature", type=click.Choice(Entry.Nature.values), default=None)
@click.option("--since", default="", metavar="DATE", help="A date or an instant, included.")
@click.option("--until", default="", metavar="DATE", help="A date or an instant, not included.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@click.option("--before", type=int, default=None, help="Continue below this entry's id.")
@click.option("--json", "as_json", is_flag=True, help="JSON alone on standard output.")
def list_entries(
    *, subject: str, by: str, nature: str | None, since: str, until: str, limit: int, before: int | None, as_json: bool
) -> None:
    """Entries, newest first."""
    kind, _, key = subject.partition(":")
    wanted = Filter(kind, key, by, "", nature or "", _instant(since), _instant(until))
    shown = page(entries(wanted), before, limit)
    if as_json:
        print_json({"entries": [_plain(row) for row in shown.entries], "older": shown.older})
        return
    for row in shown.entries:
        click.echo(f"{row.id:>8}  {row}  {detail_shown(row) or ''}".rstrip())
    if shown.older:
        click.echo(f"more below: --before {shown.older}", err=True)


def _instant(text: str) -> datetime | None:
    try:
        return parse_instant(text) if text else None
    except ValueError as wrong:
        raise Fail(str(wrong)) from wrong


def _plain(row: Entry) -> dict[str, object]:
    return {
        "id": row.id,
        "at": row.at,
        "by": row.actor,
        "nature": row.nature,
        "action": row.action,
        "subject": f"{row.subject_kind}:{row.subject_id}",
        "institution": row.institution_id,
        "detail": detail_shown(row),
    }

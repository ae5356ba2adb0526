"""`tingtang user post`: second positions that somebody holds for a time, beside the one the feed gives."""

from __future__ import annotations

import getpass
from datetime import date, datetime

import click
from django.utils import timezone

from tingtang.organisation import actions
from tingtang.organisation.models import ExtraPost, Institution, Staff
from tingtang.organisation.positions import PEOPLE_VALUES, Position
from tingtang.shared.command import Fail, print_json
from tingtang.shared.times import business_date

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def post() -> None:
    """Extra posts: give, end, list."""


def _operator() -> str:
    return f"system:cli:{getpass.getuser()}"


@post.command()
@click.argument("staff_id")
@click.option("--position", type=click.Choice(PEOPLE_VALUES), required=True, help="The position held besides.")
@click.option("--institution", required=True, help="Where: it reaches everything below.")
@click.option("--from", "from_on", type=DAY, default=None, help="First day, YYYY-MM-DD; default: today.")
@click.option("--until", "to_on", type=DAY, default=None, help="Last day; default: until ended.")
def give(*, staff_id: str, position: str, institution: str, from_on: datetime | None, to_on: datetime | None) -> None:
    """Give STAFF_ID a second position at an institution."""
    staff, place = Staff.objects.filter(pk=staff_id).first(), Institution.objects.filter(pk=institution).first()
    if staff is None:
        raise Fail(f"no member of staff {staff_id}")
    if place is None:
        raise Fail(f"no institution {institution}")
    at = timezone.now()
    first, last = from_on.date() if from_on else business_date(at), to_on.date() if to_on else None
    if last is not None and last < first:
        raise Fail("--until: the last day is before the first")
    try:
        given = actions.give_extra_post(
            by=_operator(), at=at, staff=staff, position=Position(position), institution=place,
            from_on=first, to_on=last,
        )  # fmt: skip
    except actions.PostRefused as refused:
        raise Fail(str(refused)) from refused
    click.echo(f"{given.pk}: {staff_id} {position} at {institution} from {first} until {last or 'ended'}")


@post.command()
@click.argument("number", type=click.IntRange(1))
@click.option("--on", type=DAY, default=None, help="Its last day, YYYY-MM-DD; default: today.")
def end(*, number: int, on: datetime | None) -> None:
    """End the post of this NUMBER (see list)."""
    found = ExtraPost.objects.select_related("staff").filter(pk=number).first()
    if found is None:
        raise Fail(f"no post {number}")
    at = timezone.now()
    last = on.date() if on else business_date(at)
    if last < found.from_on:
        raise Fail(f"--on: the post begins on {found.from_on}")
    try:
        actions.end_extra_post(by=_operator(), at=at, post=found, last_on=last)
    except actions.PostRefused as refused:
        raise Fail(str(refused)) from refused
    click.echo(f"{number}: until {last}")


@post.command("list")
@click.option("--staff", "staff_id", default="", help="Of one person; default: everybody's.")
@click.option("--json", "as_json", is_flag=True, help="JSON alone on standard output.")
def list_posts(*, staff_id: str, as_json: bool) -> None:
    """Posts by person and first day; those that ended too."""
    found = ExtraPost.objects.order_by("staff", "from_on", "pk")
    rows = [_said(row) for row in (found.filter(staff=staff_id) if staff_id else found)]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        until = row["to_on"] or "ended"
        click.echo(f"{row['number']}  {row['staff_id']}  {row['position']} at {row['institution_id']}  "
                   f"{row['from_on']} until {until}")  # fmt: skip


def _said(row: ExtraPost) -> dict[str, int | str | date | None]:
    return {
        "number": row.pk,
        "staff_id": row.staff_id,
        "position": row.position,
        "institution_id": row.institution_id,
        "from_on": row.from_on,
        "to_on": row.to_on,
    }

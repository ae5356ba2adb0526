"""`tingtang user token`: bearer tokens of devices and other systems."""

from __future__ import annotations

import getpass
from datetime import timedelta

import click
from django.utils import timezone

from tingtang.organisation.models import Institution, Token
from tingtang.organisation.positions import Position
from tingtang.organisation.tokens import TokenRefused, create_token, revoke_token
from tingtang.shared.command import Fail, print_json


@click.group()
def token() -> None:
    """Bearer tokens: create, revoke, list."""


@token.command()
@click.argument("name")
@click.option("--position", type=click.Choice(Position.values), required=True, help="What it may do: as this position.")
@click.option("--institution", required=True, help="Where: here and below.")
@click.option("--days", type=click.IntRange(1), default=None, help="How long it stands; default: until revoked.")
@click.option("--json", "as_json", is_flag=True, help="JSON alone on standard output.")
def create(*, name: str, position: str, institution: str, days: int | None, as_json: bool) -> None:
    """Make a token and print it: it cannot be read again."""
    place = Institution.objects.filter(pk=institution).first()
    if place is None:
        raise Fail(f"no institution {institution}")
    at = timezone.now()
    try:
        made = create_token(
            by=f"system:cli:{getpass.getuser()}",
            at=at,
            name=name,
            position=Position(position),
            institution=place,
            expires_at=at + timedelta(days=days) if days else None,
        )
    except TokenRefused as taken:
        raise Fail(str(taken)) from taken
    if as_json:
        print_json({"name": name, "token": made})
    else:
        click.echo(made)


@token.command()
@click.argument("name")
@click.option("--reason", required=True, help="Why: it stands on the trail.")
def revoke(*, name: str, reason: str) -> None:
    """From here on the token opens nothing."""
    found = Token.objects.filter(name=name).first()
    if found is None:
        raise Fail(f"no token named {name}")
    try:
        revoke_token(by=f"system:cli:{getpass.getuser()}", at=timezone.now(), token=found, reason=reason)
    except TokenRefused as refused:
        raise Fail(str(refused)) from refused


@token.command("list")
@click.option("--json", "as_json", is_flag=True, help="JSON alone on standard output.")
def list_tokens(*, as_json: bool) -> None:
    """Tokens in the order of their names; never the tokens themselves."""
    rows = [
        {
            "name": row.name,
            "position": row.position,
            "institution_id": row.institution_id,
            "created_at": row.created_at,
            "expires_at": row.expires_at,
            "used_at": row.used_at,
            "revoked_at": row.revoked_at,
            "revoked_by": row.revoked_by,
            "revoke_reason": row.revoke_reason,
        }
        for row in Token.objects.order_by("name")
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        state = "revoked" if row["revoked_at"] else "stands"
        click.echo(f"{row['name']}  {row['position']} at {row['institution_id']}  {state}")

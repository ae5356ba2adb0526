"""`tingtang user`: sign-ins and tokens, by whoever runs the system."""

from __future__ import annotations

import getpass
import secrets
import sys

import click
from django.core.exceptions import ValidationError
from django.utils import timezone

from tingtang.organisation import actions
from tingtang.organisation.cli.post import post
from tingtang.organisation.cli.token import token
from tingtang.organisation.models import Staff, User
from tingtang.shared.command import Fail, print_json

AS_JSON = click.option("--json", "as_json", is_flag=True, help="JSON alone on standard output.")
FROM_STDIN = click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")


@click.group()
def user() -> None:
    """Sign-ins: create, give a password, unlock, switch on and off; tokens of devices; extra posts."""


user.add_command(token)
user.add_command(post)


def operator() -> str:
    """Who runs the command, for the trail: the account of this machine."""
    return f"system:cli:{getpass.getuser()}"


def _user(name: str) -> User:
    found = User.objects.select_related("staff").filter(username=name).first()
    if found is None:
        raise Fail(f"no sign-in named {name}")
    return found


def _password(*, from_stdin: bool) -> tuple[str, bool]:
    """(password, whether we made it up)."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\n"), False
    return f"{secrets.token_urlsafe(9)}-{secrets.randbelow(10_000):04d}-Tt", True


def _told(name: str, password: str, *, made: bool, as_json: bool) -> None:
    if as_json:
        print_json({"username": name, "temporary_password": password if made else None})
    elif made:
        click.echo(f"{name}: temporary password {password}")
    else:
        click.echo(f"{name}: done")


@user.command()
@click.argument("username")
@click.option("--staff", "staff_id", help="The member of staff; default: the one whose id is USERNAME.")
@click.option("--sso-only", is_flag=True, help="No password: single sign-on alone opens it.")
@FROM_STDIN
@AS_JSON
def create(*, username: str, staff_id: str | None, sso_only: bool, password_stdin: bool, as_json: bool) -> None:
    """Make a sign-in. Without --password-stdin a temporary password is made and printed once."""
    staff = Staff.objects.filter(pk=staff_id or username).first()
    if staff is None:
        raise Fail(f"no member of staff {staff_id or username}")
    password, made = ("", False) if sso_only else _password(from_stdin=password_stdin)
    try:
        actions.create_user(
            by=operator(),
            at=timezone.now(),
            username=username,
            staff=staff,
            password=None if sso_only else password,
            temporary=made,
        )
    except actions.UserExists as taken:
        raise Fail(str(taken)) from taken
    except ValidationError as weak:
        raise Fail(" ".join(weak.messages)) from weak
    _told(username, password, made=made, as_json=as_json)


@user.command()
@click.argument("username")
@FROM_STDIN
@AS_JSON
def password(*, username: str, password_stdin: bool, as_json: bool) -> None:
    """Give a new password; every session of the user ends."""
    found = _user(username)
    word, made = _password(from_stdin=password_stdin)
    try:
        actions.set_password(by=operator(), at=timezone.now(), user=found, password=word, temporary=made)
    except ValidationError as weak:
        raise Fail(" ".join(weak.messages)) from weak
    _told(username, word, made=made, as_json=as_json)


@user.command()
@click.argument("username")
@AS_JSON
def unlock(*, username: str, as_json: bool) -> None:
    """Forget failed attempts, so that a locked name may try again."""
    forgotten = actions.unlock(by=operator(), at=timezone.now(), user=_user(username))
    if as_json:
        print_json({"username": username, "attempts_forgotten": forgotten})
    else:
        click.echo(f"{username}: {forgotten} failed attempts forgotten")


@user.command()
@click.argument("username")
@click.argument("state", type=click.Choice(["on", "off"]))
def switch(*, username: str, state: str) -> None:
    """Switch a sign-in on or off; off ends its sessions."""
    actions.set_active(by=operator(), at=timezone.now(), user=_user(username), active=state == "on")


@user.command("list")
@click.option("--institution", default="", help="Only people who work there.")
@AS_JSON
def list_users(*, institution: str, as_json: bool) -> None:
    """Sign-ins in the order of their names."""
    found = User.objects.select_related("staff").order_by("username")
    rows = found.filter(staff__institution=institution) if institution else found
    if as_json:
        print_json([_plain(row) for row in rows])
        return
    for row in rows:
        staff = row.staff
        place = f"{staff.position} at {staff.institution_id}" if staff else "no member of staff"
        click.echo(f"{row.username}  {place}{'' if row.is_active else '  off'}")


def _plain(row: User) -> dict[str, object]:
    return {
        "username": row.username,
        "staff_id": row.staff_id,
        "position": row.staff.position if row.staff else None,
        "institution_id": row.staff.institution_id if row.staff else None,
        "active": row.is_active,
        "must_change_password": row.must_change_password,
        "password": row.has_usable_password(),
    }

"""Bearer tokens of devices and other systems: each acts as one position at one institution; only hashes are kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction

from tingtang.audit.actions import record
from tingtang.organisation.access import Post, Viewer
from tingtang.organisation.models import Institution, Token
from tingtang.organisation.positions import Position
from tingtang.shared.times import from_database

REMEMBERED = timedelta(seconds=3)
MOST_REMEMBERED = 10_000
_remembered: dict[str, tuple[datetime, Viewer, datetime | None]] = {}  # hash -> when read, who, until when
LONGEST_NAME = 57  # with "token:" before it, it stands in the trail as who did something
PREFIX = "tt_"  # lets a scanner of logs and repositories recognise a leaked token


class BadTokenName(ValueError):
    """No name, or too long a one."""


class TokenExists(ValueError):
    """A token of this name stands already."""


def hashed(token: str) -> str:
    """What is kept of a token. It is long and random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def create_token(
    *,
    by: str,
    at: datetime,
    name: str,
    position: Position,
    institution: Institution,
    expires_at: datetime | None = None,
) -> str:
    """Make a token and return it: the only time it can be read. Raises TokenExists, BadTokenName."""
    if not 0 < len(name) <= LONGEST_NAME:
        raise BadTokenName(f"a token's name has 1 to {LONGEST_NAME} characters")
    token = PREFIX + secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            Token.objects.create(
                name=name,
                hash=hashed(token),
                position=position,
                institution=institution,
                created_at=at,
                created_by=by,
                expires_at=expires_at,
            )
    except IntegrityError as taken:
        raise TokenExists(f"{name}: a token of this name stands already") from taken
    _audit(by, at, "token.create", name, institution.institution_id, position=position.value)
    return token


@transaction.atomic
def revoke_token(*, by: str, at: datetime, token: Token) -> None:
    """From here on the token opens nothing. Revoking twice keeps the first time."""
    if token.revoked_at is None:
        token.revoked_at = at
        _remembered.pop(token.hash, None)
        token.save(update_fields=["revoked_at"])
        _audit(by, at, "token.revoke", token.name, token.institution_id)


def viewer_of_token(token: str, at: datetime) -> Viewer | None:
    """Who a token acts as at an instant; None when it is unknown, revoked or expired.

    Looked up at most every REMEMBERED by each process: a device calls many times a minute. So a revocation takes effect
    within REMEMBERED; at once in the process that revokes. An unknown token is looked up each time.
    """
    key = hashed(token)
    found = _remembered.get(key)
    if found is None or abs(at - found[0]) >= REMEMBERED:
        row = _standing(key)
        if row is None:
            _remembered.pop(key, None)
            return None
        if len(_remembered) >= MOST_REMEMBERED:
            _remembered.clear()
        found = _remembered[key] = (at, *row)
    return found[1] if found[2] is None or at < found[2] else None


def _standing(key: str) -> tuple[Viewer, datetime | None] | None:
    """(who, until when) of a token that is not revoked. Plain SQL: asked at calls that count in milliseconds."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [key])
        row = cursor.fetchone()
    if row is None:
        return None
    name, position, institution_id, expires_at = row
    viewer = Viewer(
        position=position,
        institution_id=institution_id,
        posts=(Post(position, institution_id),),
        username=f"token:{name}",
    )
    return viewer, from_database(expires_at) if expires_at else None


_STANDING = (
    "SELECT name, position, institution_id, expires_at FROM organisation_token WHERE hash = %s AND revoked_at IS NULL"
)


def _audit(by: str, at: datetime, action: str, name: str, institution: str, **detail: object) -> None:
    record(by=by, at=at, action=action, subject=("token", name), institution=institution, detail=dict(detail))

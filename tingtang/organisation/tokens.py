"""Bearer tokens of devices and other systems: each acts as one position at one institution; only hashes are kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet

from tingtang.audit.actions import record
from tingtang.organisation.access import Post, Viewer, in_scope
from tingtang.organisation.models import Institution, Token
from tingtang.organisation.positions import DEVICES, Position
from tingtang.shared.refusal import Refused
from tingtang.shared.text import Bilingual
from tingtang.shared.times import from_database

REMEMBERED = timedelta(seconds=3)
MOST_REMEMBERED = 10_000
_remembered: dict[str, tuple[datetime, Viewer, datetime | None]] = {}  # hash -> when read, who, until when
USED_EVERY = timedelta(minutes=10)  # how exactly the last use is kept: a write per call would cost more than it tells
LONGEST_NAME = 57  # with "token:" before it, it stands in the trail as who did something
PREFIX = "tt_"  # lets a scanner of logs and repositories recognise a leaked token


LONGEST_REASON = 200
# What a page gives: a device's own position, or what a system of the lobby needs. None opens a customer, decides for
# people or makes a further token, so nobody gets by a token what they may not do themselves. Others: the command.
GIVEN = DEVICES | {Position.LOBBY_MANAGER, Position.CLOSED_TELLER, Position.GUARD}
NAME = Bilingual(
    f"名称为 1 至 {LONGEST_NAME} 个可见字符", f"a token's name has 1 to {LONGEST_NAME} printable characters"
)
REASON = Bilingual(
    f"请写明收回原因，最多 {LONGEST_REASON} 字", f"say why it is revoked, in {LONGEST_REASON} characters at most"
)


class TokenRefused(Refused):
    """A token, or its end, that cannot be; `field` names what is wrong."""


class BadTokenName(TokenRefused):
    """No name, too long a one, or one that cannot be printed."""


class TokenExists(TokenRefused):
    """A token of this name was made before."""


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
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise BadTokenName("name", NAME)
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
        text = Bilingual(f"已有名为 {name} 的令牌", f"{name}: a token of this name stands already")
        raise TokenExists("name", text) from taken
    _audit(by, at, "token.create", name, institution.institution_id, position=position.value)
    return token


@transaction.atomic
def revoke_token(*, by: str, at: datetime, token: Token, reason: str) -> None:
    """From here on the token opens nothing. Revoking twice keeps the first reason. Raises TokenRefused."""
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= LONGEST_REASON or not reason.isprintable():
        raise TokenRefused("reason", REASON)
    standing = Token.objects.filter(pk=token.pk, revoked_at__isnull=True)  # of two who revoke at once, one finds it
    if standing.update(revoked_at=at, revoked_by=by, revoke_reason=reason):
        _remembered.pop(token.hash, None)
        _audit(by, at, "token.revoke", token.name, token.institution_id, reason=reason)
    token.refresh_from_db()


def tokens_seen(viewer: Viewer, at: datetime, *, standing: bool) -> QuerySet[Token]:
    """Tokens where the viewer manages them: those that stand at an instant, or those that did; newest first."""
    ended = Q(revoked_at__isnull=False) | Q(expires_at__lte=at)
    found = in_scope(Token.objects.select_related("institution"), viewer, "institution_id", "token.manage")
    return (found.exclude(ended) if standing else found.filter(ended)).order_by("-created_at", "-pk")


def viewer_of_token(token: str, at: datetime) -> Viewer | None:
    """Who a token acts as at an instant; None when it is unknown, revoked or expired.

    Looked up at most every REMEMBERED by each process: a device calls many times a minute. So a revocation takes effect
    within REMEMBERED; at once in the process that revokes. An unknown token is looked up each time.
    """
    key = hashed(token)
    found = _remembered.get(key)
    if found is None or abs(at - found[0]) >= REMEMBERED:
        row = _standing(key, at)
        if row is None:
            _remembered.pop(key, None)
            return None
        if len(_remembered) >= MOST_REMEMBERED:
            _remembered.clear()
        found = _remembered[key] = (at, *row)
    return found[1] if found[2] is None or at < found[2] else None


def _standing(key: str, at: datetime) -> tuple[Viewer, datetime | None] | None:
    """(who, until when) of a token that is not revoked. Plain SQL: asked at calls that count in milliseconds."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [key])
        row = cursor.fetchone()
    if row is None:
        return None
    name, position, institution_id, expires_at, used_at = row
    if used_at is None or at - from_database(used_at) >= USED_EVERY:
        Token.objects.filter(hash=key).update(used_at=at)  # no act of anybody's: nothing for the trail
    viewer = Viewer(
        position=position,
        institution_id=institution_id,
        posts=(Post(position, institution_id),),
        username=f"token:{name}",
    )
    return viewer, from_database(expires_at) if expires_at else None


_STANDING = (
    "SELECT name, position, institution_id, expires_at, used_at FROM organisation_token"
    " WHERE hash = %s AND revoked_at IS NULL"
)


def _audit(by: str, at: datetime, action: str, name: str, institution: str, **detail: object) -> None:
    record(by=by, at=at, action=action, subject=("token", name), institution=institution, detail=dict(detail))

"""Sessions: how long they live, how many a person may have, and that ending one ends it in every process.

The session store keeps a local copy in each server process; the row here is what says whether a session still stands.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from django.db import transaction

from tingtang.audit.actions import record
from tingtang.audit.models import Entry
from tingtang.organisation.models import User, UserSession

Verdict = Literal["stands", "ended", "idle", "too_old"]
SEEN_EVERY = timedelta(minutes=1)  # how exact "last seen" is: not a write at every request


@transaction.atomic
def begin(*, user: User, key: str, at: datetime, agent: str, most: int, how: str) -> list[str]:
    """Register a session and end the user's oldest beyond `most`; returns the keys of those ended."""
    UserSession.objects.update_or_create(
        session_key=key, defaults={"user": user, "started_at": at, "seen_at": at, "agent": agent[:200]}
    )
    standing = UserSession.objects.filter(user=user).order_by("-started_at", "-seen_at")
    ended = [row.session_key for row in standing if row.session_key != key][most - 1 :]
    UserSession.objects.filter(session_key__in=ended).delete()
    _audit(user, at, "session.begin", how=how, ended=len(ended))
    return ended


def check(
    *, user: User, key: str | None, at: datetime, idle: timedelta, life: timedelta, person: bool = True
) -> Verdict:
    """Whether a session still stands at an instant; refreshes when it was last seen, if a `person` asks."""
    mine = UserSession.objects.filter(session_key=key or "", user=user)
    times = next(iter(mine.values_list("started_at", "seen_at")), None)
    if times is None:
        return "ended"
    started_at, seen_at = times
    if at - started_at >= life:
        return "too_old"
    if at - seen_at >= idle:
        return "idle"
    if person and at - seen_at >= SEEN_EVERY:
        mine.update(seen_at=at)
    return "stands"


@transaction.atomic
def end(*, user: User, key: str, at: datetime, why: str) -> None:
    """End one session."""
    if UserSession.objects.filter(session_key=key).delete()[0]:
        _audit(user, at, "session.end", why=why)


@transaction.atomic
def refused(*, username: str, known: bool, at: datetime, locked: bool) -> None:
    """Record a failed sign-in. A name nobody has is not kept: it may be a password typed into the wrong field."""
    record(
        by="system:sign-in",
        at=at,
        action="session.locked" if locked else "session.refused",
        subject=("user", username if known else "?"),
        nature=Entry.Nature.SIGN_IN,
    )


def _audit(user: User, at: datetime, action: str, **detail: object) -> None:
    record(
        by=user.staff_id or f"user:{user.username}",
        at=at,
        action=action,
        subject=("user", user.username),
        nature=Entry.Nature.SIGN_IN,
        institution=user.staff.institution_id if user.staff else "",
        detail=dict(detail),
    )

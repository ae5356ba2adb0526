"""The secret address of a person's calendar: made, made anew, revoked. The token is told once; its hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from tingtang.audit import actions as audit
from tingtang.bookings.models import CalendarFeed
from tingtang.organisation.models import Staff
from tingtang.shared.times import business_date

USED_EVERY = timedelta(hours=1)  # a calendar reads often: a write each time would tell no more


def hashed(token: str) -> str:
    """What is kept of a token. It is long and random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def open_feed(*, by: str, at: datetime) -> str:
    """A new address for one's own bookings; the one before ends at once. Returns its token, told this once."""
    Staff.objects.select_for_update(no_key=True).get(pk=by)
    close_feed(by=by, at=at)
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(staff_id=by, token_hash=hashed(token), made_at=at)
    audit.record(by=by, at=at, action="booking.feed_open", subject=("calendar_feed", str(feed.pk)))
    return token


@transaction.atomic
def close_feed(*, by: str, at: datetime) -> bool:
    """Revoke one's address; whether there was one."""
    feed = CalendarFeed.objects.select_for_update().filter(staff=by, revoked_at__isnull=True).first()
    if feed is None:
        return False
    feed.revoked_at = at
    feed.save(update_fields=["revoked_at"])
    audit.record(by=by, at=at, action="booking.feed_close", subject=("calendar_feed", str(feed.pk)))
    return True


def read_feed(*, token: str, at: datetime) -> Staff | None:
    """Whose calendar a token opens: of somebody who works for the bank, not revoked; None for any other."""
    feed = CalendarFeed.objects.select_related("staff").filter(token_hash=hashed(token), revoked_at__isnull=True)
    found = feed.first()
    if found is None or (found.staff.to_on is not None and found.staff.to_on < business_date(at)):
        return None
    if found.used_at is None or at - found.used_at >= USED_EVERY:
        CalendarFeed.objects.filter(pk=found.pk, revoked_at__isnull=True).update(used_at=at)
    return found.staff

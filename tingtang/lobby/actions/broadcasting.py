"""What the screens say: notices, outages with their progress (A33.1). One write reaches every outlet below."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from tingtang.lobby.errors import BadInput, NoSuchRecord, WrongState
from tingtang.lobby.keeping import noted, text
from tingtang.lobby.models import Announcement, Outage, OutageNote
from tingtang.organisation.access import subtree
from tingtang.shared.text import Bilingual

ENDS_EARLY = Bilingual("结束须晚于开始", "it must end after it begins")
WITHDRAWN = Bilingual("该公告已撤下", "this notice was withdrawn")
OVER = Bilingual("该故障已恢复", "this outage is over")
ZH, EN = 200, 300


@transaction.atomic
def announce(
    *,
    institution_id: str,
    zh: str,
    en: str,
    by: str,
    at: datetime,
    from_at: datetime | None = None,
    until_at: datetime | None = None,
) -> Announcement:
    """Show a notice on every screen of the institution and below, from now or `from_at` until `until_at` (or until
    withdrawn). Both languages are needed: every customer-facing screen has both. Raises BadInput."""
    zh, en = text("zh", zh, ZH), text("en", en, EN)
    begins = from_at or at
    if until_at is not None and until_at <= begins:
        raise BadInput("until_at", ENDS_EARLY)
    row = Announcement.objects.create(
        institution_id=institution_id, zh=zh, en=en, from_at=begins, until_at=until_at, by=by
    )
    _told("announce", row, institution_id, by=by, at=at, until=until_at.isoformat() if until_at else None)
    return row


@transaction.atomic
def withdraw(*, announcement_id: int, by: str, at: datetime) -> Announcement:
    """Take a notice down at once. Raises NoSuchRecord, WrongState when it was."""
    row = Announcement.objects.select_for_update().filter(pk=announcement_id).first()
    if row is None:
        raise NoSuchRecord
    if row.withdrawn_at is not None:
        raise WrongState(WITHDRAWN)
    row.withdrawn_at, row.withdrawn_by = at, by
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    _told("withdraw", row, row.institution_id, by=by, at=at)
    return row


@transaction.atomic
def open_outage(*, institution_id: str, zh: str, en: str, by: str, at: datetime) -> Outage:
    """A system fails for the institution and everything below it; the text says what. Raises BadInput."""
    zh, en = text("zh", zh, ZH), text("en", en, EN)
    outage = Outage.objects.create(institution_id=institution_id, began_at=at, by=by)
    OutageNote.objects.create(outage=outage, n=1, at=at, by=by, zh=zh, en=en)
    _told("outage.open", outage, institution_id, by=by, at=at)
    return outage


@transaction.atomic
def tell_progress(*, outage_id: int, zh: str, en: str, by: str, at: datetime) -> OutageNote:
    """How it goes on. Raises NoSuchRecord, BadInput, WrongState when it is over."""
    zh, en = text("zh", zh, ZH), text("en", en, EN)
    outage = _open(outage_id)
    note = OutageNote.objects.create(outage=outage, n=outage.notes.count() + 1, at=at, by=by, zh=zh, en=en)
    _told("outage.progress", outage, outage.institution_id, by=by, at=at, n=note.n)
    return note


@transaction.atomic
def end_outage(*, outage_id: int, zh: str, en: str, by: str, at: datetime) -> Outage:
    """It works again; the last word goes to the screens. Raises NoSuchRecord, BadInput, WrongState when it is over."""
    tell_progress(outage_id=outage_id, zh=zh, en=en, by=by, at=at)
    outage = _open(outage_id)
    outage.ended_at, outage.ended_by = at, by
    outage.save(update_fields=["ended_at", "ended_by"])
    _told("outage.end", outage, outage.institution_id, by=by, at=at)
    return outage


def _open(outage_id: int) -> Outage:
    outage = Outage.objects.select_for_update().filter(pk=outage_id).first()
    if outage is None:
        raise NoSuchRecord
    if outage.ended_at is not None:
        raise WrongState(OVER)
    return outage


def _told(action: str, row: Model, institution_id: str, *, by: str, at: datetime, **detail: Any) -> None:
    """One audit entry, and an event on the topic of every outlet that shows it."""
    noted(action, row, institution=institution_id, by=by, at=at, outlets=subtree([institution_id]), **detail)

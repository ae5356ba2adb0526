"""A small bank with an opinion book: an outlet with its lobby manager and head."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from tingtang.duties.models import Duty
from tingtang.opinions.actions import record_opinion
from tingtang.opinions.models import Opinion
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, small_bank
from tingtang.shared.times import ZONE

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
DAY = MONDAY.date()
JPEG = b"\xff\xd8\xff\xe0 a page of the book"
PHONE = "13900001111"


def later(days: int = 0, hours: int = 0) -> datetime:
    """So much after Monday nine o'clock."""
    return MONDAY + timedelta(days=days, hours=hours)


class Book:
    """O1 with lobby manager L1 and head H1; O3 elsewhere."""

    def __init__(self) -> None:
        small_bank()
        person("L1", Position.LOBBY_MANAGER)
        person("H1", Position.OUTLET_HEAD)

    def entry(self, key: str = "k1", **fields: Any) -> Opinion:
        """An entry that was written on Monday and typed at once."""
        plain = {"by": "L1", "at": MONDAY, "institution_id": "O1", "key": key, "written_on": DAY, "text": "空调太冷"}
        return record_opinion(**{**plain, **fields})[0]


def owed(opinion: Opinion) -> Duty:
    """The duty to answer it."""
    return Duty.objects.get(kind="opinion.answer", subject_id=str(opinion.pk))


def readings(state: str) -> list[tuple[str, date]]:
    """(outlet, day) of the duties to read in that state."""
    found = Duty.objects.filter(kind="opinion.read", state=state).order_by("subject_id", "period_on")
    return [(duty.subject_id, duty.period_on) for duty in found]

"""The business zone: every date of the bank is a day in Asia/Shanghai."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)


def business_date(at: datetime) -> date:
    """The day in Asia/Shanghai on which the aware instant `at` falls. ValueError when naive."""
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} has no time zone")
    return at.astimezone(ZONE).date()


def day_start(day: date) -> datetime:
    """00:00 of `day` in Asia/Shanghai."""
    return datetime.combine(day, time.min, ZONE)


def day_end(day: date) -> datetime:
    """24:00 of `day`: the midnight that follows, exclusive end of the day. OverflowError past the year 9999."""
    return day_start(day + ONE_DAY)


def parse_instant(text: str) -> datetime:
    """An ISO date or instant as an aware datetime in Asia/Shanghai.

    A date alone is its first moment; an instant without an offset is read as Shanghai time, since that is what a
    clock on the wall of any outlet shows. ValueError names the text when it is neither.
    """
    try:
        if len(text) <= 10:
            return day_start(date.fromisoformat(text))
        at = datetime.fromisoformat(text)
        return at.replace(tzinfo=ZONE) if at.tzinfo is None else at.astimezone(ZONE)
    except (ValueError, OverflowError):
        raise ValueError(f"{text!r} is neither a date (2026-02-14) nor an instant (2026-02-14T09:30+08:00)") from None


def from_database(at: datetime | str) -> datetime:
    """An instant as plain SQL gives it: aware from PostgreSQL, UTC written out from SQLite."""
    if isinstance(at, str):
        at = datetime.fromisoformat(at)
    return at if at.tzinfo else at.replace(tzinfo=UTC)

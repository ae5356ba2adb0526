"""How numbers, money, dates and clocks are said on a page, in the language of the request.

Dates are said as people say them (today, Friday, 3 Dec) and carry the exact instant for hover and for screen readers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from tingtang.desk.language import lang, t
from tingtang.shared.money import plain, short
from tingtang.shared.shares import tenth
from tingtang.shared.times import ZONE, business_date

WEEKDAYS_ZH = "一二三四五六日"
WEEK = 7  # how far ahead a day is named by its weekday; a habit of speech, not a value of the manual


def number(value: int | Decimal | float) -> str:
    """1234567 -> 1,234,567."""
    return f"{value:,}"


def money(value: Decimal | str | None) -> str:
    """An amount of CNY in words people use: CNY 9.2 m / 920 万元. Exact amounts are shown by `money_exact`."""
    return "—" if value is None or value == "" else short(Decimal(value), "zh" if lang() == "zh" else "en")


def money_exact(value: Decimal | str | None) -> str:
    """An amount to the fen: 9,200,000.00."""
    return "—" if value is None or value == "" else plain(Decimal(value))


def percent(part: int, whole: int) -> str:
    """A share to one decimal (`shared.shares`): 8,499 of 10,000 is 85.0 %, 9,999 is 99.9 %, 0 of 0 is a dash.

    A verdict stands beside it where one is due, with n of N: it is taken from the exact share (adr/0088).
    """
    return f"{tenth(Fraction(part, whole))}%" if whole else "—"


def percent_text(share: Decimal) -> str:
    """0.7 -> 70%."""
    return f"{(share * 100).normalize():f}%"


def local(at: datetime) -> datetime:
    """The instant on the bank's clock."""
    return at.astimezone(ZONE)


def file_size(size: int) -> str:
    """Bytes as people read them: 940 B, 12 KB, 3.4 MB; nothing that is there is called 0."""
    if size < 1024:
        return f"{size} B"
    return f"{size / 1024:.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"


def exact(at: datetime) -> str:
    """2026-11-23 16:30 (Beijing time)."""
    return f"{local(at):%Y-%m-%d %H:%M}"


def day(on: date | None, today: date | None = None) -> str:
    """A date as people say it: today, tomorrow, Friday, 3 Dec; with the year when it is another one."""
    if on is None:
        return "—"
    if today is not None and (near := _near(on, today)):
        return near
    if today is not None and on.year != today.year:
        return t(f"{on.year}年{on.month}月{on.day}日", f"{on.day} {on:%b} {on.year}")
    return t(f"{on.month}月{on.day}日", f"{on.day} {on:%b}")


def _near(on: date, today: date) -> str:
    away = (on - today).days
    named = {-1: t("昨天", "yesterday"), 0: t("今天", "today"), 1: t("明天", "tomorrow")}
    if away in named:
        return named[away]
    if 1 < away < WEEK:
        return weekday(on)
    return ""


def day_full(on: date) -> str:
    """2026年11月23日 周一 / Monday, 23 November 2026."""
    return t(f"{on.year}年{on.month}月{on.day}日 周{WEEKDAYS_ZH[on.weekday()]}", f"{on:%A}, {on.day} {on:%B %Y}")


def month_full(on: date) -> str:
    """2026年11月 / November 2026."""
    return t(f"{on.year}年{on.month}月", f"{on:%B %Y}")


def weekday(on: date) -> str:
    """周五 / Fri."""
    return t(f"周{WEEKDAYS_ZH[on.weekday()]}", f"{on:%a}")


def instant(at: datetime | None, now: datetime | None = None) -> str:
    """An instant as people say it: 今天 14:05 / yesterday 09:12 / 3 Dec 16:00."""
    if at is None:
        return "—"
    here = local(at)
    return f"{day(here.date(), local(now).date() if now else None)} {here:%H:%M}"


@dataclass(frozen=True)
class Clock:
    """What a clock chip shows: `state` late | soon | ok | done, the words, the exact end, an icon of its own shape."""

    state: Literal["late", "soon", "ok", "done"]
    words: str
    exact: str
    icon: str
    provisional: bool = False


def clock(due_at: datetime, now: datetime, *, provisional: bool = False) -> Clock:
    """The chip of an open duty: late in red, due today in amber, else in teal; each with its own shape and words."""
    ends = exact(due_at)
    if due_at <= now:
        return Clock("late", _late_words(due_at, now), ends, "alert-square-rounded", provisional)
    last = local(due_at - timedelta(microseconds=1))
    today = local(now).date()
    timed = local(due_at).time().isoformat("minutes")
    words = f"{day(last.date(), today)}" + ("" if timed == "00:00" else f" {timed}")
    if last.date() == today:
        said = t("今天内", "Today") if timed == "00:00" else t(f"今天 {timed} 前", f"Today by {timed}")
        return Clock("soon", said, ends, "clock-exclamation", provisional)
    return Clock("ok", t(f"{words}前", f"By {words}"), ends, "clock", provisional)


def _late_words(due_at: datetime, now: datetime) -> str:
    late = now - due_at
    if late < timedelta(hours=1):
        minutes = max(1, int(late.total_seconds() // 60))
        return t(f"超 {minutes} 分钟", f"{minutes} min late")
    if late < timedelta(days=1):
        hours = int(late.total_seconds() // 3600)
        return t(f"超 {hours} 小时", f"{hours} h late")
    return t(f"超 {late.days} 天", f"{late.days} d late")


GLOBALS: dict[str, Any] = {
    "number": number,
    "money": money,
    "money_exact": money_exact,
    "percent": percent,
    "exact": exact,
    "file_size": file_size,
    "day": day,
    "day_full": day_full,
    "month_full": month_full,
    "weekday": weekday,
    "instant": instant,
    "business_date": business_date,
    "clock": clock,
}

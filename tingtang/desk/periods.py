"""The period a figure is about, as an address says it: 2026-11, 2026-Q4, 2026-H2, 2026."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from tingtang.desk.formats import month_full
from tingtang.desk.language import t

SHAPE = re.compile(r"(20\d\d)(?:-(0[1-9]|1[0-2]|Q[1-4]|H[12]))?")
QUARTER, HALF = 3, 6  # months


@dataclass(frozen=True)
class Period:
    """From `first` to `last`, both included."""

    code: str
    first: date
    last: date
    name: str


def parse_period(text: str, today: date) -> Period:
    """The period of an address; this month when the text is none."""
    found = SHAPE.fullmatch(text)
    if found is None:
        return parse_period(f"{today:%Y-%m}", today)
    year, part = int(found[1]), found[2] or ""
    start, months = _span(part)
    first = date(year, start, 1)
    return Period(text, first, _add_months(first, months) - timedelta(days=1), _name(year, part))


def _span(part: str) -> tuple[int, int]:
    """(first month, how many months) of a part of a year."""
    if part.startswith("Q"):
        return (int(part[1]) - 1) * QUARTER + 1, QUARTER
    if part.startswith("H"):
        return (int(part[1]) - 1) * HALF + 1, HALF
    return (int(part), 1) if part else (1, 12)


def _name(year: int, part: str) -> str:
    if part.startswith("Q"):
        return t(f"{year}年第{part[1]}季度", f"Q{part[1]} {year}")
    if part.startswith("H"):
        return t(f"{year}年{'上' if part == 'H1' else '下'}半年", f"H{part[1]} {year}")
    return month_full(date(year, int(part), 1)) if part else t(f"{year}年", str(year))


def _add_months(on: date, months: int) -> date:
    years, month = divmod(on.month - 1 + months, 12)
    return on.replace(year=on.year + years, month=month + 1)


def halves(asked: Period | None, today: date) -> tuple[Period, Period]:
    """The half-year asked for, else the one of today, and the one before it."""
    half = asked if asked and "-H" in asked.code else parse_period(_half(today), today)
    return half, parse_period(_half(half.first - timedelta(days=1)), today)


def _half(on: date) -> str:
    return f"{on.year}-H{1 if on.month <= HALF else 2}"


def choices(today: date) -> list[Period]:
    """The periods offered: this month and the three before, this quarter, this half-year, this year and the last."""
    months = [_add_months(today.replace(day=1), -back) for back in range(4)]
    codes = [f"{month:%Y-%m}" for month in months]
    codes += [f"{today.year}-Q{(today.month - 1) // QUARTER + 1}", _half(today)]
    return [parse_period(code, today) for code in [*codes, str(today.year), str(today.year - 1)]]

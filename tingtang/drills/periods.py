"""Periods of so many calendar months within a year, and what the duty of one is about. Pure."""

from __future__ import annotations

from datetime import date, timedelta

YEAR = 12  # months


def period_of(on: date, months: int) -> tuple[date, date]:
    """(first, last day) of the period of `months` that holds `on`; periods begin with January, the last ends with
    December even where it is shorter."""
    begin = (on.month - 1) // months * months
    end = min(begin + months, YEAR)
    first = date(on.year, begin + 1, 1)
    after = date(on.year + 1, 1, 1) if end == YEAR else date(on.year, end + 1, 1)
    return first, after - timedelta(days=1)


def subject_of(institution_id: str, plan: str) -> str:
    """What the duty to drill a plan is about: the outlet and the plan."""
    return f"{institution_id}:{plan}"

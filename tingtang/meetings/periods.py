"""The days a meeting stands for. Pure."""

from __future__ import annotations

from datetime import date, timedelta

WEEK = 7  # days


def weeks_of(on: date, weeks: int) -> tuple[date, date]:
    """(Monday, Sunday) of the period of `weeks` calendar weeks that holds `on`."""
    monday = on - timedelta(days=on.weekday())
    first = monday - timedelta(weeks=(monday.toordinal() // WEEK) % weeks)
    return first, first + timedelta(days=WEEK * weeks - 1)


def falls_on(on: date, every_days: int) -> bool:
    """Whether a meeting held every so many days is held on a day."""
    return on.toordinal() % every_days == 0

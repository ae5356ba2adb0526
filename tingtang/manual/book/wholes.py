"""Weights that make a whole together: on every day on which all of them are in force they add up to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from tingtang.manual.book.entries import Dated, Entry
from tingtang.manual.book.errors import ManualError

# The beginning of the keys -> what those values come to.
WHOLES: Mapping[str, Decimal] = {"assessment.weight.": Decimal(100)}


def check_wholes(entries: Mapping[str, Entry]) -> None:
    """Raises ManualError naming the place of a weight, the day and the sum that is not the whole."""
    for prefix, whole in WHOLES.items():
        parts = [entry for key, entry in entries.items() if key.startswith(prefix)]
        dated = [one for entry in parts for one in entry.dated]
        ends = {one.to_on + timedelta(days=1) for one in dated if one.to_on}
        for day in sorted({one.from_on for one in dated} | ends):
            _check(parts, prefix, whole, day)


def _check(parts: list[Entry], prefix: str, whole: Decimal, day: date) -> None:
    standing: list[tuple[Entry, Dated]] = [(entry, one) for entry in parts if (one := entry.on(day)) is not None]
    total = sum((Decimal(str(one.value)) for _, one in standing), Decimal())
    if standing and total != whole:
        entry = next((entry for entry, one in standing if one.from_on == day), standing[0][0])
        raise ManualError(f"{entry.where}: the values {prefix}* of {day} add up to {total}, not to {whole}")

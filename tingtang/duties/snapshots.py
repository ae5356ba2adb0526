"""A version of the manual as it is kept in the ledger, and read back. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tingtang.manual.book import Rulebook
from tingtang.manual.book.units import write


@dataclass(frozen=True, slots=True)
class KeptValue:
    """A value as it stood: `value` in the writing of its unit."""

    key: str
    value: str
    unit: str
    article: str
    from_on: str
    reading: str


def snapshot_values(book: Rulebook) -> dict[str, Any]:
    """Every value with its history, as JSON: {key: {unit, article, reading, dated: [[from, to, value], ...]}}."""
    return {
        key: {
            "unit": entry.unit,
            "article": entry.article,
            "reading": entry.reading.zh if entry.reading else "",
            "dated": [
                [d.from_on.isoformat(), d.to_on.isoformat() if d.to_on else None, write(d.value)] for d in entry.dated
            ],
        }
        for key, entry in book.entries.items()
    }


def kept_value(values: Mapping[str, Any], key: str, on: date) -> KeptValue | None:
    """The value of `key` on a day out of a snapshot; None when it had none. Of several in force the last one wins."""
    entry = values.get(key)
    day = on.isoformat()
    if entry is None:
        return None
    for start, end, value in reversed(entry["dated"]):
        if start <= day and (end is None or day <= end):
            return KeptValue(key, value, entry["unit"], entry["article"], start, entry["reading"])
    return None

"""The units a value may have, and how its text is read in each."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeAlias

Reading: TypeAlias = Decimal | int | str | bool | date | tuple[str, ...]


WHOLE = re.compile(r"-?[0-9]{1,9}")
EXACT = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,12})?")
CENTURY = 36_525  # days; no time of the manual is longer, whatever its unit, so that no day falls out of the calendar


def _whole(text: str) -> int:
    if not WHOLE.fullmatch(text):
        raise ValueError(f"{text!r} is not a whole number")
    number = int(text)
    if number < 0:
        raise ValueError(f"{text!r} is below zero")
    return number


def _time(text: str) -> int:
    number = _whole(text)
    if number > CENTURY:
        raise ValueError(f"{text!r} is longer than any time of the manual")
    return number


def _exact(text: str) -> Decimal:
    if not EXACT.fullmatch(text):
        raise ValueError(f"{text!r} is not a number")
    number = Decimal(text)
    if number < 0:
        raise ValueError(f"{text!r} is below zero")
    return number


def _money(text: str) -> Decimal:
    number = _exact(text)
    if number != number.quantize(Decimal("0.01")):
        raise ValueError(f"{text!r} has more than two decimals")
    return number


def _share(text: str) -> Decimal:
    number = _exact(text)
    if number > 1:
        raise ValueError(f"{text!r} is above 1; a share lies between 0 and 1")
    return number


def _percent(text: str) -> Decimal:
    number = _exact(text)
    if number > 100:
        raise ValueError(f"{text!r} is above 100 percent")
    return number


def _truth(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(f"{text!r} is neither true nor false")
    return text == "true"


def _words(text: str) -> tuple[str, ...]:
    words = tuple(word.strip() for word in text.split("|"))
    if not all(words) or len(set(words)) != len(words):
        raise ValueError(f"{text!r} is not a list of different texts separated by |")
    return words


READERS: dict[str, Callable[[str], Reading]] = {
    # lengths of time
    "minutes": _time,
    "hours": _time,
    "days": _time,
    "working_days": _time,
    "weeks": _time,
    "months": _time,
    # amounts
    "CNY": _money,
    "count": _whole,
    "points": _exact,
    "percent": _percent,
    "share": _share,
    "ratio": _exact,
    "degrees": _whole,
    "centimetres": _whole,
    # the rest
    "date": date.fromisoformat,
    "bool": _truth,
    "text": str,
    "text_list": _words,
}
ORDERED = frozenset(READERS) - {"text", "text_list"}


def read_as(unit: str, text: str) -> Reading:
    """`text` as a value of `unit` (a key of READERS). Raises ValueError with a reason a person can act on.

    int for times and counts, exact Decimal for money, points, percent, share and ratio, tuple for text_list (`a|b`).
    """
    try:
        return READERS[unit](text)
    except ValueError as error:
        raise ValueError(f"{error} (unit {unit})") from None


def write(value: Reading) -> str:
    """The text that `read_as` reads back to `value`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "|".join(value)
    return format(value, "f") if isinstance(value, Decimal) else str(value)

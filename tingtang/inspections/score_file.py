"""Reading a scored sheet from a JSON file, strictly: a mistake is told with its place. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from tingtang.inspections.scoring import Item, Sheet, Unscorable, Veto

MOST_DIGITS = 9  # before the point of any number
MOST_PLACES = 12
LONGEST_SHOWN = 40
KEYS = ("base", "items", "plus", "minus", "veto", "findings")
ITEM_KEYS = ("section", "points", "score", "applicable", "item", "article")
MINUS_KEYS = ("points", "article", "text", "item")


def read_sheet(text: str) -> Sheet:
    """The sheet of a file. Numbers stand as text; a JSON number is read as it is written, never as a float.

    Raises Unscorable with the place: unknown or missing fields, what is no number, a finding without its article.
    """
    top = _object(_json(text), "the file", KEYS, ("base", "items"))
    sheet = Sheet(
        base=_number(top["base"], "base"),
        items=tuple(_item(one, f"items[{n}]") for n, one in enumerate(_list(top["items"], "items"))),
        plus=_points(top, "plus"),
        minus=_points(top, "minus"),
        vetoes=tuple(_veto(one, f"veto[{n}]") for n, one in enumerate(_list(top.get("veto", []), "veto"))),
    )
    for n, one in enumerate(_list(top.get("findings", []), "findings")):
        _has_article(_object(one, f"findings[{n}]"), f"findings[{n}]")
    return sheet


def _json(text: str) -> Any:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise Unscorable(key, "stands twice in one object")
            found[key] = value
        return found

    try:
        return json.loads(text, parse_float=_written, parse_int=_written, parse_constant=str, object_pairs_hook=once)
    except (json.JSONDecodeError, RecursionError) as error:
        where = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "the file"
        raise Unscorable(where, "is not JSON") from None


def _written(text: str) -> Decimal | str:
    """A JSON number as it is written; as text what is beyond all numbers, which is refused with its place."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _object(value: Any, place: str, known: tuple[str, ...] = (), needed: tuple[str, ...] = ()) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Unscorable(place, "is not an object")
    for key in value:
        if known and key not in known:
            raise Unscorable(f"{place}.{key}" if place != "the file" else key, f"is none of {', '.join(known)}")
    for key in needed:
        if key not in value:
            raise Unscorable(f"{place}.{key}" if place != "the file" else key, "is missing")
    return value


def _list(value: Any, place: str) -> list[Any]:
    if not isinstance(value, list):
        raise Unscorable(place, "is not a list")
    return value


def _number(value: Any, place: str) -> Decimal:
    foreign = isinstance(value, str) and (not value.isascii() or "_" in value)  # Decimal would take them
    if isinstance(value, bool) or not isinstance(value, str | Decimal) or foreign:
        raise Unscorable(place, f"{_shown(value)} is not a number")
    try:
        number = Decimal(value.strip() if isinstance(value, str) else value)
    except InvalidOperation:
        raise Unscorable(place, f"{_shown(value)} is not a number") from None
    exponent = number.as_tuple().exponent
    # The size is looked at first: beyond it the number is compared with nothing, for that alone overflows.
    if not isinstance(exponent, int) or number.adjusted() >= MOST_DIGITS or -exponent > MOST_PLACES:
        raise Unscorable(place, f"{_shown(number)} is not a number of up to {MOST_PLACES} decimal places")
    return number


def _shown(value: object) -> str:
    text = str(value) if isinstance(value, Decimal) else repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}.."


def _text(value: Any, place: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Unscorable(place, "is not a text")
    return value.strip()


def _item(value: Any, place: str) -> Item:
    one = _object(value, place, ITEM_KEYS, ("section", "points"))
    applies = one.get("applicable", True)
    if not isinstance(applies, bool):
        raise Unscorable(f"{place}.applicable", f"{applies!r} is neither true nor false")
    if applies and one.get("score") is None:
        raise Unscorable(f"{place}.score", "is missing")
    return Item(
        section=_text(one["section"], f"{place}.section"),
        points=_number(one["points"], f"{place}.points"),
        score=_number(one["score"], f"{place}.score") if applies else Decimal(),
        applies=applies,
        name=_text(one["item"], f"{place}.item") if "item" in one else "",
    )


def _points(top: Mapping[str, Any], side: str) -> tuple[Decimal, ...]:
    """Plus or minus points: numbers, or objects with `points` and the `article` they are about."""
    found = []
    for n, one in enumerate(_list(top.get(side, []), side)):
        place = f"{side}[{n}]"
        if isinstance(one, dict):
            _object(one, place, MINUS_KEYS, ("points",))
            _has_article(one, place)
            found.append(_number(one["points"], f"{place}.points"))
        else:
            found.append(_number(one, place))
    return tuple(found)


def _veto(value: Any, place: str) -> Veto:
    if isinstance(value, str):
        return Veto(_text(value, place))
    one = _object(value, place, ("section", "least"), ("section",))
    section = _text(one["section"], f"{place}.section")
    return Veto(section, _number(one["least"], f"{place}.least")) if "least" in one else Veto(section)


def _has_article(one: Mapping[str, Any], place: str) -> None:
    if not isinstance(one.get("article"), str) or not one["article"].strip():
        raise Unscorable(f"{place}.article", "a finding names its article")

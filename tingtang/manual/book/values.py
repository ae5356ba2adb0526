"""Reading values/*.yaml and edition files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from tingtang.manual.book.entries import Dated, Entry, Source, Tighten
from tingtang.manual.book.nodes import Node, read
from tingtang.manual.book.units import ORDERED, READERS, Reading, read_as

KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9][a-z0-9_]*)+")


def read_values(files: Iterable[Path]) -> dict[str, Entry]:
    """All entries by key. Raises ManualError on any mistake, a key that stands in two places included."""
    entries: dict[str, Entry] = {}
    for file in files:
        for node in read(file).items():
            entry = _entry(node)
            if entry.key in entries:
                raise node.fail(f"duplicate key {entry.key!r}, first at {entries[entry.key].where}")
            entries[entry.key] = entry
    return entries


def _entry(node: Node) -> Entry:
    parts = node.fields(
        ("key", "unit", "article", "describe", "recheck_on", "dated"), ("tighten", "reading", "least", "most", "each")
    )
    key = parts["key"].text()
    if not KEY.fullmatch(key):
        raise parts["key"].fail(f"{key!r} is not a key (lower case words joined by dots)")
    unit = parts["unit"].text()
    if unit not in READERS:
        raise parts["unit"].fail(f"bad unit {unit!r} (known: {', '.join(READERS)})")
    entry = Entry(
        key=key,
        unit=unit,
        article=parts["article"].text(),
        describe=parts["describe"].bilingual(),
        tighten=_direction(parts["tighten"], unit) if "tighten" in parts else None,
        recheck_on=parts["recheck_on"].day(),
        reading=parts["reading"].bilingual() if "reading" in parts else None,
        dated=read_dated(parts["dated"], unit, "manual", ""),
        where=node.where,
        least=_reading(parts["least"], unit) if "least" in parts else None,
        most=_reading(parts["most"], unit) if "most" in parts else None,
        each=parts["each"].text() if "each" in parts else "",
    )
    _check_bounds(entry, entry.dated, parts["dated"])
    return entry


def _check_bounds(entry: Entry, dated: Iterable[Dated], node: Node) -> None:
    for one in dated:
        if why := entry.refusal(one.value):
            raise node.fail(f"{entry.key}: {why}")


def _direction(node: Node, unit: str) -> Tighten:
    word = node.text()
    if word not in ("lower", "higher"):
        raise node.fail(f"bad direction {word!r} (lower or higher)")
    if unit not in ORDERED:
        raise node.fail(f"bad direction: a {unit} has no order to tighten in")
    return word  # type: ignore[return-value]


def read_dated(node: Node, unit: str, source: Source, origin: str) -> tuple[Dated, ...]:
    """The history of a value: oldest first, no two in force on the same day."""
    history: list[Dated] = []
    for item in node.items():
        dated = _dated(item, unit, source, origin)
        if history and dated.from_on <= (history[-1].to_on or history[-1].from_on):
            raise item.fail(f"overlapping dates: {dated.from_on} does not come after the one before")
        history.append(dated)
    if not history:
        raise node.fail("has no dated value")
    return tuple(_closed(history))


def _closed(history: list[Dated]) -> list[Dated]:
    """Each value without an end holds until the day before the next one."""
    ends = [later.from_on - timedelta(days=1) for later in history[1:]]
    return [replace(d, to_on=d.to_on or end) for d, end in zip(history, ends, strict=False)] + history[-1:]


def _dated(item: Node, unit: str, source: Source, origin: str) -> Dated:
    parts = item.fields(("from", "value"), ("to",))
    from_on = parts["from"].day()
    to_on = parts["to"].day() if "to" in parts else None
    if to_on and to_on < from_on:
        raise parts["to"].fail(f"ends on {to_on}, before it begins on {from_on}")
    return Dated(from_on=from_on, to_on=to_on, value=_reading(parts["value"], unit), source=source, origin=origin)


def _reading(node: Node, unit: str) -> Reading:
    if unit == "text_list":
        return node.texts()
    try:
        return read_as(unit, node.text())
    except ValueError as error:
        raise node.fail(str(error)) from None


def apply_edition(file: Path, entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """The entries with an edition file laid over them: its dated values win from their dates on.

    `starts: DATE` carries the manual's first values back to that day, for a bank whose history begins earlier.
    """
    parts = read(file).fields(("edition",), ("values", "starts"))
    name = parts["edition"].text()
    out = dict(entries)
    if "starts" in parts:
        out = {key: _carried_back(entry, parts["starts"].day()) for key, entry in out.items()}
    for key, node in parts["values"].pairs() if "values" in parts else ():
        if key not in entries:
            raise node.fail(f"unknown key {key!r}: an edition changes values of the manual, it adds none")
        newer = read_dated(node, out[key].unit, "edition", name)
        _check_bounds(out[key], newer, node)
        out[key] = replace(out[key], dated=(*out[key].dated, *newer))
    return out


def _carried_back(entry: Entry, starts: date) -> Entry:
    first = entry.dated[0]
    if first.from_on <= starts:
        return entry
    return replace(entry, dated=(replace(first, from_on=starts), *entry.dated[1:]))

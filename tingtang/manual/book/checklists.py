"""What is looked at before opening, during the day and after, by whom (A19.1, A20.1, A25.2, A38): checklists.yaml."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from tingtang.manual.book.entries import Mechanism
from tingtang.manual.book.kinds import OWNERS
from tingtang.manual.book.nodes import Node, read
from tingtang.shared.text import Bilingual

PHASES = ("before_opening", "during", "after")
FILLED_BY = ("person", "outlet")
OPENS = ("device", "material", "task")
EACH = ("device", "material")
# What a line may be repeated for: kinds of devices in the lobby's register, places of materials in that of routines.
DEVICE_KINDS = (
    "atm", "deposit", "terminal", "receipt_box", "ebank_pc", "hotline", "note_counter", "kiosk", "screen", "panel",
    "light_box", "other",
)  # fmt: skip
PLACES = ("board", "screen", "light_box", "frame", "rack", "folder", "door", "hall")
POSITIONS = (*OWNERS, "guard")
NAME = re.compile(r"[a-z_]+\.[a-z_]+")
CODE = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class CheckItem:
    """A line of a checklist. `opens`: what a fail opens, a device's fault, a task for material, or a plain task.

    `each`: the line stands once for each device (of the kinds `of`) or material (at the places `of`) of the outlet.
    """

    id: str
    text: Bilingual
    article: str
    opens: str
    each: str = ""
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checklist:
    """A checklist. `filled_by` person: everybody in one of `positions` fills their own; outlet: once, owed by the first
    of `positions` that somebody holds, and filled by any of them."""

    checklist: str
    title: Bilingual
    article: str
    phase: str
    filled_by: str
    positions: tuple[str, ...]
    items: tuple[CheckItem, ...]

    @property
    def kind(self) -> str:
        """The kind of the duty to fill it."""
        return f"checklist.{self.checklist}"

    @property
    def personal(self) -> bool:
        """Whether each person fills their own."""
        return self.filled_by == "person"


def read_checklists(
    file: Path, known: Collection[str], kinds: Collection[str], mechanisms: Mapping[tuple[str, str], Mechanism]
) -> dict[str, Checklist]:
    """Every checklist by its name. Each is named in mechanisms.yaml and has its kind of duty. Raises ManualError."""
    found: dict[str, Checklist] = {}
    for node in read(file).items():
        made = _checklist(node, known)
        if made.checklist in found:
            raise node.fail(f"duplicate checklist {made.checklist!r}")
        if ("checklist", made.checklist) not in mechanisms:
            raise node.fail(f"mechanisms.yaml has no checklist {made.checklist!r}")
        if made.kind not in kinds:
            raise node.fail(f"duties.yaml has no kind {made.kind!r}")
        found[made.checklist] = made
    if not found:
        raise read(file).fail("has nothing in it")
    return found


def _checklist(node: Node, known: Collection[str]) -> Checklist:
    parts = node.fields(("checklist", "title", "article", "phase", "filled_by", "positions", "items"))
    name = parts["checklist"].text()
    if not NAME.fullmatch(name):
        raise parts["checklist"].fail(f"{name!r} is not a name such as guard.before_opening")
    return Checklist(
        checklist=name,
        title=parts["title"].bilingual(),
        article=parts["article"].article(known),
        phase=_one_of(parts["phase"], PHASES, "phase"),
        filled_by=_one_of(parts["filled_by"], FILLED_BY, "way to fill it"),
        positions=_some_of(parts["positions"], POSITIONS, "position"),
        items=_items(parts["items"], known),
    )


def _items(node: Node, known: Collection[str]) -> tuple[CheckItem, ...]:
    found: dict[str, CheckItem] = {}
    for child in node.items():
        item = _item(child, known)
        if item.id in found:
            raise child.fail(f"duplicate item {item.id!r}")
        found[item.id] = item
    if not found:
        raise node.fail("has no items")
    return tuple(found.values())


def _item(node: Node, known: Collection[str]) -> CheckItem:
    parts = node.fields(("id", "zh", "en", "article", "fail"), ("each", "of"))
    each = _one_of(parts["each"], EACH, "register") if "each" in parts else ""
    if bool(each) != ("of" in parts):
        raise node.fail("`each` and `of` stand together")
    opens = _one_of(parts["fail"], OPENS, "thing a fail opens")
    if opens == "device" and each != "device":
        raise parts["fail"].fail("only a line for each device opens a device's fault")
    if not CODE.fullmatch(parts["id"].text()):
        raise parts["id"].fail(f"{parts['id'].text()!r} is not a code (lower case letters, digits, underscores)")
    return CheckItem(
        id=parts["id"].text(),
        text=Bilingual(parts["zh"].text(), parts["en"].text()),
        article=parts["article"].article(known),
        opens=opens,
        each=each,
        of=_some_of(parts["of"], DEVICE_KINDS if each == "device" else PLACES, each) if each else (),
    )


def _one_of(node: Node, known: Collection[str], what: str) -> str:
    if node.text() not in known:
        raise node.fail(f"there is no {what} {node.text()!r}")
    return node.text()


def _some_of(node: Node, known: Collection[str], what: str) -> tuple[str, ...]:
    found = tuple(_one_of(item, known, what) for item in node.items())
    if not found or len(set(found)) != len(found):
        raise node.fail(f"names each {what} once, and at least one")
    return found

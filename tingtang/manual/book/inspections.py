"""Reading inspection_items.yaml: what inspections look at, by checklist (A37.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tingtang.manual.book.entries import Paragraph
from tingtang.manual.book.nodes import Node, read
from tingtang.shared.text import Bilingual

# The sheet of the year is made from the lists; it is none itself.
MADE = "inspection.score_sheet"


@dataclass(frozen=True, slots=True)
class Look:
    """Something to be looked at, by its paragraph."""

    article: str
    text: Bilingual


@dataclass(frozen=True, slots=True)
class InspectionList:
    """A checklist of inspections; `section` names the section of a score sheet made from it."""

    key: str
    section: Bilingual
    items: tuple[Look, ...]


def read_inspection_lists(file: Path, paragraphs: Mapping[str, Paragraph]) -> tuple[InspectionList, ...]:
    """The checklists in their order. A line stands for a paragraph that names its list, and each such has its lines."""
    root = read(file)
    found = tuple(_checklist(node, paragraphs) for node in root.items())
    has = {(one.key, item.article) for one in found for item in one.items}
    for paragraph in paragraphs.values():
        for named in paragraph.enforced:
            listed = named.means == "checklist" and named.key.startswith("inspection.") and named.key != MADE
            if listed and (named.key, paragraph.id) not in has:
                raise root.fail(f"{named.key} has no line for {paragraph.id}")
    return found


def _checklist(node: Node, paragraphs: Mapping[str, Paragraph]) -> InspectionList:
    parts = node.fields(("checklist", "section", "items"))
    key = parts["checklist"].text()
    items = tuple(_look(item, key, paragraphs) for item in parts["items"].items())
    return InspectionList(key=key, section=parts["section"].bilingual(), items=items)


def _look(node: Node, key: str, paragraphs: Mapping[str, Paragraph]) -> Look:
    parts = node.fields(("article", "zh", "en"))
    article = parts["article"].text()
    named = paragraphs[article].enforced if article in paragraphs else ()
    if not any((one.means, one.key) == ("checklist", key) for one in named):
        raise parts["article"].fail(f"{article!r} does not name the checklist {key!r}")
    return Look(article=article, text=Bilingual(parts["zh"].text(), parts["en"].text()))

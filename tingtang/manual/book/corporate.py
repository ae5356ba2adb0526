"""What corporate and account managers go by (A23, A24): corporate.yaml."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tingtang.manual.book.complaints import ComplaintCodes
from tingtang.manual.book.nodes import Node, read
from tingtang.shared.text import Bilingual

CODE = re.compile(r"[a-z][a-z0-9_]*")
# The parts of the file, with the codes that the work itself turns on; () where the bank's words are free.
PARTS: Mapping[str, tuple[str, ...]] = {
    "sources": (),
    "stages": ("new", "contacted", "visit", "proposal", "opening", "set_up", "lost"),
    "needs": (),
    "first_contact": (),
    "call": (),
    "call_preparation": (),
    "visit_preparation": (),
    "proposal": ("understanding", "solution", "strengths", "team"),
    "weighed": ("needs", "policy", "risk", "return", "competition"),
    "opening_products": (),
    "lists": ("no_settlement", "small", "dormant", "inflow", "outflow", "owners"),
    "unknown": (),
}


@dataclass(frozen=True, slots=True)
class CorporateLine:
    """One line of a part. Of a need: the `department` (of A36) that answers, and `names` of one that goes before it."""

    code: str
    text: Bilingual
    article: str
    department: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Corporate:
    """The parts in their order, each by code."""

    parts: Mapping[str, Mapping[str, CorporateLine]] = field(default_factory=dict)

    def __getitem__(self, part: str) -> Mapping[str, CorporateLine]:
        return self.parts[part]

    def known(self, part: str, codes: Iterable[str]) -> list[str]:
        """Those of the codes that the part has, in the manual's order."""
        wanted = set(codes)
        return [code for code in self.parts[part] if code in wanted]


def read_corporate(file: Path, codes: ComplaintCodes, known: Collection[str]) -> Corporate:
    """Every part, none empty; the codes that the work turns on are there, and no others. Raises ManualError."""
    parts = read(file).fields(tuple(PARTS))
    return Corporate({name: _part(parts[name], name, codes, known) for name in PARTS})


def _part(node: Node, name: str, codes: ComplaintCodes, known: Collection[str]) -> dict[str, CorporateLine]:
    found: dict[str, CorporateLine] = {}
    for child in node.items():
        line = _line(child, codes, known, need=name == "needs")
        if line.code in found:
            raise child.fail(f"duplicate code {line.code!r}")
        found[line.code] = line
    if not found:
        raise node.fail("has nothing in it")
    if PARTS[name] and tuple(found) != PARTS[name]:
        raise node.fail(f"has these lines in this order: {', '.join(PARTS[name])}")
    return found


def _line(node: Node, codes: ComplaintCodes, known: Collection[str], *, need: bool) -> CorporateLine:
    parts = node.fields(("code", "zh", "en", "article", *(("department",) if need else ())), ("names",) if need else ())
    if not CODE.fullmatch(parts["code"].text()):
        raise parts["code"].fail(f"{parts['code'].text()!r} is not a code (lower case letters, digits, underscores)")
    return CorporateLine(
        code=parts["code"].text(),
        text=Bilingual(parts["zh"].text(), parts["en"].text()),
        article=parts["article"].article(known),
        department=parts["department"].one_of(tuple(codes.departments)) if need else "",
        names=parts["names"].texts() if "names" in parts else (),
    )

"""What the lobby serves, to whom and how: businesses.yaml, service_classes.yaml, teller_steps.yaml."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tingtang.manual.book.entries import Entry
from tingtang.manual.book.nodes import Node, read
from tingtang.manual.book.units import read_as
from tingtang.shared.text import Bilingual

GROUPS = ("cash", "non_cash", "corporate", "wealth", "other")
CHANNELS = ("self_service", "e_bank", "phone")
STEP_STATES = ("called", "serving", "finishing")
CODE = re.compile(r"[a-z][a-z0-9_]*")
PREFIX = re.compile(r"[A-Z]{1,2}")


@dataclass(frozen=True, slots=True)
class Business:
    """A kind of business: minutes at a counter, other channels with theirs, and what is prepared before the call."""

    code: str
    title: Bilingual
    group: str
    article: str
    minutes: int
    channels: Mapping[str, int]
    papers: tuple[Bilingual, ...]
    forms: tuple[Bilingual, ...]
    checks: tuple[Bilingual, ...]

    def faster_channel(self, wait_minutes: float) -> tuple[str, float] | None:
        """The quickest other channel and the minutes it saves against waiting for a counter; None when it saves none.

        A tie goes to the one that stands first in the manual. The customer is told and decides (A19.2b).
        """
        if not self.channels:
            return None
        name = min(self.channels, key=lambda channel: self.channels[channel])
        saved = wait_minutes + self.minutes - self.channels[name]
        return (name, saved) if saved > 0 else None


@dataclass(frozen=True, slots=True)
class ServiceClass:
    """A class of service; `rate` and `promise` are keys of values, `tiers` the tiers and cards that belong to it."""

    code: str
    title: Bilingual
    article: str
    prefix: str
    tiers: tuple[str, ...]
    rate: str
    promise: str
    protected: bool


@dataclass(frozen=True, slots=True)
class TellerStep:
    """One of the teller's seven steps, with the state of the ticket in which its prompt stands."""

    step: str
    clause: str
    when: str
    title: Bilingual
    prompt: Bilingual


T = TypeVar("T")


def read_businesses(file: Path, known: set[str]) -> dict[str, Business]:
    """Every kind of business by code, in the manual's order. `known`: ids of articles and paragraphs."""
    return _by_code(file, "code", lambda node: _business(node, known))


def read_service_classes(file: Path, known: set[str], entries: Mapping[str, Entry]) -> dict[str, ServiceClass]:
    """The classes of service by code, highest first; the values they name exist, no tier stands twice."""
    classes = _by_code(file, "code", lambda node: _service_class(node, known, entries))
    said = [tier for one in classes.values() for tier in one.tiers]
    for tier in said:
        if said.count(tier) > 1:
            raise read(file).fail(f"tiers: {tier!r} stands in two classes")
    return classes


def read_teller_steps(file: Path, known: set[str]) -> tuple[TellerStep, ...]:
    """The teller's steps in their order."""
    return tuple(_by_code(file, "step", lambda node: _step(node, known)).values())


def _by_code(file: Path, key: str, build: Callable[[Node], T]) -> dict[str, T]:
    found: dict[str, T] = {}
    for node in read(file).items():
        made = build(node)
        code: str = getattr(made, key)
        if not CODE.fullmatch(code):
            raise node.fail(f"{code!r} is not a code (lower case letters, digits, underscores)")
        if code in found:
            raise node.fail(f"duplicate {key} {code!r}")
        found[code] = made
    if not found:
        raise read(file).fail("has nothing in it")
    return found


def _business(node: Node, known: set[str]) -> Business:
    parts = node.fields(
        ("code", "title", "group", "article", "minutes", "channels", "papers", "forms", "checks"),
    )
    return Business(
        code=parts["code"].text(),
        title=parts["title"].bilingual(),
        group=parts["group"].one_of(GROUPS),
        article=parts["article"].article(known),
        minutes=_minutes(parts["minutes"]),
        channels=_channels(parts["channels"]),
        papers=_texts(parts["papers"]),
        forms=_texts(parts["forms"]),
        checks=_texts(parts["checks"]),
    )


def _service_class(node: Node, known: set[str], entries: Mapping[str, Entry]) -> ServiceClass:
    parts = node.fields(("code", "title", "article", "prefix", "tiers", "rate", "promise", "protected"))
    prefix = parts["prefix"].text()
    if not PREFIX.fullmatch(prefix):
        raise parts["prefix"].fail(f"{prefix!r} is not a prefix (one or two capital letters)")
    return ServiceClass(
        code=parts["code"].text(),
        title=parts["title"].bilingual(),
        article=parts["article"].article(known),
        prefix=prefix,
        tiers=parts["tiers"].texts(),
        rate=_value(parts["rate"], "points", entries),
        promise=_value(parts["promise"], "minutes", entries),
        protected=parts["protected"].truth(),
    )


def _step(node: Node, known: set[str]) -> TellerStep:
    parts = node.fields(("step", "clause", "when", "title", "prompt"))
    return TellerStep(
        step=parts["step"].text(),
        clause=parts["clause"].article(known),
        when=parts["when"].one_of(STEP_STATES),
        title=parts["title"].bilingual(),
        prompt=parts["prompt"].bilingual(),
    )


def _channels(node: Node) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, child in node.pairs():
        if name not in CHANNELS:
            raise child.fail(f"{name!r} is none of {', '.join(CHANNELS)}")
        found[name] = _minutes(child)
    return found


def _minutes(node: Node) -> int:
    try:
        minutes = read_as("minutes", node.text())
    except ValueError as error:
        raise node.fail(str(error)) from None
    if not isinstance(minutes, int) or minutes < 1:
        raise node.fail("takes at least one minute")
    return minutes


def _texts(node: Node) -> tuple[Bilingual, ...]:
    return tuple(item.bilingual() for item in node.items())


def _value(node: Node, unit: str, entries: Mapping[str, Entry]) -> str:
    entry = entries.get(node.text())
    if entry is None:
        raise node.fail(f"the manual has no value {node.text()!r}")
    if entry.unit != unit:
        raise node.fail(f"{entry.key} is counted in {entry.unit}, not in {unit}")
    return entry.key

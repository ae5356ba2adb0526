"""What complaints are about and who coordinates them: complaint_codes.yaml, complaint_routes.yaml (A34, A35, A36)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TypeVar

from tingtang.manual.book.errors import ManualError
from tingtang.manual.book.kinds import OWNERS
from tingtang.manual.book.nodes import Node, read
from tingtang.shared.text import Bilingual

TIERS = ("private", "wealth", "wealth_management", "corporate_vip", "ordinary")
UNITS = (
    "province", "branch", "subbranch", "outlet", "wealth_management_centre", "wealth_centre", "private_bank",
    "department",
)  # fmt: skip
PLACES = ("unit", "managing", "private_bank", "department")
TAKERS = ("staff", "system", "public")  # a person at the desk, a system over the interface, the public form
HANDLED = ("attitude", "process", "loss", "policy", "other")
LAST_RESORT = "branch_head"  # every line up to the root has one


@dataclass(frozen=True, slots=True)
class Code:
    """A channel by which complaints come in. `by`: who takes them in by it, of `TAKERS`."""

    code: str
    title: Bilingual
    article: str
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Department:
    """A department of A36; one of the feed is this one when its name holds one of `names`."""

    code: str
    title: Bilingual
    article: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matter:
    """What a complaint is about, and the department that answers for it."""

    code: str
    title: Bilingual
    department: str


@dataclass(frozen=True, slots=True)
class Cause:
    """Why somebody complains. `handled`: whose time of A34.3 runs; `ours`: founded, the fault is the bank's (A35.6)."""

    code: str
    title: Bilingual
    article: str
    handled: str
    ours: bool


@dataclass(frozen=True, slots=True)
class ComplaintCodes:
    """Every code of complaints, in the manual's order."""

    channels: Mapping[str, Code]
    departments: Mapping[str, Department]
    businesses: Mapping[str, Matter]
    causes: Mapping[str, Cause]
    further: Bilingual

    def channels_of(self, taker: str) -> tuple[str, ...]:
        """The channels by which this one takes complaints in."""
        return tuple(code for code, channel in self.channels.items() if taker in channel.by)


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the routing looks at: the customer's tier, the kind of unit, the channel, the department of the business."""

    tier: str
    unit: str
    channel: str
    department: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A position at a place of the route."""

    at: str
    position: str


@dataclass(frozen=True, slots=True)
class Route:
    """A line of the table. Empty: fits whatever there is. `plan`: the contingency plan opens."""

    clause: str
    tiers: tuple[str, ...]
    units: tuple[str, ...]
    channels: tuple[str, ...]
    departments: tuple[str, ...]
    seats: tuple[Seat, ...]
    plan: bool
    where: str

    def fits(self, facts: CaseFacts) -> bool:
        """Whether the line is about these facts."""
        named = (
            (self.tiers, facts.tier),
            (self.units, facts.unit),
            (self.channels, facts.channel),
            (self.departments, facts.department),
        )
        return all(not codes or code in codes for codes, code in named)


def read_complaint_codes(file: Path, known: set[str]) -> ComplaintCodes:
    """The codes, checked against each other. `known`: ids of articles and paragraphs."""
    parts = read(file).fields(("channels", "departments", "businesses", "causes", "further"))
    departments = _by_code(parts["departments"], lambda node: _department(node, known))
    return ComplaintCodes(
        channels=_by_code(parts["channels"], lambda node: _channel(node, known)),
        departments=departments,
        businesses=_by_code(parts["businesses"], lambda node: _matter(node, departments)),
        causes=_by_code(parts["causes"], lambda node: _cause(node, known)),
        further=parts["further"].bilingual(),
    )


def read_routes(file: Path, codes: ComplaintCodes, known: set[str]) -> tuple[Route, ...]:
    """The table in its order. Raises ManualError for an unknown code, a case that ends nowhere, a line that never
    counts."""
    routes = tuple(_route(node, codes, known) for node in read(file).items())
    _check_table(routes, codes, file)
    return routes


def all_facts(codes: ComplaintCodes) -> Iterator[CaseFacts]:
    """Every combination there can be."""
    return (CaseFacts(*facts) for facts in product(TIERS, UNITS, codes.channels, codes.departments))


def first_fit(routes: Sequence[Route], facts: CaseFacts) -> Route | None:
    """The line that counts; None: a dead end."""
    return next((route for route in routes if route.fits(facts)), None)


def _check_table(routes: Sequence[Route], codes: ComplaintCodes, file: Path) -> None:
    used: set[str] = set()
    for facts in all_facts(codes):
        route = first_fit(routes, facts)
        if route is None:
            case = f"{facts.tier}, {facts.unit}, {facts.channel}, {facts.department}"
            raise ManualError(f"{file}:1: nobody coordinates a complaint of {case}")
        used.add(route.where)
    for route in routes:
        if route.where not in used:
            raise ManualError(f"{route.where}: this line never counts: lines above fit first")


def _route(node: Node, codes: ComplaintCodes, known: set[str]) -> Route:
    parts = node.fields(("clause", "seats"), ("tiers", "units", "channels", "departments", "plan"))
    seats = tuple(_seat(item, codes) for item in parts["seats"].items())
    if not seats or seats[-1] != Seat("unit", LAST_RESORT):
        raise node.fail(f"the last seat must be the {LAST_RESORT} of the unit: somebody up to the root holds it")

    def named(name: str, among: Sequence[str]) -> tuple[str, ...]:
        return tuple(item.one_of(among) for item in parts[name].items()) if name in parts else ()

    return Route(
        clause=parts["clause"].article(known),
        tiers=named("tiers", TIERS),
        units=named("units", UNITS),
        channels=named("channels", tuple(codes.channels)),
        departments=named("departments", tuple(codes.departments)),
        seats=seats,
        plan="plan" in parts and parts["plan"].truth(),
        where=node.where,
    )


def _seat(node: Node, codes: ComplaintCodes) -> Seat:
    parts = node.fields(("at", "position"))
    return Seat(parts["at"].one_of((*PLACES, *codes.departments)), parts["position"].one_of(OWNERS))


T = TypeVar("T", Code, Department, Matter, Cause)


def _by_code(node: Node, build: Callable[[Node], T]) -> dict[str, T]:
    found: dict[str, T] = {}
    for item in node.items():
        made = build(item)
        if made.code in found:
            raise item.fail(f"duplicate code {made.code!r}")
        found[made.code] = made
    if not found:
        raise node.fail("has nothing in it")
    return found


def _channel(node: Node, known: set[str]) -> Code:
    parts = node.fields(("code", "title", "article", "by"))
    by = tuple(one.one_of(TAKERS) for one in parts["by"].items())
    return Code(parts["code"].text(), parts["title"].bilingual(), parts["article"].article(known), by)


def _department(node: Node, known: set[str]) -> Department:
    parts = node.fields(("code", "title", "article", "names"))
    article = parts["article"].article(known)
    return Department(parts["code"].text(), parts["title"].bilingual(), article, parts["names"].texts())


def _matter(node: Node, departments: Mapping[str, Department]) -> Matter:
    parts = node.fields(("code", "title", "department"))
    return Matter(parts["code"].text(), parts["title"].bilingual(), parts["department"].one_of(tuple(departments)))


def _cause(node: Node, known: set[str]) -> Cause:
    parts = node.fields(("code", "title", "article", "handled", "ours"))
    return Cause(
        code=parts["code"].text(),
        title=parts["title"].bilingual(),
        article=parts["article"].article(known),
        handled=parts["handled"].one_of(HANDLED),
        ours=parts["ours"].truth(),
    )

"""What is done when something happens, and who among the departments does what: emergency_plans.yaml,
department_roles.yaml (A36, A39.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tingtang.manual.book.complaints import ComplaintCodes
from tingtang.manual.book.nodes import Node, read
from tingtang.shared.text import Bilingual

PLANS = ("complaint", "business", "system", "incident", "media")
PARTS = ("lead", "assist", "take_part")


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One thing to be done, with the article it comes from."""

    article: str
    text: Bilingual


@dataclass(frozen=True, slots=True)
class EmergencyPlan:
    """What is done, in its order, when such a thing happens or is rehearsed."""

    code: str
    title: Bilingual
    article: str
    steps: tuple[PlanStep, ...]


@dataclass(frozen=True, slots=True)
class DepartmentRole:
    """A department's part in the management of service, and what it answers for."""

    department: str
    article: str
    part: str
    duties: tuple[Bilingual, ...]


def read_plans(file: Path, known: set[str]) -> dict[str, EmergencyPlan]:
    """The five plans by code: each of A39.3 once, none without a step."""
    found: dict[str, EmergencyPlan] = {}
    for node in read(file).items():
        plan = _plan(node, known)
        if plan.code in found:
            raise node.fail(f"duplicate plan {plan.code!r}")
        found[plan.code] = plan
    if missing := [code for code in PLANS if code not in found]:
        raise read(file).fail(f"the manual asks for a plan of {', '.join(missing)} too")
    return found


def read_department_roles(file: Path, codes: ComplaintCodes, known: set[str]) -> Mapping[str, DepartmentRole]:
    """Every department's part by its code; exactly one leads."""
    found: dict[str, DepartmentRole] = {}
    for node in read(file).items():
        role = _role(node, codes, known)
        if role.department in found:
            raise node.fail(f"duplicate department {role.department!r}")
        found[role.department] = role
    if [role.part for role in found.values()].count("lead") != 1:
        raise read(file).fail("exactly one department leads")
    if missing := [code for code in codes.departments if code not in found]:
        raise read(file).fail(f"{', '.join(missing)} has no part")
    return found


def _plan(node: Node, known: set[str]) -> EmergencyPlan:
    parts = node.fields(("plan", "title", "article", "steps"))
    steps = tuple(_step(item, known) for item in parts["steps"].items())
    if not steps:
        raise parts["steps"].fail("a plan has steps")
    return EmergencyPlan(
        parts["plan"].one_of(PLANS), parts["title"].bilingual(), parts["article"].article(known), steps
    )


def _step(node: Node, known: set[str]) -> PlanStep:
    parts = node.fields(("article", "text"))
    return PlanStep(parts["article"].article(known), parts["text"].bilingual())


def _role(node: Node, codes: ComplaintCodes, known: set[str]) -> DepartmentRole:
    parts = node.fields(("department", "article", "part", "duties"))
    return DepartmentRole(
        department=parts["department"].one_of(tuple(codes.departments)),
        article=parts["article"].article(known),
        part=parts["part"].one_of(PARTS),
        duties=tuple(item.bilingual() for item in parts["duties"].items()),
    )

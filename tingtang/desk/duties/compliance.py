"""Compliance as the page shows it: by clause, by institution below, down to persons and cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from django.core.exceptions import PermissionDenied

from tingtang.customers.models import Customer
from tingtang.desk.formats import percent
from tingtang.desk.language import lang, t
from tingtang.desk.names import institution_name
from tingtang.desk.subjects import subject_names
from tingtang.duties.models import Duty
from tingtang.duties.queries import Figures, Scope, compliance_by_person, compliance_grid
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import Tie, Viewer, may_at, tied_customers
from tingtang.organisation.masking import MASK_ALL, Masker
from tingtang.organisation.models import Institution, InstitutionTree, Staff

STANDS = ("met", "late", "missed", "overdue", "open", "excused")


@dataclass(frozen=True)
class Row:
    """A line of a table of figures: a clause, an institution or a person."""

    key: str
    name: str
    title: str
    figures: Figures


@dataclass(frozen=True)
class Page:
    """Everything the compliance page shows of one institution and period."""

    institution: Institution
    line: list[Institution]
    total: Figures
    clauses: list[Row]
    children: list[Row]
    people: list[Row]
    grid: Mapping[str, Mapping[str, Figures]]


def institution_of(viewer: Viewer, asked: str) -> Institution:
    """The institution asked for, or the viewer's own; PermissionDenied outside where they may see compliance."""
    key = asked or next(iter(sorted(viewer.institutions_for("compliance.see"))), "")
    found = Institution.objects.filter(pk=key).first()
    if found is None or not may_at(viewer, "compliance.see", key):
        raise PermissionDenied("compliance.see")
    return found


def read_page(viewer: Viewer, institution: Institution, scope: Scope) -> Page:
    """The page of a scope: eight queries at most, whatever the number of duties."""
    grid = compliance_grid(scope)
    names = {row.pk: institution_name(row) for row in Institution.objects.filter(pk__in=list(grid))}
    clauses = _by_clause(grid)
    children = [Row(key, names[key], "", sum(cells.values(), Figures())) for key, cells in grid.items()]
    has_children = len(grid) > 1
    return Page(
        institution=institution,
        line=_line(viewer, institution),
        total=sum((row.figures for row in clauses), Figures()),
        clauses=clauses,
        children=[row for row in children if row.key != institution.pk or row.figures.total] if has_children else [],
        people=[] if has_children else _people(scope),
        grid=grid if has_children else {},
    )


def _by_clause(grid: Mapping[str, Mapping[str, Figures]]) -> list[Row]:
    sums: dict[str, Figures] = {}
    for cells in grid.values():
        for clause, figures in cells.items():
            sums[clause] = sums.get(clause, Figures()) + figures
    paragraphs = rulebook().paragraphs
    return [
        Row(clause, clause, paragraphs[clause].text.pick(lang()) if clause in paragraphs else "", sums[clause])
        for clause in sorted(sums, key=_in_order)
    ]


def _in_order(clause: str) -> tuple[int, str]:
    """A5 before A31."""
    article = clause[1:].split(".")[0]
    return (int(article) if article.isdigit() else 0, clause)


def _people(scope: Scope) -> list[Row]:
    found = compliance_by_person(scope)
    staff = Staff.objects.in_bulk([key for key in found if key])
    by_role = t("按岗位", "Owed by a role")
    rows = [Row(key, staff[key].name if key in staff else by_role, "", figures) for key, figures in found.items()]
    return sorted(rows, key=lambda row: (-(row.figures.overdue + row.figures.missed), row.name))


def _line(viewer: Viewer, institution: Institution) -> list[Institution]:
    """The institutions above, top first, as far as the viewer may see figures there."""
    tops = viewer.institutions_for("compliance.see")
    above = InstitutionTree.objects.filter(descendant=institution).select_related("ancestor").order_by("-depth")
    line = [pair.ancestor for pair in above if pair.depth]
    starts = [place for place, row in enumerate(line) if row.pk in tops]
    return line[min(starts) :] if starts else []


def heat(page: Page, address: Any) -> dict[str, Any]:
    """The heat map for the chart: institutions across, clauses down that something is due for. A cell without a counted
    duty is left blank; `waiting` says of how many clauses nothing is due yet anywhere (the table has them all)."""
    rows = [row.key for row in page.children]
    clauses = [row.key for row in page.clauses if any(_counted(page, place, row.key) for place in rows)]
    names = {row.key: row.name for row in page.children}
    cells = [
        _cell(x, y, place, clause, names[place], page.grid[place][clause], address)
        for x, place in enumerate(rows)
        for y, clause in enumerate(clauses)
        if _counted(page, place, clause)
    ]
    return {
        "x": [names[key] for key in rows],
        "y": clauses,
        "cells": cells,
        "waiting": len(page.clauses) - len(clauses),
    }


def _counted(page: Page, place: str, clause: str) -> int:
    figures = page.grid[place].get(clause)
    return figures.counted if figures else 0


def _cell(x: int, y: int, place: str, clause: str, name: str, figures: Figures, address: Any) -> dict[str, Any]:
    share = percent(figures.met, figures.counted)
    return {
        "x": x,
        "y": y,
        "share": _display(figures.rate),
        "text": share,
        "label": f"{name}\n{clause}  {share}  ({figures.met}/{figures.counted})",
        "href": address(institution=place, clause=clause),
    }


def _display(rate: Fraction | None) -> float:
    """For the colour only: never compared with a threshold."""
    return round(float(rate or 0) * 100, 1)


def narrowed(scope: Scope, *, clause: str, staff_id: str) -> Scope:
    """The scope for some of its cases."""
    return replace(scope, clause=clause, staff_id=staff_id)


def subjects(viewer: Viewer, duties: Sequence[Duty]) -> dict[int, str]:
    """What each of these duties is about: customers with a tie by name, masked without; others as they are called.

    Two queries, and one for each kind of subject besides customers.
    """
    ids = [duty.subject_id for duty in duties if duty.subject_kind == "customer"]
    tied = set(Customer.objects.filter(tied_customers(viewer), pk__in=ids).values_list("pk", flat=True))
    others = subject_names((one.subject_kind, one.subject_id) for one in duties if one.subject_kind != "customer")
    customers = {("customer", key): str(_mask(viewer, key in tied).field("name", name)) for key, name in _names(ids)}
    named = others | customers
    return {one.pk: named.get((one.subject_kind, one.subject_id), one.subject_id) for one in duties}


def _names(ids: Iterable[str]) -> Iterable[tuple[str, str]]:
    return Customer.objects.filter(pk__in=list(ids)).values_list("pk", "name")


def _mask(viewer: Viewer, tied: bool) -> Masker:
    return Masker(viewer, Tie.HEAD) if tied else MASK_ALL

"""Compliance: how duties ended, by clause, institution, person and period.

Definition. A duty belongs to the period in which its own period begins (`period_on`). The rate is met / counted, where
counted = met + late + missed + overdue: what is late or missed counts against, and so does what is overdue and still
open, since otherwise a rate would rise by doing nothing. Excused and cancelled duties and those not yet due are left
out. An institution's figure is that of everything at and below it, by the institution the duty stands at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Value, When

from tingtang.duties.models import Duty, State
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import subtree
from tingtang.organisation.models import Institution, InstitutionTree

OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers of duties by how they stand. `open` are those not yet due."""

    met: int = 0
    late: int = 0
    missed: int = 0
    excused: int = 0
    cancelled: int = 0
    open: int = 0
    overdue: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Figures)))

    @property
    def counted(self) -> int:
        """The denominator of the rate."""
        return self.met + self.late + self.missed + self.overdue

    @property
    def total(self) -> int:
        """All duties, cancelled ones included."""
        return self.counted + self.excused + self.cancelled + self.open

    @property
    def rate(self) -> Fraction | None:
        """met / counted, exact: compare this with a threshold, never its rounded display. None: nothing counted."""
        return Fraction(self.met, self.counted) if self.counted else None


@dataclass(frozen=True, slots=True)
class Scope:
    """Which duties a figure is about: at and below an institution, from `first` to `last` (both included), as of `at`.

    `clause` such as A31.2a, or an article with all its paragraphs (A31); or one `kind`; or neither: every clause.
    `hidden`: subjects of kind "case" that are not for whoever asks: no figure and no list counts their duties (A34.6).
    """

    institution_id: str
    first: date
    last: date
    at: datetime
    clause: str = ""
    kind: str = ""
    staff_id: str = ""
    hidden: frozenset[str] = frozenset()


def compliance(scope: Scope) -> Figures:
    """The figures of a scope. One query."""
    return sum(_grouped(scope, "clause").values(), Figures())


def compliance_by_clause(scope: Scope) -> dict[str, Figures]:
    """The same, clause by clause. One query."""
    return {str(key): figures for (key,), figures in sorted(_grouped(scope, "clause").items())}


def compliance_by_kind(scope: Scope) -> dict[tuple[str, str], Figures]:
    """The same by (clause, kind): a clause such as A31.2b asks for several kinds of duty. One query."""
    return {(str(clause), str(kind)): figures for (clause, kind), figures in _grouped(scope, "clause", "kind").items()}


def compliance_by_person(scope: Scope) -> dict[str, Figures]:
    """By the person who owes; duties owed by a role stand under "". One query."""
    return {key or "": figures for (key,), figures in _grouped(scope, "owner_staff_id").items()}


def compliance_by_place(scope: Scope) -> dict[str, Figures]:
    """By the institution the duty stands at; those without duties are missing. One query."""
    return {str(key): figures for (key,), figures in _grouped(scope, "institution_id").items()}


def compliance_by_child(scope: Scope) -> dict[str, Figures]:
    """By each institution directly below, everything below it included, and the institution's own duties under its id.

    Institutions without duties are there with zeros: a blank is not a good figure. Three queries.
    """
    return {key: sum(found.values(), Figures()) for key, found in compliance_grid(scope).items()}


def compliance_grid(scope: Scope) -> dict[str, dict[str, Figures]]:
    """Institution directly below -> clause -> figures: the heat map. The institution's own duties under its own id."""
    children = list(Institution.objects.filter(parent=scope.institution_id).values_list("institution_id", flat=True))
    under = _child_of(children)
    grid: dict[str, dict[str, Figures]] = {key: {} for key in [scope.institution_id, *sorted(children)]}
    for (place, clause), figures in _grouped(scope, "institution_id", "clause").items():
        row = grid[under.get(str(place), scope.institution_id)]
        row[str(clause)] = row.get(str(clause), Figures()) + figures
    return grid


def _child_of(children: Sequence[str]) -> Mapping[str, str]:
    """Each institution -> the one of `children` it stands under."""
    pairs = InstitutionTree.objects.filter(ancestor__in=children).values_list("descendant_id", "ancestor_id")
    return dict(pairs)


def _grouped(scope: Scope, *by: str) -> dict[tuple[str | None, ...], Figures]:
    """Figures by columns: one grouped count over the index `duty_compliance` (or `duty_of_person`)."""
    stands = Case(When(state=State.OPEN, due_at__lte=scope.at, then=Value(OVERDUE)), default=F("state"))
    rows = in_scope(scope).annotate(stands=stands).values_list(*by, "stands").annotate(n=Count("pk")).order_by()
    counts: dict[tuple[str | None, ...], dict[str, int]] = {}
    for *key, stands_as, n in rows:
        counts.setdefault(tuple(key), {})[stands_as] = n
    return {key: Figures(**found) for key, found in counts.items()}


def in_scope(scope: Scope) -> QuerySet[Duty]:
    """The duties of a scope."""
    found = Duty.objects.filter(period_on__gte=scope.first, period_on__lte=scope.last, **_clauses(scope))
    if scope.staff_id:
        found = found.filter(owner_staff=scope.staff_id)
    if scope.hidden:
        found = found.exclude(subject_kind="case", subject_id__in=scope.hidden)
    return found.filter(institution__in=subtree([scope.institution_id]))


def _clauses(scope: Scope) -> dict[str, Any]:
    """Always by clause, which leads the index; the manual knows which clauses there are."""
    kinds = rulebook().kinds
    if scope.kind:
        known = kinds.get(scope.kind)
        return {"kind": scope.kind, **({"clause": known.clause} if known else {})}
    wanted = {kind.clause for kind in kinds.values()}
    if scope.clause:
        wanted = {clause for clause in wanted if under_article(clause, scope.clause)} or {scope.clause}
    return {"clause__in": sorted(wanted)}


def under_article(clause: str, wanted: str) -> bool:
    """Whether `clause` is `wanted` or one of its paragraphs: A31.2a is under A31.2a, A31.2 and A31, not under A3."""
    if clause == wanted or not clause.startswith(wanted):
        return clause == wanted
    following = clause[len(wanted)]
    return following == "." or ("." in wanted and not following.isdigit())


def stands_as(how: str, at: datetime) -> Q:
    """The condition behind one of the figures' names (met, late, missed, excused, cancelled, open, overdue)."""
    if how == OVERDUE:
        return Q(state=State.OPEN, due_at__lte=at)
    return Q(state=State.OPEN, due_at__gt=at) if how == State.OPEN else Q(state=how)


def counted_as(hows: Iterable[str], at: datetime) -> Q:
    """Any of several."""
    condition = Q()
    for how in hows:
        condition |= stands_as(how, at)
    return condition

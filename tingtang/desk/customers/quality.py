"""The five figures of information as pages show them: sums of a place or person, and the files behind a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from tingtang.customers.information import latest_entries
from tingtang.customers.models import Customer, QualityFigure, QualitySum
from tingtang.customers.models.figures import PRINCIPLES
from tingtang.customers.quality import Figure, behind, short_fields
from tingtang.desk.names import institution_name
from tingtang.manual.book import Rulebook
from tingtang.organisation.access import Tie, Viewer, may_at, tied_customers
from tingtang.organisation.masking import MASK_ALL, Masker
from tingtang.organisation.models import Institution, InstitutionTree, Staff

SUMS = "duty.see_below"  # who sees the sums of others: heads and control
PAGE = 20


@dataclass(frozen=True)
class Line:
    """A place or a person with the five figures."""

    key: str
    name: str
    customers: int
    five: Mapping[str, Figure]


@dataclass(frozen=True)
class Board:
    """The figures of one institution, or of one person, with what stands below."""

    institution: Institution | None
    staff: Staff | None
    above: Sequence[Institution]
    total: Line | None
    places: Sequence[Line]
    people: Sequence[Line]
    as_of: date | None


def board_of(viewer: Viewer, institution_id: str, staff_id: str) -> Board:
    """What was asked for, or where the viewer stands. Raises PermissionDenied outside of it. Six queries at most."""
    tops = sorted(viewer.institutions_for(SUMS))
    if staff_id or not tops:
        return _of_person(viewer, staff_id or viewer.staff_id)
    key = institution_id or tops[0]
    found = Institution.objects.filter(pk=key).first()
    if found is None or not may_at(viewer, SUMS, key):
        raise PermissionDenied(SUMS)
    return _of_place(found, tops)


def person_of(viewer: Viewer, staff_id: str) -> Staff:
    """A person whose figures the viewer may see: oneself, whom one stands in for, who works below."""
    found = Staff.objects.select_related("institution").filter(pk=staff_id).first()
    own = staff_id in {viewer.staff_id, *viewer.stands_in_for}
    if found is None or not (own or may_at(viewer, SUMS, found.institution_id)):
        raise PermissionDenied(SUMS)
    return found


def _of_person(viewer: Viewer, staff_id: str) -> Board:
    found = person_of(viewer, staff_id)
    row = QualitySum.objects.filter(staff=found).order_by("-month").first()
    total = _line(found.pk, found.name, row) if row else None
    above = [found.institution] if may_at(viewer, SUMS, found.institution_id) else []
    return Board(None, found, above, total, (), (), row.as_of if row else None)


def _of_place(place: Institution, tops: Sequence[str]) -> Board:
    own = QualitySum.objects.filter(institution=place).order_by("-month").first()
    above = _above(place, tops)
    if own is None:
        return Board(place, None, above, None, (), (), None)
    month = QualitySum.objects.filter(month=own.month)
    below = month.filter(institution__parent=place).select_related("institution").order_by("institution")
    people = month.filter(staff__institution=place).select_related("staff").order_by("staff")
    return Board(
        institution=place,
        staff=None,
        above=above,
        total=_line(place.pk, institution_name(place), own),
        places=[_line(one.institution_id or "", institution_name(one.institution), one) for one in below],
        people=[_line(one.staff_id or "", one.staff.name if one.staff else "", one) for one in people],
        as_of=own.as_of,
    )


def _above(place: Institution, tops: Sequence[str]) -> list[Institution]:
    """The institutions above, top first, as far as the viewer sees sums there."""
    pairs = InstitutionTree.objects.filter(descendant=place, depth__gt=0).select_related("ancestor").order_by("-depth")
    line = [pair.ancestor for pair in pairs]
    starts = [n for n, row in enumerate(line) if row.pk in tops]
    return line[min(starts) :] if starts else []


def _line(key: str, name: str, row: QualitySum | QualityFigure) -> Line:
    return Line(key, name, getattr(row, "customers", 1), figures_of(row))


def figures_of(row: QualitySum | QualityFigure) -> dict[str, Figure]:
    """The five of a row, by name."""
    return {one: Figure(getattr(row, f"{one}_good"), getattr(row, f"{one}_of")) for one in PRINCIPLES}


def file_figures(customer: Customer) -> tuple[dict[str, Figure], date] | None:
    """The five of one file with the day they are of; None before the first run."""
    try:
        row = customer.quality
    except QualityFigure.DoesNotExist:
        return None
    return figures_of(row), row.as_of


# -- the files behind a number ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Short:
    """A file that falls short: its name as the viewer may see it, the figure, and the fields that are to blame."""

    customer: Customer
    name: str
    href: bool
    figure: Figure
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Shorts:
    """A page of them."""

    rows: Sequence[Short]
    number: int
    more: bool


def short_files(viewer: Viewer, scope: Q, principle: str, *, page: int, on: date, book: Rulebook) -> Shorts:
    """The files of a scope (`of_staff`, `of_place`) that fall short in a figure, page by page. Three queries."""
    found = QualityFigure.objects.filter(scope, behind(principle)).order_by("pk").select_related("customer")
    rows = list(found[(page - 1) * PAGE : page * PAGE + 1])
    keys = [one.pk for one in rows[:PAGE]]
    tied = set(Customer.objects.filter(tied_customers(viewer), pk__in=keys).values_list("pk", flat=True))
    entries = latest_entries(keys)
    made = []
    for row in rows[:PAGE]:
        fields = short_fields(row.customer, entries.get(row.pk, {}), on, book)[principle]
        mask = Masker(viewer, Tie.HEAD) if row.pk in tied else MASK_ALL
        name = str(mask.field("name", row.customer.name))
        made.append(Short(row.customer, name, row.pk in tied, figures_of(row)[principle], fields))
    return Shorts(made, page, len(rows) > PAGE)

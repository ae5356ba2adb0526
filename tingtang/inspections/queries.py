"""Reads of inspections. What is covert and not published does not exist for the outlet, not even as a number."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Q, QuerySet

from tingtang.inspections.models import Award, AwardKind, Finding, Inspection, Level, Planned, State
from tingtang.inspections.scoring import Thresholds, decimal_of
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import Viewer, may_at, scope_ids
from tingtang.organisation.models import Institution

HALF = 6  # months
COUNTED = (Level.PROVINCE, Level.BRANCH)


def thresholds(on: date) -> Thresholds:
    """The thresholds of A37.3 in force on a day."""
    book = rulebook()
    grades = {name: book.value(f"inspection.grade.{name}", on).value for name in ("excellent", "good", "fair", "poor")}
    return Thresholds(full=book.value("inspection.full_marks", on).value, **grades)  # type: ignore[arg-type]


def total_of(found: Inspection) -> str:
    """The total as text, cut off where no decimal number holds it; empty while it is under way."""
    if found.numerator is None or found.denominator is None:
        return ""
    return format(decimal_of(Fraction(found.numerator) / Fraction(found.denominator)), "f")


def kept_title(found: Inspection) -> Award | None:
    """The model title that the outlet held already when this excellent result was published; None once withdrawn.

    Only a result that could have given the title keeps it: never a check of one's own (A37.5c).
    """
    if found.grade != "excellent" or found.state != State.PUBLISHED or found.level == Level.HEAD:
        return None
    held = Award.objects.filter(
        institution=found.institution_id, year=found.on.year, kind=AwardKind.MODEL_OUTLET, withdrawn_at=None,
        at__lte=found.published_at,
    )  # fmt: skip
    return held.exclude(inspection=found).first()


def visible(viewer: Viewer) -> QuerySet[Inspection]:
    """What a viewer sees: who inspects sees all of their scope, an outlet what is published to it."""
    inspects = scope_ids(viewer, "inspection.do") if viewer.may("inspection.do") else set()
    sees = scope_ids(viewer, "inspection.see") if viewer.may("inspection.see") else set()
    checks = scope_ids(viewer, "inspection.self") if viewer.may("inspection.self") else set()
    own = Q(institution__in=checks, level=Level.HEAD)
    mine = Q(institution__in=inspects) | Q(inspector=viewer.staff_id) | own
    published = Q(institution__in=sees, state=State.PUBLISHED)
    return Inspection.objects.filter(mine | published).select_related("institution", "sheet", "inspector")


def visible_finding(viewer: Viewer, finding_id: int) -> Finding | None:
    """A finding of an inspection that the viewer sees."""
    found = Finding.objects.filter(pk=finding_id, inspection__in=visible(viewer).values("pk"))
    return found.select_related("inspection__institution", "person").first()


def may_carry_out(viewer: Viewer, found: Inspection) -> bool:
    """Whether the viewer may score and close it: an inspector of its scope, or the head checking the own outlet."""
    own = found.level == Level.HEAD and may_at(viewer, "inspection.self", found.institution_id)
    return own or may_at(viewer, "inspection.do", found.institution_id)


def planned_for(viewer: Viewer, on: date) -> QuerySet[Planned]:
    """What is owed by the plans of the viewer's institutions and those below, in periods that hold a day."""
    owners = scope_ids(viewer, "inspection.plan") if viewer.may("inspection.plan") else set()
    found = Planned.objects.filter(owner__in=owners, first__lte=on, last__gte=on)
    return found.select_related("institution", "owner", "inspector", "inspection").order_by("level", "owner", "pk")


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of the outlets of a scope: which were inspected in a half-year by a level, and which were not yet."""

    level: str
    first: date
    last: date
    done: tuple[Institution, ...]
    left: tuple[Institution, ...]


def half_of(on: date) -> tuple[date, date]:
    """The calendar half-year that holds a day (A37.1e): January to June, July to December."""
    return (
        (date(on.year, 1, 1), date(on.year, 6, 30))
        if on.month <= HALF
        else (date(on.year, 7, 1), date(on.year, 12, 31))
    )


def coverage(viewer: Viewer, institution_ids: Collection[str], on: date) -> list[Coverage]:
    """Which outlets were inspected in the half-year of a day, by province and branch, as far as the viewer sees."""
    first, last = half_of(on)
    places = Institution.objects.filter(pk__in=institution_ids, kind="outlet").order_by("pk")
    outlets = [one for one in places if not one.closed_on or one.closed_on > first]
    seen = visible(viewer).filter(on__range=(first, last)).exclude(state=State.DRAFT)
    pairs = set(seen.values_list("level", "institution"))
    return [
        Coverage(
            level.value, first, last,
            tuple(one for one in outlets if (level.value, one.pk) in pairs),
            tuple(one for one in outlets if (level.value, one.pk) not in pairs),
        )
        for level in COUNTED
    ]  # fmt: skip

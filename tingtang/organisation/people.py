"""Reading who works where and who stands in for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tingtang.organisation.capabilities import NO_CUSTOMERS
from tingtang.organisation.models import Institution, Leave, Staff
from tingtang.organisation.tree import employed, on_leave

PAGE = 50


@dataclass(frozen=True)
class Colleague:
    """A person of an institution, with the leave that runs today."""

    staff: Staff
    leave: Leave | None


def people_at(institution: Institution, on: date, page: int = 1) -> tuple[list[Colleague], int]:
    """(a page of the people who work here, how many pages there are), by position and name."""
    found = Staff.objects.filter(employed(on), institution=institution).order_by("position", "name", "pk")
    pages = max(1, -(-found.count() // PAGE))
    rows = list(found[(page - 1) * PAGE : page * PAGE])
    away = Leave.objects.filter(on_leave(on), staff__in=rows).select_related("deputy")
    leaves = {leave.staff_id: leave for leave in away}
    return [Colleague(row, leaves.get(row.pk)) for row in rows], pages


def leaves_ahead(institution: Institution, on: date) -> QuerySet[Leave]:
    """Leaves of people here that run or are to come, the nearest first."""
    found = Leave.objects.filter(staff__institution=institution, last_on__gte=on)
    return found.select_related("staff", "deputy").order_by("first_on", "pk")[:PAGE]


def may_stand_in(institution: Institution, on: date) -> QuerySet[Staff]:
    """Who may be named as a deputy here: people of the institution and of the one above, no third parties."""
    places = [institution.pk, institution.parent_id] if institution.parent_id else [institution.pk]
    found = Staff.objects.filter(employed(on), institution__in=places).exclude(position__in=NO_CUSTOMERS)
    return found.order_by("name", "pk")

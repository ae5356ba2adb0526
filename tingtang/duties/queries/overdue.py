"""What is overdue below an institution, and what a head was told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, F, QuerySet

from tingtang.duties.models import Duty, Notice, State
from tingtang.duties.queries.cases import PAGE, Page, page
from tingtang.organisation.access import subtree


def overdue_below(
    institution_id: str, at: datetime, *, clause: str = "", staff_id: str = "", number: int = 1, size: int = PAGE
) -> Page[Duty]:
    """Open duties at and below the institution whose due time passed, longest overdue first. One query a page."""
    found = _overdue(institution_id, at)
    if clause:
        found = found.filter(clause=clause)
    if staff_id:
        found = found.filter(owner_staff=staff_id)
    return page(found.select_related("owner_staff", "institution").order_by("due_at", "pk"), number, size)


def overdue_counts(institution_id: str, at: datetime) -> dict[str, int]:
    """How many are overdue, by the institution they stand at. One query."""
    rows = _overdue(institution_id, at).values_list("institution_id").annotate(n=Count("pk")).order_by()
    return dict(rows)


def _overdue(institution_id: str, at: datetime) -> QuerySet[Duty]:
    return Duty.objects.filter(state=State.OPEN, due_at__lte=at, institution__in=subtree([institution_id]))


def notices_of(staff_id: str, limit: int = PAGE, what: Collection[str] = ()) -> list[Notice]:
    """What this person was told (`what`: of these matters only), unread first, latest first."""
    found = Notice.objects.filter(staff=staff_id)
    if what:
        found = found.filter(what__in=what)
    return list(found.order_by(F("seen_at").asc(nulls_first=True), "-on", "what")[:limit])

"""The team of a head: who has what open, who is behind, who kept their duties this month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from tingtang.complaints.standing import hidden_subjects
from tingtang.duties.models import Duty, State
from tingtang.duties.queries import Figures, Scope, compliance_by_person
from tingtang.organisation.access import Viewer, subtree
from tingtang.organisation.models import Staff
from tingtang.shared.times import business_date, day_end

PAGE = 50


@dataclass(frozen=True)
class Member:
    """One person of the team: what stands open today, and how the month went so far."""

    staff: Staff
    overdue: int
    today: int
    open: int
    month: Figures


def read_team(viewer: Viewer, institution_id: str, at: datetime) -> list[Member]:
    """Everyone at and below an institution who owes something or did this month, furthest behind first: 4 queries."""
    hidden = hidden_subjects(viewer, institution_id)
    counts = _open_counts(institution_id, at, hidden)
    today: date = business_date(at)
    month = compliance_by_person(Scope(institution_id, today.replace(day=1), today, at, hidden=hidden))
    keys = {*counts, *(key for key in month if key)} - {viewer.staff_id}
    people = Staff.objects.select_related("institution").in_bulk(keys)
    nothing = {"overdue": 0, "today": 0, "open": 0}
    team = [Member(staff, **counts.get(key, nothing), month=month.get(key, Figures())) for key, staff in people.items()]
    return sorted(team, key=lambda one: (-one.overdue, -one.today, -one.open, one.staff.name))


def _open_counts(institution_id: str, at: datetime, hidden: frozenset[str]) -> dict[str, dict[str, int]]:
    tonight = day_end(business_date(at))
    found = Duty.objects.filter(
        state=State.OPEN, institution__in=subtree([institution_id]), owner_staff__isnull=False, show_at__lte=at
    )
    if hidden:
        found = found.exclude(subject_kind="case", subject_id__in=hidden)
    rows = found.values("owner_staff_id").annotate(
        overdue=Count("pk", filter=Q(due_at__lte=at)),
        today=Count("pk", filter=Q(due_at__gt=at, due_at__lte=tonight)),
        open=Count("pk"),
    )
    return {
        str(row["owner_staff_id"]): {name: int(row[name]) for name in ("overdue", "today", "open")}
        for row in rows.order_by()
    }

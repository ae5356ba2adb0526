"""Requests to be excused, as the person who decides sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tingtang.desk.reasons import Reason, reason
from tingtang.duties.models import Duty, Excuse, State
from tingtang.duties.standing import told
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import Viewer, subtree
from tingtang.organisation.models import Staff

MOST = 100


@dataclass(frozen=True)
class Request:
    """One request: who asks, why, and the duty it is about."""

    id: int
    asked_by: str
    asked_at: datetime
    said: str
    duty: Reason
    institution: str


def pending_excuses(viewer: Viewer, at: datetime) -> list[Request]:
    """Pending requests where the viewer decides, oldest first; never one's own, nor about what is kept from the viewer
    (A34.6). Three queries."""
    places = subtree(viewer.institutions_for("duty.excuse.decide"))
    asked = Duty.objects.filter(excuses__state=Excuse.State.PENDING, state=State.OPEN, institution__in=places)
    found = Excuse.objects.filter(state=Excuse.State.PENDING, duty__in=told(asked, viewer).values("pk"))
    rows = list(
        found.exclude(asked_by=viewer.staff_id)
        .exclude(duty__owner_staff=viewer.staff_id)
        .select_related("duty", "duty__institution")
        .order_by("asked_at")[:MOST]
    )
    people = Staff.objects.in_bulk([row.asked_by for row in rows])
    book = rulebook()
    return [
        Request(
            id=row.pk,
            asked_by=people[row.asked_by].name if row.asked_by in people else row.asked_by,
            asked_at=row.asked_at,
            said=row.reason,
            duty=reason(row.duty, at, book),
            institution=row.duty.institution.name,
        )
        for row in rows
    ]

"""Requests to be excused, as the person who decides sees them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from tingtang.complaints.standing import may_know_of
from tingtang.desk.cards import Reason, reason
from tingtang.desk.language import t
from tingtang.duties.models import Duty, Excuse
from tingtang.manual.book import Rulebook
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
    """Pending requests where the viewer decides, oldest first; never one's own. Two queries."""
    places = subtree(viewer.institutions_for("duty.excuse.decide"))
    found = Excuse.objects.filter(state=Excuse.State.PENDING, duty__institution__in=places)
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
            duty=_told(viewer, row.duty, at, book),
            institution=row.duty.institution.name,
        )
        for row in rows
    ]


def _told(viewer: Viewer, duty: Duty, at: datetime, book: Rulebook) -> Reason:
    """The duty as this viewer may know of it: whoever decides about time need not know whose complaint it is."""
    said = reason(duty, at, book)
    if duty.subject_kind != "case" or may_know_of(viewer, duty.subject_id):
        return said
    return replace(said, title=t("投诉件", "A complaint"), sentence=t("按需知悉", "need to know"))

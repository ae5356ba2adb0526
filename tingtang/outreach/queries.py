"""Reading the room: saved lists, and how full the coming days are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from tingtang.customers.queries import ENTRUSTS
from tingtang.duties.models import Duty, State
from tingtang.organisation.access import Viewer
from tingtang.organisation.models import Staff
from tingtang.outreach.models import SavedList

CONTACT, GIVEN = "outreach.contact", ENTRUSTS
PLANNED = (CONTACT, GIVEN)
MOST = 60  # saved lists shown


def saved_lists(viewer: Viewer) -> QuerySet[SavedList]:
    """One's own, and those shared at one's institutions, by name."""
    places = {post.institution_id for post in viewer.posts}
    mine = Q(owner=viewer.staff_id) | Q(shared=True, institution__in=places)
    return SavedList.objects.filter(mine).select_related("owner").order_by("name", "pk")[:MOST]


def planned(staff_ids: Iterable[str], first: date, last: date) -> dict[tuple[str, date], int]:
    """(person, day) -> contacts planned from lists, whatever became of them but for those called off. One query."""
    found = Duty.objects.filter(kind__in=PLANNED, clause="A21.1c", owner_staff__in=list(staff_ids))
    found = found.filter(period_on__range=(first, last)).exclude(state=State.CANCELLED).order_by()
    rows = found.values_list("owner_staff_id", "period_on").annotate(n=Count("pk"))
    return {(str(staff), day): n for staff, day, n in rows}


@dataclass(frozen=True, slots=True)
class Load:
    """One person's coming days: how many contacts are planned on each."""

    staff: Staff
    days: tuple[tuple[date, int], ...]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(n for _, n in self.days)


def loads(people: Iterable[Staff], days: list[date]) -> list[Load]:
    """How full these days are for these people. One query."""
    known = list(people)
    counted = planned([one.pk for one in known], days[0], days[-1]) if days else {}
    return [Load(one, tuple((day, counted.get((one.pk, day), 0)) for day in days)) for one in known]

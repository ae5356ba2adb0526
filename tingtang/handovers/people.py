"""Who may give, take and sign."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from tingtang.organisation.access import Viewer, may_at, subtree, viewer_for
from tingtang.organisation.capabilities import HEADS, MANAGERS
from tingtang.organisation.models import Leave, Staff, User
from tingtang.organisation.tree import employed, on_leave

KEEPERS = MANAGERS | HEADS  # positions that may be accountable for a customer


def gone(staff: Staff, on: date) -> bool:
    """Whether somebody cannot sign: no longer or not yet employed, or on leave that day."""
    if (staff.to_on is not None and staff.to_on < on) or (staff.from_on is not None and staff.from_on > on):
        return True
    return Leave.objects.filter(on_leave(on), staff=staff).exists()


def takes_customers(staff: Staff, on: date) -> bool:
    """Whether somebody may be accountable for customers on a day."""
    return staff.position in KEEPERS and Staff.objects.filter(employed(on), pk=staff.pk).exists()


def may_act_for(by: str, giver: Staff, on: date) -> bool:
    """Whether `by` heads the giver's institution or one above, and is somebody else."""
    head = Staff.objects.filter(employed(on), pk=by).first()
    return head is not None and by != giver.pk and may_at(_viewer(head, on), "handover.decide", giver.institution_id)


def _viewer(staff: Staff, on: date) -> Viewer:
    return viewer_for(User(username=staff.pk, staff=staff), on)


def takers(institution_ids: list[str], on: date) -> QuerySet[Staff]:
    """Who may take customers at and below these places."""
    found = Staff.objects.filter(employed(on), position__in=KEEPERS, institution__in=subtree(institution_ids))
    return found.select_related("institution").order_by("institution__name", "name", "pk")

"""The day's checklists are owed: raised soon after midnight for every outlet that opens, or when one is begun."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from tingtang.duties.actions import open_duties, open_duty
from tingtang.duties.models import Duty
from tingtang.manual.queries import InForce
from tingtang.organisation.models import Institution
from tingtang.routines.errors import NotOwed
from tingtang.routines.owed import owed_on

AT_ONCE = 100  # outlets a transaction


def open_day(*, on: date, by: str, at: datetime) -> int:
    """Open the day's duties at every outlet that opens; how many were new. Run again it adds none.

    A hundred outlets a transaction: run again after an interruption, it goes on where it stood.
    """
    values = InForce(on)
    opened = 0
    outlets = list(Institution.objects.filter(kind="outlet").order_by("pk"))
    for start in range(0, len(outlets), AT_ONCE):
        with transaction.atomic():
            openings = list(owed_on(outlets[start : start + AT_ONCE], on, values))
            opened += open_duties(openings=openings, by=by, at=at, book=values.book) if openings else 0
    return opened


def owed_now(*, institution: Institution, kind: str, subject_id: str, on: date, by: str, at: datetime) -> Duty:
    """The duty of today to fill a list, opened now where the morning's job has not. Raises NotOwed."""
    standing = Duty.objects.filter(kind=kind, subject_kind="checklist", subject_id=subject_id, period_on=on).first()
    if standing is not None:
        return standing
    for opening in owed_on([institution], on, InForce(on)):
        if (opening.kind, opening.subject_id) == (kind, subject_id):
            return open_duty(opening=opening, by=by, at=at)[0]
    raise NotOwed

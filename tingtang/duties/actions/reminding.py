"""The morning's reminder: what is due today and what is overdue, one notice a person."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.db.models import Count

from tingtang.audit import actions as audit
from tingtang.duties.actions.noticing import set_notices
from tingtang.duties.models import Duty, Notice, State
from tingtang.shared.times import business_date, day_end


@transaction.atomic
def remind_due(*, by: str, at: datetime) -> int:
    """Tell everyone who owes duties due by tonight how many, by clause; how many people.

    Run again on the same day it brings the counts up to date instead of adding to them. One grouped count.
    """
    due = Duty.objects.filter(state=State.OPEN, owner_staff__isnull=False, due_at__lte=day_end(business_date(at)))
    told: dict[str, Counter[str]] = {}
    for staff_id, clause, count in due.values_list("owner_staff_id", "clause").annotate(n=Count("pk")).order_by():
        told.setdefault(str(staff_id), Counter())[clause] = count
    set_notices(Notice.What.DUE, told, at=at)
    if told:
        detail = {"people": len(told), "duties": sum(counts.total() for counts in told.values())}
        audit.record(by=by, at=at, action="duty.remind", subject=("duty", "many"), detail=detail)
    return len(told)

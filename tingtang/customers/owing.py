"""What is owed of one customer's file in so many working days: by the manager, without one by the head of the home."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tingtang.customers.models import Customer
from tingtang.duties.actions import open_duty
from tingtang.duties.models import Duty
from tingtang.duties.openings import Within
from tingtang.shared.times import business_date


def owe(*, customer: Customer, kind: str, period: str, seen: Mapping[str, object], by: str, at: datetime) -> Duty:
    """Open a duty of the customer's, due in `period` (a value in working days) from `at`; `seen`: its inputs."""
    within = Within(at, period, business_date(at), customer.home_institution_id)
    role = "" if customer.manager_id else "outlet_head"
    opening = within.opening(kind, customer.pk, seen, owner_staff_id=customer.manager_id, owner_role=role)
    return open_duty(opening=opening, by=by, at=at)[0]

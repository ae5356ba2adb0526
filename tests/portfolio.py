"""A small portfolio for tests of several rooms: an outlet of a branch, its manager, customers, duties of any kind."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tingtang.customers.models import Customer
from tingtang.duties.models import Duty
from tingtang.manual.queries import rulebook
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, small_bank
from tingtang.shared.times import ZONE, business_date, day_end, day_start

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
TODAY = business_date(MONDAY)


def later(days: int = 0, hours: int = 0) -> datetime:
    """So much after Monday nine o'clock."""
    return MONDAY + timedelta(days=days, hours=hours)


class Portfolio:
    """O1: manager W1, head H1; O2 of the same branch: manager W2; the branch's head HB."""

    def __init__(self) -> None:
        small_bank()
        for key, position, at in (
            ("W1", Position.WEALTH_MANAGER, "O1"), ("H1", Position.OUTLET_HEAD, "O1"),
            ("W2", Position.WEALTH_MANAGER, "O2"), ("HB", Position.BRANCH_HEAD, "B1"),
        ):  # fmt: skip
            person(key, position, at)

    def customer(self, key: str, manager: str = "W1", **fields: Any) -> Customer:
        """A customer of a manager, at home at the manager's outlet."""
        given = {
            "kind": "P", "name": "欧阳明", "home_institution_id": {"W1": "O1", "W2": "O2"}[manager],
            "manager_id": manager, "phone": "13812345678", "assets": Decimal("9200000.00"), "tier": "private",
            "as_of": TODAY - timedelta(days=1),
        }  # fmt: skip
        return Customer.objects.create(customer_id=key, **{**given, **fields})

    def duty(self, customer: Customer, kind: str, opened: date = TODAY, days: int = 7, **fields: Any) -> Duty:
        """A duty of the customer's manager, opened on a day, due at the end of so many days after it."""
        due, book = day_end(opened + timedelta(days=days)), rulebook()
        given = {
            "kind": kind, "clause": book.kinds[kind].clause, "subject_kind": "customer", "subject_id": customer.pk,
            "period_on": opened.replace(day=1) if kind.startswith("attrition.") else opened,
            "institution_id": customer.home_institution_id, "owner_staff_id": customer.manager_id,
            "opened_at": day_start(opened), "show_at": day_start(opened), "due_at": due,
            "lapses_at": due if book.kinds[kind].after_due == "lapse" else None, "manual_version": book.version,
        }  # fmt: skip
        return Duty.objects.create(**{**given, **fields})

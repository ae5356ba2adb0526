"""A small bank that looks for customers: two managers and a head at O1, a head elsewhere, customers as tests ask."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tingtang.customers.models import Customer, Holding, Product
from tingtang.duties.actions import Opening, open_duty
from tingtang.organisation.access import Viewer, viewer_of_staff
from tingtang.organisation.models import Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, signed_up, small_bank
from tingtang.shared.times import ZONE, day_end

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
TODAY = date(2026, 11, 23)


class People:
    """O1: wealth manager W1, private banker W2, open teller OT, head H1. B1: head HB. O3, another branch: W3, H3."""

    def __init__(self, *, signed: bool = False, at: datetime = MONDAY) -> None:
        small_bank()
        self.at, self.today = at, at.astimezone(ZONE).date()
        people = (
            ("W1", Position.WEALTH_MANAGER, "O1"), ("W2", Position.PRIVATE_BANKER, "O1"),
            ("OT", Position.OPEN_TELLER, "O1"), ("H1", Position.OUTLET_HEAD, "O1"),
            ("HB", Position.BRANCH_HEAD, "B1"), ("W3", Position.WEALTH_MANAGER, "O3"),
            ("H3", Position.OUTLET_HEAD, "O3"), ("T1", Position.CLOSED_TELLER, "O1"),
        )  # fmt: skip
        self.people: dict[str, Staff] = {key: person(key, position, place) for key, position, place in people}
        if signed:
            for staff in self.people.values():
                signed_up(staff)
        for key, kind in (("D1", "deposit"), ("F1", "fund"), ("W1", "wealth"), ("I1", "insurance")):
            Product.objects.create(product_id=key, type=kind, name=f"产品{key}")

    def viewer(self, staff_id: str) -> Viewer:
        """How a person looks at things today."""
        return viewer_of_staff(staff_id, self.today)

    def customer(self, key: str, manager: str | None = "W1", **fields: Any) -> Customer:
        """A customer of W1 at O1 of whom everything is known, reached yesterday."""
        plain: dict[str, Any] = {
            "kind": "P", "name": "欧阳明", "home_institution_id": "O1", "manager_id": manager, "phone": "13812345678",
            "id_type": "id_card", "id_no": "11010519491231002X", "birth_date": date(1949, 12, 31),
            "birth_calendar": "solar", "assets": Decimal("300000.00"), "tier": "wealth_management", "as_of": self.today,
            "risk_tolerance": 3, "last_reached_at": self.at - timedelta(days=1),
        }  # fmt: skip
        return Customer.objects.create(customer_id=key, **{**plain, **fields})

    def held(self, customer: Customer, product: str = "W1", balance: str = "50000.00", **fields: Any) -> Holding:
        """A holding of the customer."""
        return Holding.objects.create(customer=customer, product_id=product, balance=Decimal(balance), **fields)

    def signal(self, customer: Customer, kind: str = "asset_drop") -> None:
        """An attrition duty of the customer, open for five days more."""
        seen = {"assets": "1", "peak": "2", "peak_on": self.today.isoformat(), "drop_share": "0.5", "silent_days": 70}
        opening = Opening(
            kind=f"attrition.{kind}", subject_id=customer.pk, period_on=self.today, institution_id="O1",
            owner_staff_id=customer.manager_id or "H1", due_at=day_end(self.today + timedelta(days=5)),
            inputs={name: {"value": value, "as_of": self.today.isoformat()} for name, value in seen.items()},
        )  # fmt: skip
        open_duty(opening=opening, by="system:test", at=self.at)

"""A small bank that sells: W1 at O1 with customer C1, away customer C2 of W2 at O2, and products of every level."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tingtang.advice.actions import add_product, assess, recommend
from tingtang.advice.models import Assessment, Sale
from tingtang.customers.models import Customer
from tingtang.organisation.models import Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, signed_up, small_bank
from tingtang.shared.times import ZONE

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
PDF = b"%PDF-1.7 signed"
PEOPLE = (
    ("W1", Position.WEALTH_MANAGER, "O1"), ("OT", Position.OPEN_TELLER, "O1"), ("T1", Position.CLOSED_TELLER, "O1"),
    ("H1", Position.OUTLET_HEAD, "O1"), ("W2", Position.WEALTH_MANAGER, "O2"), ("H2", Position.OUTLET_HEAD, "O2"),
    ("HB", Position.BRANCH_HEAD, "B1"), ("HP", Position.BRANCH_HEAD, "P"), ("DO", Position.DEPARTMENT_OFFICER, "P"),
    ("W3", Position.WEALTH_MANAGER, "O3"), ("H3", Position.OUTLET_HEAD, "O3"),
)  # fmt: skip


def later(days: int = 0, hours: int = 0) -> datetime:
    """So much after Monday nine o'clock."""
    return MONDAY + timedelta(days=days, hours=hours)


class Shop:
    """Products R1 to R5 (bank) and F1 to F5 (funds), each of the level its code says."""

    def __init__(self, *, signed: bool = False, at: datetime = MONDAY) -> None:
        self.at = at
        small_bank()
        self.people: dict[str, Staff] = {key: person(key, position, place) for key, position, place in PEOPLE}
        if signed:
            for staff in self.people.values():
                signed_up(staff)
        self.customer = self.maintained("C1", "W1", "O1")
        self.away = self.maintained("C2", "W2", "O2")
        for level in range(1, 6):
            self.product(f"R{level}", "wealth", level)
            self.product(f"F{level}", "fund", level)

    def maintained(self, key: str, manager: str, home: str, **fields: Any) -> Customer:
        """A customer born in 1980."""
        plain = {
            "kind": "P", "name": "欧阳明", "home_institution_id": home, "manager_id": manager, "phone": "13812345678",
            "birth_date": date(1980, 5, 6), "assets": Decimal(9200000), "tier": "private", "as_of": self.at.date(),
        }  # fmt: skip
        return Customer.objects.create(customer_id=key, **{**plain, **fields})

    def product(self, code: str, kind: str, level: int, **fields: Any) -> None:
        """A product on sale since January."""
        plain = {"name": f"产品{code}", "reason": "总行评级", "from_on": date(2026, 1, 1), "minimum": Decimal(10000)}
        add_product(by="DO", at=self.at, code=code, kind=kind, level=level, **{**plain, **fields})

    def assess(self, level: int = 3, **fields: Any) -> Assessment:
        """C1 at O1, by W1, on Monday."""
        plain = {"by": "W1", "at": self.at, "institution_id": "O1", "customer_id": "C1"}
        return assess(level=level, **{**plain, **fields})

    def advise(self, product: str = "R3", **fields: Any) -> Sale:
        """R3 to C1, fifty thousand."""
        plain = {
            "by": "W1", "at": self.at, "institution_id": "O1", "customer_id": "C1", "amount": Decimal(50000),
            "need": "定期到期，想要稳一点",
        }  # fmt: skip
        return recommend(product=product, **{**plain, **fields})

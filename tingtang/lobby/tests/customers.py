"""Maintained customers for the tests of reception."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tingtang.customers.models import Customer
from tingtang.organisation.models import Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person

# Good numbers of nobody: district, date and check digit fit.
ID_18, ID_15 = "33010219800101019X", "330102800101019"


def manager(key: str = "M3", at: str = "O3") -> Staff:
    """A wealth manager at an outlet of the other branch."""
    return Staff.objects.filter(pk=key).first() or person(key, Position.WEALTH_MANAGER, at)


def customer(key: str = "C1", **changes: Any) -> Customer:
    """A private-bank client of O3, with card, identity number and phone on record."""
    fields: dict[str, Any] = {
        "kind": "P", "name": "欧阳明", "home_institution_id": "O3", "manager": manager(), "id_no": ID_18,
        "phone": "13812345678", "birth_date": date(1980, 1, 1), "card": "private", "assets": Decimal("9200000.00"),
        "tier": "private", "as_of": date(2026, 11, 22),
    }  # fmt: skip
    return Customer.objects.create(customer_id=key, **{**fields, **changes})

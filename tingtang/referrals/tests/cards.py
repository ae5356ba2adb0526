"""A small bank that passes prospects on: an outlet with a teller, managers and heads, and one customer it knows."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from tingtang.customers.models import Customer
from tingtang.duties.models import Duty
from tingtang.organisation.models import Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, signed_up, small_bank
from tingtang.referrals.actions import Referred, refer
from tingtang.shared.times import ZONE

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
PHONE = "13900001111"
KNOWN = "13812345678"


def later(days: int = 0, hours: int = 0) -> datetime:
    """So much after Monday nine o'clock."""
    return MONDAY + timedelta(days=days, hours=hours)


class Cards:
    """O1: teller T1, open teller OT, wealth manager W1, head H1; its branch B1: account manager A1, head HB.

    O2: wealth manager W2, head H2, in the same branch; O3 in another: head H3. C1 is a customer of W2.
    """

    def __init__(self, *, signed: bool = False) -> None:
        small_bank()
        people = (
            ("T1", Position.CLOSED_TELLER, "O1"), ("OT", Position.OPEN_TELLER, "O1"),
            ("W1", Position.WEALTH_MANAGER, "O1"), ("H1", Position.OUTLET_HEAD, "O1"),
            ("L1", Position.LOBBY_MANAGER, "O1"), ("A1", Position.ACCOUNT_MANAGER, "B1"),
            ("HB", Position.BRANCH_HEAD, "B1"), ("W2", Position.WEALTH_MANAGER, "O2"),
            ("H2", Position.OUTLET_HEAD, "O2"), ("H3", Position.OUTLET_HEAD, "O3"),
        )  # fmt: skip
        self.people: dict[str, Staff] = {key: person(key, position, at) for key, position, at in people}
        if signed:
            for staff in self.people.values():
                signed_up(staff)
        self.customer = self.maintained("C1", "W2", KNOWN)

    def maintained(self, key: str, manager: str, phone: str, **fields: Any) -> Customer:
        """A customer the bank knows, at home at O2."""
        plain = {
            "kind": "P", "name": "欧阳明", "home_institution_id": "O2", "manager_id": manager, "phone": phone,
            "assets": Decimal("9200000.00"), "tier": "private", "as_of": MONDAY.date(),
        }  # fmt: skip
        return Customer.objects.create(customer_id=key, **{**plain, **fields})

    def refer(self, **fields: Any) -> Referred:
        """A willing prospect of the teller, on Monday at nine."""
        plain = {
            "by": "T1", "at": MONDAY, "institution_id": "O1", "sentence": "取了二十万现金，问起大额存单",
            "prospect_name": "王小明", "phone": PHONE, "need": "deposit", "willing": True,
        }  # fmt: skip
        return refer(**{**plain, **fields})

    def card(self, **fields: Any) -> int:
        """The same, its number only."""
        return self.refer(**fields).referral.pk


def owed(referral_id: int) -> dict[str, str]:
    """kind -> state of every duty about a card, all its turns."""
    found = Duty.objects.filter(subject_kind="referral", subject_id__startswith=f"{referral_id}.").order_by("pk")
    return {f"{duty.kind}.{duty.subject_id.split('.')[1]}": duty.state for duty in found}


def open_duty(referral_id: int) -> Duty:
    """The one duty that is open about a card."""
    return Duty.objects.get(subject_kind="referral", subject_id__startswith=f"{referral_id}.", state="open")

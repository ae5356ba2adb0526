"""A small bank with a ledger, for the tests of this room."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tingtang.duties.models import Duty
from tingtang.organisation.models import Institution, InstitutionTree, Staff
from tingtang.organisation.positions import Position

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)


def day(offset: int, hour: int = 0) -> datetime:
    """`hour` o'clock in Beijing, `offset` days after Monday 2026-11-23."""
    return MONDAY.replace(hour=hour) + timedelta(days=offset)


def institution(key: str, parent: Institution | None = None, kind: str = "outlet") -> Institution:
    """An institution with its place in the tree."""
    made, _ = Institution.objects.get_or_create(
        institution_id=key, defaults={"parent": parent, "kind": kind, "name": key}
    )
    pairs = [(made, 0)]
    if parent is not None:
        pairs += [(pair.ancestor, pair.depth + 1) for pair in InstitutionTree.objects.filter(descendant=parent)]
    for ancestor, depth in pairs:
        InstitutionTree.objects.get_or_create(ancestor=ancestor, descendant=made, defaults={"depth": depth})
    return made


def staff(key: str, at: Institution, position: str = Position.WEALTH_MANAGER) -> Staff:
    """A person of staff."""
    return Staff.objects.get_or_create(staff_id=key, defaults={"name": key, "institution": at, "position": position})[0]


class Bank:
    """A province with a branch and two outlets; heads at each, a manager M1 at outlet O1 and M2 at O2."""

    def __init__(self) -> None:
        self.province = institution("P", None, "province")
        self.branch = institution("B", self.province, "branch")
        self.outlet = institution("O1", self.branch)
        self.other_outlet = institution("O2", self.branch)
        self.province_officer = staff("HP", self.province, Position.DEPARTMENT_OFFICER)
        self.branch_head = staff("HB", self.branch, Position.BRANCH_HEAD)
        self.head = staff("H1", self.outlet, Position.OUTLET_HEAD)
        self.other_head = staff("H2", self.other_outlet, Position.OUTLET_HEAD)
        self.manager = staff("M1", self.outlet)
        self.other_manager = staff("M2", self.other_outlet)

    def duty(self, **changes: Any) -> Duty:
        """An open weekly contact duty of M1 with customer C1, due at the end of Friday, straight into the table."""
        fields: dict[str, Any] = {
            "kind": "contact.private",
            "clause": "A31.2a",
            "subject_kind": "customer",
            "subject_id": "C1",
            "period_on": date(2026, 11, 21),
            "institution": self.outlet,
            "owner_staff": self.manager,
            "opened_at": day(0),
            "show_at": day(0),
            "due_at": day(5),
            "lapses_at": day(5),
            "inputs": {"assets": {"value": "9200000.00", "as_of": "2026-11-22"}},
            "manual_version": "0123456789ab",
        }
        return Duty.objects.create(**{**fields, **changes})

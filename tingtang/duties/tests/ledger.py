"""A small bank with a ledger, for the tests of this room."""

from __future__ import annotations

import random
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


KINDS = {
    "contact.private": "A31.2a",
    "contact.maintained": "A21.2c",
    "loan.arrears": "A31.2b",
    "birthday.customer": "A31.6",
}
DONE = {"evidence_kind": "contact", "evidence_id": "1"}


def random_duties(chance: random.Random) -> list[Duty]:
    """Ninety duties of every state around today, at three institutions, owned by people and roles."""
    bank = Bank()
    made = []
    for n in range(90):
        kind = chance.choice(list(KINDS))
        place = chance.choice([bank.branch, bank.outlet, bank.other_outlet])
        due = day(chance.randint(-40, 30), chance.choice([0, 0, 0, 15]))
        owner = chance.choice([bank.manager, bank.manager, bank.other_manager, None])
        role = "" if owner else "outlet_head"
        made.append(
            bank.duty(
                kind=kind,
                clause=KINDS[kind],
                subject_id=f"C{n % 40}",
                period_on=date(2026, 11, 1) - timedelta(days=n) + timedelta(days=chance.randint(0, 60)),
                institution=place,
                owner_staff=owner,
                owner_role=role,
                due_at=due,
                show_at=due - timedelta(days=chance.randint(0, 10)),
                lapses_at=None if kind == "loan.arrears" else due,
                score=chance.randint(0, 9),
                **_ending(chance, due),
            )
        )
    return made


def _ending(chance: random.Random, due: datetime) -> dict[str, object]:
    state = chance.choice(["open", "open", "met", "late", "missed", "excused", "cancelled"])
    early, late = due - timedelta(hours=3), due + timedelta(hours=3)
    ends: dict[str, dict[str, object]] = {
        "open": {},
        "met": {"closed_at": early, **DONE},
        "late": {"closed_at": late, **DONE},
        "missed": {"closed_at": due},
        "excused": {"closed_at": early},
        "cancelled": {"closed_at": late},
    }
    return {"state": state, **ends[state]}

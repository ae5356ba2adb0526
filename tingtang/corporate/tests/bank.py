"""A small bank that works with companies: an outlet with its managers, desk and head, a department, another outlet."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tingtang.corporate import actions
from tingtang.corporate.actions import Facts, Known, Origin, Plan, Said
from tingtang.corporate.models import Lead
from tingtang.duties.models import Duty
from tingtang.organisation.models import Institution
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, signed_up, small_bank
from tingtang.organisation.tree import rebuild_tree
from tingtang.shared.times import ZONE

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
CODE = "91310000MA1FL7RD9G"  # its check digit is right
PEOPLE = (
    ("A1", Position.ACCOUNT_MANAGER, "O1"), ("C1", Position.CORPORATE_MANAGER, "O1"),
    ("H1", Position.OUTLET_HEAD, "O1"),
    ("OT", Position.OPEN_TELLER, "O1"), ("W1", Position.WEALTH_MANAGER, "O1"), ("A2", Position.ACCOUNT_MANAGER, "O2"),
    ("OT2", Position.OPEN_TELLER, "O2"), ("HB", Position.BRANCH_HEAD, "B1"), ("DO", Position.DEPARTMENT_OFFICER, "D1"),
    ("TP", Position.THIRD_PARTY, "O1"),
)  # fmt: skip


def later(days: int = 0, hours: int = 0) -> datetime:
    """So much after Monday nine o'clock."""
    return MONDAY + timedelta(days=days, hours=hours)


class Companies:
    """O1: account manager A1, corporate manager C1, head H1, open teller OT, wealth manager W1; department D1: DO."""

    def __init__(self, *, signed: bool = False) -> None:
        small_bank()
        Institution.objects.create(institution_id="D1", parent_id="P", kind="department", name="国内结算部")
        rebuild_tree()
        for key, position, at in PEOPLE:
            someone = person(key, position, at)
            if signed:
                signed_up(someone)

    def lead(self, company: str = "晨光机电有限公司", by: str = "A1", **fields: Any) -> Lead:
        """A lead of Monday."""
        origin = Origin(fields.pop("source", "park"), customer_id=fields.pop("customer_id", ""))
        at, place = fields.pop("at", MONDAY), fields.pop("institution_id", "O1")
        return actions.open_lead(
            by=by, at=at, institution_id=place, company=company, origin=origin, facts=Facts(**fields)
        )

    def call(self, lead: Lead, outcome: str = "again", by: str = "A1", at: datetime | None = None, **said: Any) -> Lead:
        """A call with its outcome, from the lead as it stands."""
        lead.refresh_from_db()
        what = Said(outcome=outcome, text=said.pop("text", "财务总监接的电话"), **said)
        return actions.record_call(by=by, at=at or later(hours=1), lead_id=lead.pk, seen=lead.n, said=what)

    def plan(self, days: int = 3, level: str = "clerk", team: tuple[str, ...] = ("A1",)) -> Plan:
        """A visit so many days after Monday."""
        return Plan(starts_at=later(days), place="园区 3 号楼", level=level, team=team)

    def know(self, lead: Lead, **fields: Any) -> None:
        """Somebody of the chain."""
        given = {"contact_name": "周敏", "job": "财务总监", "part": "decides", "level": "executive", **fields}
        actions.set_person(by="A1", at=later(hours=1), lead_id=lead.pk, known=Known(**given))


def owed(**of: Any) -> dict[str, str]:
    """Duties as kind -> state."""
    return dict(Duty.objects.filter(**of).order_by("pk").values_list("kind", "state"))


def owners(kind: str) -> list[str]:
    """Who owes the open duties of a kind: a person, or a role."""
    found = Duty.objects.filter(kind=kind, state="open").order_by("pk")
    return [duty.owner_staff_id or duty.owner_role for duty in found]

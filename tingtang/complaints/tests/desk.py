"""A small bank that is complained about: an outlet with its people, a private bank, departments above it."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from tingtang.complaints import actions
from tingtang.complaints.actions import Opened, Said, open_case
from tingtang.complaints.models import CaseEvent, Complaint
from tingtang.customers.models import Customer
from tingtang.duties.models import Duty
from tingtang.organisation.models import Institution, Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person, signed_up, small_bank
from tingtang.organisation.tree import rebuild_tree
from tingtang.shared.times import ZONE

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=ZONE)
PDF = b"%PDF-1.7\n% a receipt signed by the customer\n%%EOF\n"


class Desk:
    """O1: H1 head, D1 deputy, L1 lobby manager, T1 teller, W1 wealth manager. HB1 heads the branch, HP the province.

    PB the private bank (HPB head, CO officer), DU the union (U1), DO operations (OP1), DS settlement (S1). C1 is a
    wealth client, C2 a private one, C3 a key company; all at O1 with W1.
    """

    def __init__(self, *, signed: bool = False, at: datetime = MONDAY) -> None:
        self.at = at
        small_bank()
        places = (
            ("PB", "private_bank", "省分行私人银行"), ("DU", "department", "省分行工会工作委员会"),
            ("DO", "department", "省分行运营控制部"), ("DS", "department", "省分行国内结算部"),
            ("DP", "department", "省分行个人金融部"),
        )  # fmt: skip
        for key, kind, name in places:
            Institution.objects.create(institution_id=key, parent_id="P", kind=kind, name=name)
        rebuild_tree()
        people = (
            ("H1", Position.OUTLET_HEAD, "O1"), ("D1", Position.DEPUTY_HEAD, "O1"),
            ("L1", Position.LOBBY_MANAGER, "O1"),
            ("T1", Position.CLOSED_TELLER, "O1"), ("W1", Position.WEALTH_MANAGER, "O1"),
            ("HB1", Position.BRANCH_HEAD, self.branch), ("HP", Position.BRANCH_HEAD, "P"),
            ("HPB", Position.BRANCH_HEAD, "PB"), ("CO", Position.COMPLAINT_OFFICER, "PB"),
            ("U1", Position.DEPARTMENT_OFFICER, "DU"), ("OP1", Position.DEPARTMENT_OFFICER, "DO"),
            ("S1", Position.DEPARTMENT_OFFICER, "DS"), ("I1", Position.INSPECTOR, "P"),
        )  # fmt: skip
        self.people: dict[str, Staff] = {key: person(key, position, at) for key, position, at in people}
        if signed:
            for staff in self.people.values():
                signed_up(staff)
        self.customer("C1")
        self.customer("C2", tier="private", name="欧阳明", phone="13900001111")
        self.customer("C3", kind="C", key_account=True, tier="ordinary", name="江城机械", phone="13900002222")

    @property
    def branch(self) -> str:
        """The institution above O1."""
        return str(Institution.objects.get(pk="O1").parent_id)

    def customer(self, key: str, **fields: Any) -> Customer:
        """A wealth client of W1 at O1."""
        plain = {
            "kind": "P", "name": "王秀兰", "home_institution_id": "O1", "manager_id": "W1", "phone": "13812345678",
            "assets": Decimal("3200000.00"), "tier": "wealth", "as_of": self.at.date(),
        }  # fmt: skip
        return Customer.objects.create(customer_id=key, **{**plain, **fields})

    def said(self, **fields: Any) -> Said:
        """An ordinary customer in the lobby about the attitude of T1."""
        plain = {
            "channel": "ticket", "business": "account", "cause": "attitude", "institution_id": "O1",
            "facts": "办理挂失时柜员态度生硬，让客户反复跑了三趟", "request": "要求道歉", "complainant": "赵大明",
            "phone": "13700001234",
        }  # fmt: skip
        return Said(**{**plain, **fields})

    def open(self, *, by: str = "L1", at: datetime | None = None, key: str = "", **fields: Any) -> Opened:
        """That, taken in by the lobby manager."""
        return open_case(said=self.said(**fields), by=by, at=at or self.at, key=key)

    def case(self, **fields: Any) -> Complaint:
        """The case alone."""
        return self.open(**fields).complaint

    def taken(self, *, staff: str = "D1", **fields: Any) -> Complaint:
        """In hand of the deputy, named by the head, an hour later."""
        case = self.case(**fields)
        at = case.received_at + timedelta(hours=1)
        return actions.take_in_hand(complaint_id=case.pk, staff_id=staff, by="H1", at=at)

    def answer(self, case: Complaint, *, by: str = "D1", at: datetime) -> None:
        """Write the letter and send it out."""
        letter = {
            "findings": "经核实，柜员解释不清",
            "offer": "致歉并退还工本费",
            "refusal": "",
            "further": "可向上级行反映",
        }
        actions.write_letter(complaint_id=case.pk, by=by, at=at, **letter)
        actions.issue_letter(complaint_id=case.pk, by=by, at=at)

    def deliver(self, case: Complaint, *, at: datetime, by: str = "D1", content: bytes = b"") -> None:
        """Prove that the customer has it."""
        proof = content or PDF + f"{case.pk}.{case.round} {at}".encode()
        actions.prove_delivery(
            complaint_id=case.pk, way="hand", delivered_at=at, name="回执.pdf", content=proof, by=by, at=at
        )

    def answered(self, *, at: datetime | None = None, **fields: Any) -> Complaint:
        """Taken, answered a day later, delivered at once."""
        case = self.taken(**fields)
        at = at or case.received_at + timedelta(days=1)
        self.answer(case, at=at)
        self.deliver(case, at=at)
        return Complaint.objects.get(pk=case.pk)


def duties(case: Complaint, kind: str = "", **fields: Any) -> list[Duty]:
    """Duties of a case, of one kind when it is named (without `complaint.`), soonest due first."""
    found = Duty.objects.filter(subject_kind="case", subject_id__startswith=f"{case.pk}.", **fields)
    return list((found.filter(kind=f"complaint.{kind}") if kind else found).order_by("due_at", "pk"))


def due(case: Complaint, kind: str) -> str:
    """When the latest duty of a kind is due, on the wall clock of the bank."""
    return f"{duties(case, kind)[-1].due_at.astimezone(ZONE):%Y-%m-%d %H:%M}"


def happened(case: Complaint) -> list[str]:
    """The log of a case."""
    return list(CaseEvent.objects.filter(complaint=case).order_by("n").values_list("what", flat=True))

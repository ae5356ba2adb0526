"""A number that was wrong: a duty to repair it, which a confirmed number or a proposed correction meets (A31.1).

The room of contacts calls `owe_repair` inside its own transaction when an attempt came out as a wrong number.
"""

from __future__ import annotations

from datetime import datetime

from tingtang.customers.models import Customer
from tingtang.customers.owing import owe
from tingtang.duties.actions import close_with_evidence
from tingtang.duties.models import Duty, State
from tingtang.duties.verdicts import Evidence
from tingtang.shared.times import business_date

KIND = "information.repair"
FIELD = "phone"


def owe_repair(*, customer: Customer, by: str, at: datetime) -> Duty | None:
    """The manager owes another number; None where one is owed already (the customer's row is locked by the caller).

    Without a manager the head of the home institution owes it.
    """
    owed = Duty.objects.filter(subject_kind="customer", subject_id=customer.pk, kind=KIND, state=State.OPEN)
    if owed.exists():
        return None
    seen = {"wrong_on": business_date(at).isoformat()}
    return owe(customer=customer, kind=KIND, period="information.repair_working_days", seen=seen, by=by, at=at)


def repaired(*, customer_id: str, kind: str, key: str, by: str, at: datetime) -> None:
    """A number was confirmed, or another proposed to the core bank: the record `kind` `key` shows it."""
    evidence = Evidence("information.repaired", kind, key, "customer", customer_id, at)
    close_with_evidence(evidence=evidence, by=by, at=at)

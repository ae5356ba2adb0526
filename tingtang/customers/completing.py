"""After the first meeting the customer's file is complete (A31.1): what lacks then is owed, once in a customer's life.

The room of contacts calls `owe_file` inside its own transaction when the first visit was kept.
"""

from __future__ import annotations

from datetime import date, datetime

from tingtang.customers.information import latest_entries, missing, values_of
from tingtang.customers.models import Correction, Customer
from tingtang.customers.owing import owe
from tingtang.customers.quality import needed_fields
from tingtang.duties.actions import close_with_evidence
from tingtang.duties.models import Duty, State
from tingtang.duties.verdicts import Evidence
from tingtang.manual.queries import rulebook
from tingtang.shared.times import business_date

KIND = "information.complete"


def lacking(customer: Customer, on: date) -> tuple[str, ...]:
    """The fields that any duty of the tier needs and nobody has filled in, or proposed to the core bank.

    What is not a field of the file is not asked for here: the tolerance of risk is assessed in advice.
    """
    book, entries = rulebook(), latest_entries([customer.pk]).get(customer.pk, {})
    values = values_of(customer, entries)
    needed = [field for field in needed_fields(customer, on, book) if field in values]
    found = missing(customer, values, [needed])
    waiting = Correction.objects.filter(customer=customer, state=Correction.State.PENDING)
    proposed = set(waiting.values_list("field", flat=True)) if found else set()
    return tuple(field for field in found if field not in proposed)


def owe_file(*, customer: Customer, by: str, at: datetime) -> Duty | None:
    """Whoever looks after the customer owes what lacks; None where nothing does, or it was owed before."""
    before = Duty.objects.filter(subject_kind="customer", subject_id=customer.pk, kind=KIND)
    lacks = () if before.exists() else lacking(customer, business_date(at))
    if not lacks:
        return None
    seen = {"met_on": business_date(at).isoformat(), "fields": len(lacks)}
    return owe(customer=customer, kind=KIND, period="information.complete_working_days", seen=seen, by=by, at=at)


def completed(*, customer: Customer, kind: str, key: str, by: str, at: datetime) -> None:
    """Something was filled in or proposed (the record `kind` `key`): where it is owed and nothing lacks, it is met."""
    owed = Duty.objects.filter(subject_kind="customer", subject_id=customer.pk, kind=KIND, state=State.OPEN)
    if owed.exists() and not lacking(customer, business_date(at)):
        evidence = Evidence("information.completed", kind, key, "customer", customer.pk, at)
        close_with_evidence(evidence=evidence, by=by, at=at)

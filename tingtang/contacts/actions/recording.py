"""Writing contacts: one transaction for the contact, the duties it meets, the audit entry and the live event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from tingtang.audit import actions as audit
from tingtang.contacts.actions.retaining import say_result
from tingtang.contacts.attrition import unanswered
from tingtang.contacts.errors import ContactRefused
from tingtang.contacts.models import Channel, Contact, Outcome, Result
from tingtang.contacts.queries import evidence_of
from tingtang.contacts.visits import count_visit
from tingtang.customers.completing import owe_file
from tingtang.customers.merging import linked_ids
from tingtang.customers.models import Customer
from tingtang.customers.repairs import owe_repair
from tingtang.duties.actions import Closed, close_with_evidence
from tingtang.duties.models import State
from tingtang.live.actions import publish
from tingtang.shared.text import Bilingual


@dataclass(frozen=True, slots=True)
class Recorded:
    """A contact as kept, the duties it ended, and whether it was kept before (the same key sent again)."""

    contact: Contact
    closed: tuple[Closed, ...]
    again: bool


NO_MEMO = Bilingual(
    "已联系上须写明联系内容与客户需求（A31.2c）", "say what was said: a contact counts only with its memo (A31.2c)"
)
NO_NOTE = Bilingual("填写挽留结果须写明情况（A31.4）", "a result needs its note (A31.4)")
NEXT_PAST = Bilingual("下次联系日期不能早于今天", "the next contact cannot lie in the past")
KEY_TAKEN = Bilingual(
    "此表单已用于另一次联系，请核对后再保存一次", "this form was used for another contact: check and save again"
)
NO_SUCH = Bilingual("没有这个选项", "there is no such choice")


@transaction.atomic
def record_contact(
    *,
    customer_id: str,
    channel: str,
    outcome: str,
    by: str,
    at: datetime,
    key: str,
    on: date,
    memo: str = "",
    need: str = "",
    next_on: date | None = None,
    result: str = "",
    staff_id: str = "",
    source: str = "app",
) -> Recorded:
    """Keep one contact or attempt with a customer (A31.2c) and end the open duties it meets.

    `key` makes it idempotent: sent again by the same person for the same customer, the contact kept first is returned
    and nothing changes; under anybody else's key nothing is kept and nothing told. `on` is the business date of `at`.
    Only a reached contact with its memo meets duties; attempts, refusals and wrong numbers are kept and meet none.
    `staff_id` is who talked where another reports it (`source` api: a system of the bank; `by` is then its token).
    `result` is what came of the customer's open signals of leaving, if there are any (A31.4); the memo is its note.
    Raises ContactRefused naming the field; Customer.DoesNotExist.
    """
    memo, need = memo.strip(), need.strip()
    _check(channel, outcome, memo, next_on, on)
    _check_result(result, memo)
    customer = Customer.objects.select_for_update().get(pk=customer_id)
    kept = Contact.objects.filter(key=key).first()
    if kept is not None:
        if (kept.customer_id, kept.staff_id, kept.source) != (customer.pk, staff_id or by, source):
            raise ContactRefused("key", KEY_TAKEN)
        return Recorded(kept, (), again=True)
    contact = _create(
        customer=customer, staff_id=staff_id or by, at=at, channel=channel, outcome=outcome, memo=memo, need=need,
        next_on=next_on, source=source, key=key,
    )  # fmt: skip
    files = [customer.pk, *linked_ids(customer.pk)]
    closed = (*_closed(contact, files, by, at), *count_visit(contact, by=by, at=at))
    if result:
        signals = [duty for duty in unanswered([customer.pk], at) if duty.state == State.OPEN]
        closed += say_result(customer=customer, signals=signals, result=result, note=memo, by=by, at=at)[1]
    if outcome == Outcome.REACHED:
        _reached(files, at)
        _met(contact, customer, files, by, at)
    if outcome == Outcome.WRONG_NUMBER:
        owe_repair(customer=customer, by=by, at=at)
    _tell(contact, customer, closed, by=by, at=at)
    return Recorded(contact, closed, again=False)


def _closed(contact: Contact, files: Sequence[str], by: str, at: datetime) -> Iterator[Closed]:
    """The duties that it meets, also those of other files linked as the same customer's."""
    proof = evidence_of(contact)
    for file in files:
        yield from close_with_evidence(evidence=replace(proof, subject_id=file), by=by, at=at)


def _create(**fields: Any) -> Contact:
    """The contact; the lock on its customer does not keep another customer's from taking the key at the same time."""
    try:
        with transaction.atomic():
            return Contact.objects.create(**fields)
    except IntegrityError:
        if Contact.objects.filter(key=fields["key"]).exists():
            raise ContactRefused("key", KEY_TAKEN) from None
        raise


def _check(channel: str, outcome: str, memo: str, next_on: date | None, on: date) -> None:
    if channel not in Channel.values:
        raise ContactRefused("channel", NO_SUCH)
    if outcome not in Outcome.values:
        raise ContactRefused("outcome", NO_SUCH)
    if outcome == Outcome.REACHED and not memo:
        raise ContactRefused("memo", NO_MEMO)
    if next_on is not None and next_on < on:
        raise ContactRefused("next_on", NEXT_PAST)


def _check_result(result: str, memo: str) -> None:
    if result and result not in Result.values:
        raise ContactRefused("result", NO_SUCH)
    if result and not memo:
        raise ContactRefused("memo", NO_NOTE)


def _reached(files: Sequence[str], at: datetime) -> None:
    earlier = Q(last_reached_at__isnull=True) | Q(last_reached_at__lt=at)
    Customer.objects.filter(earlier, pk__in=files).update(last_reached_at=at)


def _met(contact: Contact, customer: Customer, files: Sequence[str], by: str, at: datetime) -> None:
    """After the first meeting the file is complete (A31.1)."""
    visits = Contact.objects.filter(customer__in=files, channel=Channel.VISIT, outcome=Outcome.REACHED)
    if contact.channel == Channel.VISIT and not visits.exclude(pk=contact.pk).exists():
        owe_file(customer=customer, by=by, at=at)


def _tell(contact: Contact, customer: Customer, closed: tuple[Closed, ...], *, by: str, at: datetime) -> None:
    """The audit entry and the live event: what, by whom, which duties; never the memo."""
    ended = [{"duty": item.duty.pk, "verdict": item.verdict} for item in closed]
    audit.record(
        by=by,
        at=at,
        action="contact.record",
        subject=("customer", customer.pk),
        institution=customer.home_institution_id,
        detail={"contact": contact.pk, "channel": contact.channel, "outcome": contact.outcome, "ended": ended},
    )
    payload = {"contact": contact.pk, "outcome": contact.outcome}
    publish(topic=f"staff:{contact.staff_id}", name="contact.recorded", payload=payload, at=at)

"""Saying what came of a signal that a customer is leaving: only that ends its duty (A31.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tingtang.audit import actions as audit
from tingtang.contacts.attrition import unanswered
from tingtang.contacts.errors import ResultRefused
from tingtang.contacts.models import AttritionResult, Result
from tingtang.contacts.queries import RESULT_SAID
from tingtang.customers.models import Customer
from tingtang.duties.actions import Closed, close_with_evidence
from tingtang.duties.models import Duty, State
from tingtang.duties.verdicts import Evidence
from tingtang.shared.text import Bilingual

LONGEST = 4000
NO_SUCH = Bilingual("没有这个选项", "there is no such choice")
NO_NOTE = Bilingual("请写明挽留经过和依据", "say what was done and how one knows")
TOO_LONG = Bilingual("内容过长", "this is too long")
NO_SIGNAL = Bilingual("请选择待说明的信号", "choose signals that wait for a result")
ANSWERED = Bilingual("所选信号已有结果，未重复记录", "these signals have their result: nothing was kept twice")


@dataclass(frozen=True, slots=True)
class Retained:
    """The results as kept, the duties they ended (what was missed stays missed), and whether they were kept before."""

    results: tuple[AttritionResult, ...]
    closed: tuple[Closed, ...]
    again: bool


@transaction.atomic
def record_result(
    *, customer_id: str, duty_ids: Iterable[int], result: str, note: str, by: str, at: datetime
) -> Retained:
    """Say what came of some of a customer's signals. Each is answered once, also after its time was over.

    The same said again for signals answered so by the same person changes nothing. Raises ResultRefused naming the
    field (`duties`, `result`, `note`), Customer.DoesNotExist.
    """
    note, chosen = note.strip(), sorted(set(duty_ids))
    _check(result, note)
    customer = Customer.objects.select_for_update(of=("self",)).get(pk=customer_id)
    signals = [duty for duty in unanswered([customer.pk], at) if duty.pk in chosen]
    if not signals:
        kept = tuple(AttritionResult.objects.filter(customer=customer, duty__in=chosen).order_by("pk"))
        if kept and all((one.result, one.note, one.by) == (result, note, by) for one in kept):
            return Retained(kept, (), again=True)
        raise ResultRefused("duties", ANSWERED if kept else NO_SIGNAL)
    made, closed = say_result(customer=customer, signals=signals, result=result, note=note, by=by, at=at)
    return Retained(made, closed, again=False)


def say_result(
    *, customer: Customer, signals: Sequence[Duty], result: str, note: str, by: str, at: datetime
) -> tuple[tuple[AttritionResult, ...], tuple[Closed, ...]]:
    """Keep the result of these signals and end those that are open. The caller holds the customer locked."""
    made, closed = [], []
    for duty in signals:
        kept = AttritionResult.objects.create(
            duty=duty, customer=customer, signal=duty.kind, period_on=duty.period_on,
            institution_id=duty.institution_id, manager_id=duty.owner_staff_id, result=result, note=note,
            assets=customer.assets, by=by, at=at,
        )  # fmt: skip
        made.append(kept)
        if duty.state == State.OPEN:
            proof = Evidence(RESULT_SAID, "attrition_result", str(kept.pk), "customer", customer.pk, at)
            closed += close_with_evidence(evidence=proof, by=by, at=at, only=[duty.pk])
    if made:
        audit.record(
            by=by, at=at, action="attrition.result", subject=("customer", customer.pk),
            institution=customer.home_institution_id,
            detail={"result": result, "signals": [one.signal for one in made]},
        )  # fmt: skip
    return tuple(made), tuple(closed)


def _check(result: str, note: str) -> None:
    if result not in Result.values:
        raise ResultRefused("result", NO_SUCH)
    if not note:
        raise ResultRefused("note", NO_NOTE)
    if len(note) > LONGEST:
        raise ResultRefused("note", TOO_LONG)

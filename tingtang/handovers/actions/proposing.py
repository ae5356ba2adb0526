"""Proposing a handover, and ending one before its day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from tingtang.customers.models import Customer
from tingtang.handovers.actions.history import drop_signatures, owe_signature, record, take, words
from tingtang.handovers.errors import HandoverRefused, NotYours
from tingtang.handovers.models import Handover, HandoverLine, Reason, State
from tingtang.handovers.people import gone, may_act_for, takes_customers
from tingtang.organisation.models import Staff
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

NO_CHOICE = Bilingual("没有这个选项", "there is no such choice")
NO_STAFF = Bilingual("没有这个人员", "there is no such person")
NO_TAKER = Bilingual("接收人须在岗且可维护客户", "choose somebody at work who may keep customers")
SAME = Bilingual("接收人不能是移交人", "the taker is another person than the giver")
PAST = Bilingual("生效日期不能早于今天", "it cannot come into force in the past")
NOBODY = Bilingual("没有可移交的客户", "there is no customer to hand over")
NOT_HIS = Bilingual("有客户不由移交人维护", "some of them are not the giver's customers")
WAITS = Bilingual("有客户已在另一份待生效的移交中", "some of them stand in another handover that waits")


@transaction.atomic
def propose(
    *,
    giver_id: str,
    taker_id: str,
    reason: str,
    note: str,
    from_on: date,
    by: str,
    at: datetime,
    customer_ids: Iterable[str] | None = None,
) -> Handover:
    """Propose that customers of `giver_id` (None: all of them) become the taker's from a day on.

    The giver or a head of their line proposes; both owe a signature (a head signs for a giver who is gone). Raises
    HandoverRefused naming the field. A customer stands in one open handover at a time, also of two proposed at once.
    """
    today = business_date(at)
    giver, taker = _staff("giver", giver_id), _staff("taker", taker_id)
    if reason not in Reason.values:
        raise HandoverRefused("reason", NO_CHOICE)
    if by != giver.pk and not may_act_for(by, giver, today):
        raise NotYours
    if giver.pk == taker.pk:
        raise HandoverRefused("taker", SAME)
    if not takes_customers(taker, from_on):
        raise HandoverRefused("taker", NO_TAKER)
    if from_on < today:
        raise HandoverRefused("from_on", PAST)
    note = words("note", note)
    chosen = _customers(giver, None if customer_ids is None else sorted(set(customer_ids)))
    handover = Handover.objects.create(
        giver=giver, taker=taker, institution_id=giver.institution_id, reason=reason, note=note, from_on=from_on,
        proposed_by=by, proposed_at=at,
    )  # fmt: skip
    _lines(handover, chosen)
    owe_signature(handover, taker, "taker", by=by, at=at)
    if not gone(giver, today):
        owe_signature(handover, giver, "giver", by=by, at=at)
    record(handover, "propose", by=by, at=at, customers=len(chosen), from_on=from_on.isoformat())
    return handover


def _lines(handover: Handover, customers: Sequence[str]) -> None:
    try:
        with transaction.atomic():
            HandoverLine.objects.bulk_create(
                [HandoverLine(handover=handover, customer_id=key) for key in customers], batch_size=500
            )
    except IntegrityError:
        raise HandoverRefused("customers", WAITS) from None


def _customers(giver: Staff, wanted: Sequence[str] | None) -> list[str]:
    """The ids, locked: their manager does not change while the proposal is written."""
    found = Customer.objects.select_for_update().filter(manager=giver)
    if wanted is not None:
        found = found.filter(pk__in=wanted)
    keys = list(found.order_by("pk").values_list("pk", flat=True))
    if wanted is not None and len(keys) < len(wanted):
        raise HandoverRefused("customers", NOT_HIS)
    if not keys:
        raise HandoverRefused("customers", NOBODY)
    return keys


def _staff(field: str, key: str) -> Staff:
    found = Staff.objects.filter(pk=key).first()
    if found is None:
        raise HandoverRefused(field, NO_STAFF)
    return found


@transaction.atomic
def end(*, handover_id: int, answer: str, by: str, at: datetime) -> Handover:
    """Refuse it or take it back, before its day: giver, taker, who proposed it, or a head. Raises HandoverRefused."""
    found = take(handover_id)
    if by not in {found.giver_id, found.taker_id, found.proposed_by} and not may_act_for(
        by, found.giver, business_date(at)
    ):
        raise NotYours
    found.answer = words("answer", answer)
    found.state, found.closed_at, found.closed_by = State.ENDED, at, by
    found.save()
    HandoverLine.objects.filter(handover=found).update(state=HandoverLine.State.DROPPED)
    drop_signatures(found, "ended", by=by, at=at)
    record(found, "end", by=by, at=at)
    return found

"""Coming into force: customers, their duties and what other rooms keep of them change hands in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tingtang.customers.models import Customer
from tingtang.duties.actions import hand_over_duties
from tingtang.handovers.actions.history import record, take
from tingtang.handovers.models import Handover, HandoverLine, State
from tingtang.shared.times import business_date

BY = "system:handover"
Line = HandoverLine.State


@dataclass(frozen=True, slots=True)
class Moving:
    """What a room beside this one is told: whose customers these were, whose they are from now on, and why."""

    customer_ids: Sequence[str]
    giver_id: str
    taker_id: str
    reason: str
    at: datetime


Mover = Callable[[Moving], dict[str, int]]  # figures for the handover's record, such as {"bookings": 3, "left": 1}


@transaction.atomic
def put_in_force(*, handover_id: int, at: datetime, also: Sequence[Mover] = ()) -> Handover:
    """Bring a signed handover whose day has come into force. Raises WrongState; done already, nothing changes.

    Customers whose manager is another by now are left out: the core bank named somebody else meanwhile. `also`: the
    doors of neighbouring rooms, called in the same transaction.
    """
    found = take(handover_id, State.SIGNED, State.IN_FORCE)
    if found.state == State.IN_FORCE or found.from_on > business_date(at):
        return found
    keys = _customers(found, at)
    moving = Moving(keys, found.giver_id, found.taker_id, found.get_reason_display(), at)
    moved = {"customers": len(keys), "duties": _duties(found, keys, at)}
    for mover in also:
        moved |= mover(moving)
    found.state, found.closed_at, found.closed_by, found.moved = State.IN_FORCE, at, BY, moved
    found.save()
    record(found, "in_force", by=BY, at=at, **moved)
    return found


def _customers(found: Handover, at: datetime) -> list[str]:
    """The customers that change hands: their manager is the taker now, and a line stands against the feed."""
    waiting = HandoverLine.objects.filter(handover=found, state=Line.WAITING)
    locked = Customer.objects.select_for_update().filter(pk__in=waiting.values("customer"))
    managers = dict(locked.order_by("pk").values_list("pk", "manager_id"))
    mine = [key for key, manager in managers.items() if manager == found.giver_id]
    already = [key for key, manager in managers.items() if manager == found.taker_id]
    before = HandoverLine.objects.filter(state=Line.STANDING, customer__in=mine)
    named = dict(before.values_list("customer_id", "feed_manager_id"))
    before.update(state=Line.SUCCEEDED, settled_on=business_date(at))
    # Given back to whom the core bank still names: there is nothing to stand against.
    agreed = [key for key in mine if named.get(key) == found.taker_id]
    for keys, changes in (
        (already + agreed, {"state": Line.AGREED, "settled_on": business_date(at)}),
        ([key for key in managers if key not in {*mine, *already}], {"state": Line.OVERRULED}),
    ):
        waiting.filter(customer__in=keys).update(**changes)
    for named_by_feed in {named.get(key, found.giver_id) for key in mine}:
        keys = [key for key in mine if named.get(key, found.giver_id) == named_by_feed]
        waiting.filter(customer__in=keys).update(state=Line.STANDING, feed_manager_id=named_by_feed)
    Customer.objects.filter(pk__in=mine).update(manager=found.taker)
    return mine


def _duties(found: Handover, keys: Sequence[str], at: datetime) -> int:
    return hand_over_duties(
        subject_kind="customer", subject_ids=keys, from_staff_id=found.giver_id, to_staff_id=found.taker_id,
        institution_id=found.taker.institution_id, reason=f"handover {found.pk}", by=BY, at=at,
    )  # fmt: skip

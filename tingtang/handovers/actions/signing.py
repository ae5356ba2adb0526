"""Signing: the giver, or a head for one who is gone, and the taker. Never one person for both."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tingtang.handovers.actions.history import record, signature_given, take
from tingtang.handovers.errors import NotYours, WrongState
from tingtang.handovers.models import Handover, State
from tingtang.handovers.people import gone, may_act_for
from tingtang.shared.times import business_date


def side_of(handover: Handover, by: str, at: datetime) -> str:
    """Which signature this person may give now: giver, taker, or "" for none."""
    on = business_date(at)
    if by == handover.taker_id:
        return "taker"
    if by == handover.giver_id:
        return "giver"
    return "giver" if gone(handover.giver, on) and may_act_for(by, handover.giver, on) else ""


@transaction.atomic
def sign(*, handover_id: int, by: str, at: datetime) -> Handover:
    """Sign for one's side; with the second signature it is signed. Signed twice, nothing changes.

    Raises NotYours, WrongState, Handover.DoesNotExist.
    """
    found = take(handover_id, *State.values)
    side = side_of(found, by, at)
    if not side:
        raise NotYours
    if getattr(found, f"{side}_signed_at") is not None:
        return found
    if found.state != State.PROPOSED:
        raise WrongState
    if side == "giver":
        found.giver_signed_by, found.giver_signed_at = by, at
    else:
        found.taker_signed_at = at
    if found.giver_signed_at and found.taker_signed_at:
        found.state = State.SIGNED
    found.save()
    signature_given(found, side, by=by, at=at)
    record(found, "sign", by=by, at=at, side=side)
    return found

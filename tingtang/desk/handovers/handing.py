"""What comes along when a portfolio changes hands, room by room: the desk knows them all, they not each other."""

from __future__ import annotations

from datetime import datetime

from tingtang.bookings.actions import give_bookings
from tingtang.handovers.actions import put_in_force
from tingtang.handovers.actions.taking import BY, Moving
from tingtang.handovers.queries import due_to_begin
from tingtang.referrals.actions import give_cards
from tingtang.shared.times import business_date


def move_bookings(moving: Moving) -> dict[str, int]:
    """The appointments to come; `left` is what the taker cannot keep, for somebody to rearrange."""
    moved, left = give_bookings(
        customer_ids=moving.customer_ids, from_staff_id=moving.giver_id, to_staff_id=moving.taker_id,
        reason=f"客户移交：{moving.reason}", by=BY, at=moving.at,
    )  # fmt: skip
    return {"bookings": moved, "left": left}


def move_cards(moving: Moving) -> dict[str, int]:
    """The referral and contact cards of these customers that the giver has in hand."""
    moved, left = give_cards(
        customer_ids=moving.customer_ids, from_staff_id=moving.giver_id, to_staff_id=moving.taker_id,
        reason=f"客户移交：{moving.reason}", by=BY, at=moving.at,
    )  # fmt: skip
    return {"cards": moved, "cards_left": left}


MOVERS = (move_bookings, move_cards)


def begin_handovers(at: datetime) -> int:
    """Bring every signed handover whose day has come into force, each in a transaction of its own; how many."""
    due = due_to_begin(business_date(at))
    for handover_id in due:
        put_in_force(handover_id=handover_id, at=at, also=MOVERS)
    return len(due)

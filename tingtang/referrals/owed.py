"""What somebody owes of the cards about one customer: for the form of a contact, which ends it."""

from __future__ import annotations

from tingtang.duties.models import Duty
from tingtang.duties.models import State as DutyState
from tingtang.referrals.models import IN_HAND, Referral


def owed_about(customer_id: str, staff_id: str) -> list[Duty]:
    """The open duties of the cards about a customer that this person has in hand, soonest due first. One query where
    there are no cards, two otherwise."""
    held = Referral.objects.filter(customer_id=customer_id, to_staff=staff_id, state__in=IN_HAND)
    subjects = [card.subject_id for card in held]
    if not subjects:
        return []
    owed = Duty.objects.filter(subject_kind="referral", subject_id__in=subjects, state=DutyState.OPEN)
    return list(owed.order_by("due_at"))

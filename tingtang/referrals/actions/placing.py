"""Giving a card to another; the cards of a portfolio that changes hands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tingtang.organisation.access import viewer_of_staff
from tingtang.organisation.models import Staff
from tingtang.referrals.actions.history import What, move, owe_acceptance, prove, release, take, tell, words
from tingtang.referrals.errors import BadInput, NotYours, WrongState
from tingtang.referrals.models import IN_HAND, OPEN, Referral, State
from tingtang.referrals.routing import prospect_of, receiver, taker
from tingtang.referrals.standing import may_place, tie_to_referral
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

SAME = Bilingual("卡片已在此人手上", "this person has the card already")


@transaction.atomic
def reassign(*, referral_id: int, to_staff: str, reason: str, by: str, at: datetime) -> Referral:
    """A head gives an open card to another person, who owes it anew; what was owed before is released.

    Raises BadInput, NotYours, WrongState, NoSuchReferral.
    """
    reason = words("reason", reason)
    referral = take(referral_id)
    viewer = viewer_of_staff(by, business_date(at))
    if not may_place(tie_to_referral(viewer, referral), viewer):
        raise NotYours
    if referral.state not in OPEN:
        raise WrongState
    if not to_staff or to_staff == referral.to_staff_id:
        raise BadInput("to_staff", SAME)
    owner = receiver(
        prospect=prospect_of(referral.phone, referral.customer_id), route=referral.route,  # type: ignore[arg-type]
        institution_id=referral.institution_id, on=business_date(at), to_staff=to_staff,
    )  # fmt: skip
    _hand_over(referral, owner, Staff.objects.get(pk=by), reason, by, at)
    return referral


@transaction.atomic
def give_cards(
    *, customer_ids: Sequence[str], from_staff_id: str, to_staff_id: str, reason: str, by: str, at: datetime
) -> tuple[int, int]:
    """The cards in hand of customers who get another manager are the other's from now on, owed anew: (moved, left).

    Left is what a taker who takes no cards cannot have: it stays, and its duties rise to the head as ever.
    """
    held = Referral.objects.filter(to_staff=from_staff_id, customer_id__in=customer_ids, state__in=IN_HAND)
    keys = list(held.order_by("pk").values_list("pk", flat=True))
    owner = taker(to_staff_id, business_date(at))
    if owner is None or not keys:
        return 0, len(keys)
    giver = Staff.objects.get(pk=from_staff_id)
    for key in keys:
        _hand_over(take(key), owner, giver, reason, by, at)
    return len(keys), 0


def _hand_over(referral: Referral, owner: Staff, sender: Staff, reason: str, by: str, at: datetime) -> None:
    """The old turn ends here: its duties are met by the new place or released; the new turn begins."""
    before = referral.to_staff_id
    fields = {"to_staff": owner, "state": State.NEW, "accepted_at": None, "next_on": None}
    event = move(referral, What.REASSIGNED, by=by, at=at, text=reason, change=fields)
    prove(referral, event, by=by)
    release(referral, reason=reason, by=by, at=at)
    referral.turn += 1
    referral.save(update_fields=["turn"])
    owe_acceptance(referral, owner, sender, by=by, at=at)
    tell(referral, What.REASSIGNED, at=at, also=before)

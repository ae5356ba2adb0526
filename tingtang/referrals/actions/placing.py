"""Giving a card to another."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tingtang.organisation.models import Staff
from tingtang.referrals.actions.history import What, move, owe_acceptance, prove, release, take, tell, words
from tingtang.referrals.errors import BadInput, NotYours, WrongState
from tingtang.referrals.models import OPEN, Referral, State
from tingtang.referrals.routing import prospect_of, receiver
from tingtang.referrals.standing import may_place, tie_to_referral, viewer_of_staff
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
    viewer = viewer_of_staff(by, at)
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
    _hand_over(referral, owner, reason, by, at)
    return referral


def _hand_over(referral: Referral, owner: Staff, reason: str, by: str, at: datetime) -> None:
    """The old turn ends here: its duties are met by the new place or released; the new turn begins."""
    before = referral.to_staff_id
    fields = {"to_staff": owner, "state": State.NEW, "accepted_at": None, "next_on": None}
    event = move(referral, What.REASSIGNED, by=by, at=at, text=reason, change=fields)
    prove(referral, event, by=by)
    release(referral, reason=reason, by=by, at=at)
    referral.turn += 1
    referral.save(update_fields=["turn"])
    owe_acceptance(referral, owner, Staff.objects.get(pk=by), by=by, at=at)
    tell(referral, What.REASSIGNED, at=at, also=before)

"""How a person stands to a card: has it, stands in, heads the place, made it."""

from __future__ import annotations

from collections.abc import Mapping

from tingtang.organisation.access import CustomerFacts, Tie, Viewer, tie_to_customer
from tingtang.organisation.tree import line_of
from tingtang.referrals.models import Referral


def tie_to_referral(
    viewer: Viewer, referral: Referral, lines: Mapping[str, frozenset[str]] | None = None
) -> Tie | None:
    """Why this viewer may read the prospect: has the card, stands in for who has it, or heads the place it was made at.

    Who made the card has no tie: they see what became of it, and the prospect masked. `lines`: institution -> the line
    above it, where many are asked at once.
    """
    line = lines.get(referral.institution_id, frozenset()) if lines is not None else line_of(referral.institution_id)
    return tie_to_customer(viewer, CustomerFacts(manager_id=referral.to_staff_id, line=line))


def made_it(viewer: Viewer, referral: Referral) -> bool:
    """Whether the viewer is the sender."""
    return bool(viewer.staff_id) and referral.referred_by_id == viewer.staff_id


def may_answer(tie: Tie | None) -> bool:
    """Accept, record an outcome, hand back: whoever has the card, or stands in."""
    return tie in (Tie.MANAGER, Tie.DEPUTY)


def may_place(tie: Tie | None, viewer: Viewer) -> bool:
    """Give it to another, or end one that came back: a head of the place."""
    return tie is not None and viewer.may("referral.board")

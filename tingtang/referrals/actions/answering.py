"""Answering a card: accept, say what came of it, hand it back. The sender hears at once."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from tingtang.customers.consent import CHANNELS
from tingtang.organisation.access import viewer_of_staff
from tingtang.organisation.models import Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tree import person_in_role
from tingtang.referrals.actions.history import (
    Proof,
    What,
    count_visit,
    move,
    owe,
    owe_contact,
    prove,
    release,
    take,
    tell,
    words,
)
from tingtang.referrals.errors import AlreadyTaken, BadInput, NotYours, WrongState
from tingtang.referrals.models import IN_HAND, Referral, State
from tingtang.referrals.standing import may_answer, may_place, tie_to_referral
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

OUTCOMES = (What.ATTEMPT, What.CONTACTED, What.WON, What.LOST)
STATE_AFTER = {What.CONTACTED: State.CONTACTED, What.WON: State.WON, What.LOST: State.LOST}
NO_SUCH = Bilingual("没有这个选项", "there is no such choice")
NEXT_PAST = Bilingual("下次联系日期不能早于今天", "the next contact cannot lie in the past")
HEADS = (Position.OUTLET_HEAD, Position.BRANCH_HEAD)


@transaction.atomic
def accept(*, referral_id: int, by: str, at: datetime) -> Referral:
    """Take a card up. Of several at once one wins; the others get AlreadyTaken.

    Raises NoSuchReferral, NotYours, AlreadyTaken, WrongState (it came back, or is ended).
    """
    referral = take(referral_id)
    _need_hand(referral, by, at)
    if referral.state in (State.ACCEPTED, State.CONTACTED):
        raise AlreadyTaken
    if referral.state != State.NEW:
        raise WrongState
    _accept(referral, by, at)
    return referral


def _accept(referral: Referral, by: str, at: datetime) -> None:
    """From new to accepted: the first duty is met, the second begins. The card stays with whom it was given to."""
    taken = {"state": State.ACCEPTED, "accepted_at": at, "answered_at": at}
    event = move(referral, What.ACCEPTED, by=by, at=at, change=taken)
    prove(referral, event, by=by)
    owe_contact(referral, Staff.objects.get(pk=referral.to_staff_id), by=by, at=at)
    tell(referral, What.ACCEPTED, at=at)


@transaction.atomic
def record_outcome(
    *,
    referral_id: int,
    outcome: str,
    text: str = "",
    by: str,
    at: datetime,
    next_on: date | None = None,
    channel: str = "",
    evidence: Proof | None = None,
) -> Referral:
    """What came of a card: attempt | contacted | won | lost. Only an attempt needs no words, and meets no duty.

    A card not yet accepted is accepted by it. `next_on`: the next contact agreed. `channel`: how they talked, one of
    `customers.consent.CHANNELS`, "" where it is not said; a talk face to face counts among the day's visits (A22.2g).
    `evidence`: a record elsewhere that proves it, such as ("contact", "42"). A card that came back can only be ended as
    lost, by a head. Raises BadInput, NotYours, WrongState.
    """
    what = next((one for one in OUTCOMES if one.value == outcome), None)
    if what is None:
        raise BadInput("outcome", NO_SUCH)
    if next_on is not None and next_on < business_date(at):
        raise BadInput("next_on", NEXT_PAST)
    if channel and channel not in CHANNELS:
        raise BadInput("channel", NO_SUCH)
    text = text.strip() if what == What.ATTEMPT and not text.strip() else words("text", text)
    referral = take(referral_id)
    _need_standing(referral, what, by, at)
    if referral.state == State.NEW:
        _accept(referral, by, at)
    _record(referral, what, text, by=by, at=at, next_on=next_on, channel=channel, evidence=evidence)
    return referral


def _record(
    referral: Referral, what: What, text: str, *, by: str, at: datetime, next_on: date | None, channel: str,
    evidence: Proof | None,
) -> None:  # fmt: skip
    fields: dict[str, object] = {"next_on": next_on}
    if what in STATE_AFTER:
        fields |= {"state": STATE_AFTER[what], "answer": text, "answered_at": at}
    if what in (What.WON, What.LOST):
        fields |= {"ended_at": at, "next_on": None}
    event = move(referral, what, by=by, at=at, text=text, proof=evidence, channel=channel, change=fields)
    prove(referral, event, by=by)
    if what != What.ATTEMPT:
        count_visit(referral, event, by=by)
    tell(referral, what, at=at)


@transaction.atomic
def hand_back(*, referral_id: int, reason: str, by: str, at: datetime) -> Referral:
    """Give a card back with a reason. The head of the outlet owes it another place, or its end.

    Raises BadInput, NotYours, WrongState.
    """
    reason = words("reason", reason)
    referral = take(referral_id)
    _need_hand(referral, by, at)
    if referral.state not in IN_HAND:
        raise WrongState
    before = referral.to_staff_id
    fields = {"state": State.HANDED_BACK, "to_staff": None, "answer": reason, "answered_at": at, "next_on": None}
    event = move(referral, What.HANDED_BACK, by=by, at=at, text=reason, change=fields)
    prove(referral, event, by=by)
    release(referral, reason=reason, by=by, at=at)
    _owe_place(referral, by=by, at=at)
    tell(referral, What.HANDED_BACK, at=at, also=before)
    return referral


def _owe_place(referral: Referral, *, by: str, at: datetime) -> None:
    """Whoever heads the outlet, or the nearest place above that has a head."""
    on = business_date(at)
    found = (person_in_role(referral.institution_id, position, on) for position in HEADS)
    head = next((one for one in found if one), None) or Staff.objects.get(pk=by)
    returned = {"returned_by": Staff.objects.get(pk=by).name, "returned_on": on.isoformat()}
    period = "referral.reassign_working_days"
    owe(referral, "referral.reassign", head, by=by, at=at, period=period, inputs=returned)


@transaction.atomic
def contacted_customer(*, customer_id: str, by: str, at: datetime, evidence: Proof, text: str) -> list[Referral]:
    """A reached contact recorded elsewhere is an outcome of the open cards about that customer which `by` has."""
    mine = Referral.objects.filter(customer_id=customer_id, to_staff=by, state__in=IN_HAND).order_by("pk")
    ids = list(mine.values_list("pk", flat=True))
    said = text.strip()[:200]
    return [
        record_outcome(referral_id=pk, outcome="contacted", text=said, by=by, at=at, evidence=evidence) for pk in ids
    ]


def _need_hand(referral: Referral, by: str, at: datetime) -> None:
    if not may_answer(tie_to_referral(viewer_of_staff(by, business_date(at)), referral)):
        raise NotYours


def _need_standing(referral: Referral, what: What, by: str, at: datetime) -> None:
    """Who has the card says what came of it; one that came back is ended by a head."""
    if referral.state == State.HANDED_BACK:
        viewer = viewer_of_staff(by, business_date(at))
        if not may_place(tie_to_referral(viewer, referral), viewer):
            raise NotYours
        if what != What.LOST:
            raise WrongState
        return
    _need_hand(referral, by, at)
    if referral.state not in IN_HAND:
        raise WrongState

"""What the actions share: taking a card for change, moving it with its history, its duties, telling those concerned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tingtang.audit import actions as audit
from tingtang.duties.actions import cancel, close_with_evidence, count_towards, open_duty
from tingtang.duties.models import Duty
from tingtang.duties.models import State as DutyState
from tingtang.duties.openings import Within
from tingtang.duties.verdicts import Evidence
from tingtang.live.actions import Message, publish_all
from tingtang.organisation.models import Staff
from tingtang.referrals.errors import BadInput, NoSuchReferral
from tingtang.referrals.models import Referral, ReferralEvent
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

What = ReferralEvent.What
Proof = tuple[str, str]  # (kind, id) of a record elsewhere: ("contact", "42")
LONGEST = 400
NO_WORDS = Bilingual("请写明情况", "say what happened")
TOO_LONG = Bilingual("内容过长", "this is too long")
SUBJECT = "referral"
VISIT_MADE = "visit.made"  # the event that the kind of a day's visits counts


def take(referral_id: int) -> Referral:
    """The card, locked until the transaction ends. Raises NoSuchReferral."""
    referral = Referral.objects.select_for_update().filter(pk=referral_id).first()
    if referral is None:
        raise NoSuchReferral
    return referral


def words(field: str, text: str, *, longest: int = LONGEST) -> str:
    """The text, trimmed. Raises BadInput when there is none, or too much of it."""
    return BadInput.words(field, text, longest, none=NO_WORDS, long=TOO_LONG)


def move(
    referral: Referral,
    what: ReferralEvent.What,
    *,
    by: str,
    at: datetime,
    text: str = "",
    channel: str = "",
    proof: Proof | None = None,
    key: str | None = None,
    change: Mapping[str, Any] | None = None,
) -> ReferralEvent:
    """Append what happened, `change` fields of the card, and leave the audit entry. The words stay out of the trail."""
    fields = {**(change or {}), "n": referral.n + 1}
    for name, changed in fields.items():
        setattr(referral, name, changed)
    referral.save(update_fields=list(fields))
    kind, ident = proof or ("", "")
    event = ReferralEvent.objects.create(
        referral=referral, n=referral.n, at=at, by=by, what=what, text=text, to_staff_id=referral.to_staff_id,
        evidence_kind=kind, evidence_id=ident, key=key, channel=channel,
    )  # fmt: skip
    detail = {"need": referral.need, "willing": referral.willing, "to": referral.to_staff_id, "state": referral.state}
    audit.record(
        by=by,
        at=at,
        action=f"referral.{what.value}",
        subject=(SUBJECT, str(referral.pk)),
        institution=referral.institution_id,
        detail=detail | ({"proof": f"{kind}:{ident}"} if kind else {}),
    )
    return event


def tell(referral: Referral, what: ReferralEvent.What, *, at: datetime, also: str | None = None) -> None:
    """Say to the sender, to whoever has the card and to `also` that it moved: its number and state only."""
    people = {referral.referred_by_id, referral.to_staff_id, also} - {None}
    payload = {"referral": referral.pk, "state": referral.state}
    publish_all([Message(f"staff:{who}", f"referral.{what.value}", payload) for who in sorted(map(str, people))], at=at)


# -- duties -----------------------------------------------------------------------------------------------------------


def owe(
    referral: Referral, kind: str, owner: Staff, *, by: str, at: datetime, period: str, inputs: Mapping[str, Any]
) -> Duty:
    """Open a duty of this turn of the card, due in `period` (a value in working days) from `at`."""
    within = Within(at, period, business_date(at), referral.institution_id)
    said = {"card": card_name(referral), **inputs}
    opening = within.opening(kind, referral.subject_id, said, owner_staff_id=owner.pk)
    return open_duty(opening=opening, by=by, at=at)[0]


def owe_contact(referral: Referral, owner: Staff, *, by: str, at: datetime) -> Duty:
    """Once taken up: the prospect is reached in time."""
    period = "referral.contact_working_days" if referral.willing else "referral.contact_card_working_days"
    inputs = {"accepted_on": business_date(at).isoformat()}
    return owe(referral, "referral.contact", owner, by=by, at=at, period=period, inputs=inputs)


def owe_acceptance(referral: Referral, owner: Staff, sender: Staff, *, by: str, at: datetime) -> Duty:
    """Given to somebody: taken up or handed back in time."""
    inputs = {"sender": sender.name, "made_on": business_date(at).isoformat()}
    period = "referral.accept_working_days"
    return owe(referral, "referral.accept", owner, by=by, at=at, period=period, inputs=inputs)


def prove(referral: Referral, event: ReferralEvent, *, by: str) -> None:
    """End the duties of this turn that what happened meets."""
    evidence = Evidence(
        event=f"referral.{event.what}",
        kind=event.evidence_kind or SUBJECT,
        id=event.evidence_id or f"{referral.pk}.{event.n}",
        subject_kind=SUBJECT,
        subject_id=referral.subject_id,
        at=event.at,
    )
    close_with_evidence(evidence=evidence, by=by, at=event.at)


def count_visit(referral: Referral, event: ReferralEvent, *, by: str) -> None:
    """A talk with the prospect counts among the visits that its person owes that day, if it was face to face (A22.2g):
    the kind says which channels are. A prospect whom the bank knows is the same person as the customer."""
    evidence = Evidence(VISIT_MADE, SUBJECT, f"{referral.pk}.{event.n}", "staff", by, event.at, channel=event.channel)
    whom = f"customer:{referral.customer_id}" if referral.customer_id else f"{SUBJECT}:{referral.pk}"
    count_towards(evidence=evidence, whom=whom, by=by, at=event.at)


def release(referral: Referral, *, reason: str, by: str, at: datetime) -> None:
    """Cancel what is still owed of this turn: the card goes elsewhere."""
    owed = Duty.objects.filter(subject_kind=SUBJECT, subject_id=referral.subject_id, state=DutyState.OPEN)
    cancel(duty_ids=list(owed.values_list("pk", flat=True)), reason=reason, by=by, at=at)


def card_name(referral: Referral) -> str:
    """联动转介卡 when the prospect is willing, 客户联系卡 when a number was left."""
    return "联动转介卡" if referral.willing else "客户联系卡"

"""What the actions share: the handover locked, the trail, the duties to sign, those told."""

from __future__ import annotations

from datetime import datetime

from tingtang.audit import actions as audit
from tingtang.duties.actions import cancel, close_with_evidence, open_duty
from tingtang.duties.models import Duty
from tingtang.duties.openings import Within
from tingtang.duties.verdicts import Evidence
from tingtang.handovers.errors import HandoverRefused, WrongState
from tingtang.handovers.models import OPEN, Handover
from tingtang.live.actions import Message, publish_all
from tingtang.organisation.models import Staff
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

SIGN, SUBJECT = "handover.sign", "handover"
LONGEST = 400
NO_WORDS = Bilingual("请写明情况", "say what it is about")
TOO_LONG = Bilingual("内容过长", "this is too long")


def take(handover_id: int, *states: str) -> Handover:
    """The handover, locked until the transaction ends. Raises Handover.DoesNotExist, WrongState."""
    found = Handover.objects.select_for_update(of=("self",)).select_related("giver", "taker").get(pk=handover_id)
    if found.state not in (states or OPEN):
        raise WrongState
    return found


def words(field: str, text: str) -> str:
    """The text, trimmed. Raises HandoverRefused."""
    text = text.strip()
    if not text:
        raise HandoverRefused(field, NO_WORDS)
    if len(text) > LONGEST:
        raise HandoverRefused(field, TOO_LONG)
    return text


def record(handover: Handover, action: str, *, by: str, at: datetime, **detail: object) -> None:
    """The audit entry and the live event: who and how many, no customer."""
    people = {"giver": handover.giver_id, "taker": handover.taker_id}
    audit.record(
        by=by, at=at, action=f"handover.{action}", subject=(SUBJECT, str(handover.pk)),
        institution=handover.institution_id, detail={**people, **detail},
    )  # fmt: skip
    payload = {"handover": handover.pk, "state": str(handover.state)}
    topics = [f"staff:{who}" for who in (handover.giver_id, handover.taker_id)]
    publish_all([Message(topic, "handover.changed", payload) for topic in topics], at=at)


def owe_signature(handover: Handover, who: Staff, side: str, *, by: str, at: datetime) -> None:
    """One duty a side, so that nobody's signature is waited for in silence."""
    within = Within(at, "handover.sign_working_days", business_date(at), who.institution_id)
    said = {"giver": handover.giver.name, "taker": handover.taker.name, "from_on": handover.from_on.isoformat()}
    opening = within.opening(SIGN, f"{handover.pk}.{side}", said, owner_staff_id=who.pk)
    open_duty(opening=opening, by=by, at=at)


def signature_given(handover: Handover, side: str, *, by: str, at: datetime) -> None:
    """The duty of that side is met."""
    key = f"{handover.pk}.{side}"
    close_with_evidence(evidence=Evidence("handover.signed", SUBJECT, key, SUBJECT, key, at), by=by, at=at)


def drop_signatures(handover: Handover, reason: str, *, by: str, at: datetime) -> None:
    """Nothing is to be signed any more."""
    keys = [f"{handover.pk}.{side}" for side in ("giver", "taker")]
    waiting = Duty.objects.filter(subject_kind=SUBJECT, subject_id__in=keys, state="open")
    cancel(duty_ids=list(waiting.values_list("pk", flat=True)), reason=reason, by=by, at=at)

"""Being excused: asked with a reason before the time is up, decided by another person above."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tingtang.duties.actions.ledger import (
    What,
    change,
    end,
    need_reason,
    note,
    record,
    save_notes,
    take,
    take_open,
    tell,
)
from tingtang.duties.errors import (
    AlreadyAsked,
    AlreadyDecided,
    DutyHasLapsed,
    NobodyMayKnow,
    NoSuchDuty,
    NotForYou,
)
from tingtang.duties.models import Duty, Excuse, State
from tingtang.duties.standing import may_decide, may_speak_for, nobody_may_know


@transaction.atomic
def ask_excuse(*, duty_id: int, reason: str, by: str, at: datetime) -> Excuse:
    """Ask to be excused. From now on the duty cannot lapse until the request is decided.

    Asked by the owner, by someone standing in, or by a head above. Raises NoReason, DutyIsFinal, DutyHasLapsed (the
    sweep may not have come yet: what counts is the time), AlreadyAsked, NotForYou, NobodyMayKnow, NoSuchDuty.
    """
    duty = take_open(duty_id)
    reason = need_reason(reason)
    if duty.lapses_at is not None and at > duty.lapses_at:
        raise DutyHasLapsed
    if duty.held:
        raise AlreadyAsked
    if not may_speak_for(by, duty, at):
        raise NotForYou
    if nobody_may_know(duty, by, at):
        raise NobodyMayKnow
    # Written on the duty itself: a sweep that waits for this lock re-reads the row, not the requests.
    change(duty, held=True)
    excuse = Excuse.objects.create(duty=duty, reason=reason, asked_by=by, asked_at=at)
    save_notes([note(duty, What.EXCUSE_ASKED, by=by, at=at, reason=reason)])
    record("duty.excuse.ask", duty, by=by, at=at, reason=reason)
    tell("duty.excuse_asked", [duty], at=at)
    return excuse


@transaction.atomic
def approve_excuse(*, excuse_id: int, by: str, at: datetime, answer: str = "") -> Duty:
    """Excuse the duty. Raises AlreadyDecided, NotForYou, NoSuchDuty."""
    excuse, duty = _to_decide(excuse_id, by, at)
    _decide(excuse, Excuse.State.APPROVED, by, at, answer.strip())
    end(duty, State.EXCUSED, at)
    save_notes([note(duty, What.EXCUSE_APPROVED, by=by, at=at, reason=excuse.reason, answer=answer.strip())])
    record("duty.excuse.approve", duty, by=by, at=at, asked_by=excuse.asked_by, answer=answer.strip())
    tell("duty.excused", [duty], at=at)
    return duty


@transaction.atomic
def refuse_excuse(*, excuse_id: int, answer: str, by: str, at: datetime) -> Duty:
    """Refuse, saying why. The duty stands as before; one whose time ran out meanwhile is missed at that time.

    Raises NoReason, AlreadyDecided, NotForYou, NoSuchDuty.
    """
    excuse, duty = _to_decide(excuse_id, by, at)
    answer = need_reason(answer)
    _decide(excuse, Excuse.State.REFUSED, by, at, answer)
    events = [note(duty, What.EXCUSE_REFUSED, by=by, at=at, answer=answer)]
    change(duty, held=False)
    if duty.lapses_at is not None and at > duty.lapses_at:
        end(duty, State.MISSED, duty.lapses_at)
        events.append(note(duty, What.LAPSED, by=by, at=at, excuse="refused"))
    save_notes(events)
    record("duty.excuse.refuse", duty, by=by, at=at, asked_by=excuse.asked_by, answer=answer, state=duty.state)
    tell("duty.excuse_refused", [duty], at=at)
    return duty


def _to_decide(excuse_id: int, by: str, at: datetime) -> tuple[Excuse, Duty]:
    """The request and its duty, both locked, the duty first as every other action does."""
    duty_id = Excuse.objects.filter(pk=excuse_id).values_list("duty_id", flat=True).first()
    if duty_id is None:
        raise NoSuchDuty
    duty = take(duty_id)
    excuse = Excuse.objects.select_for_update().get(pk=excuse_id)
    if by == excuse.asked_by or not may_decide(by, duty, at):
        raise NotForYou  # first: to whom it is no matter not even that it was decided is told
    if excuse.state != Excuse.State.PENDING or duty.state != State.OPEN:
        raise AlreadyDecided
    return excuse, duty


def _decide(excuse: Excuse, state: Excuse.State, by: str, at: datetime, answer: str) -> None:
    excuse.state, excuse.decided_by, excuse.decided_at, excuse.answer = state, by, at, answer
    excuse.save(update_fields=["state", "decided_by", "decided_at", "answer"])

"""Changing who owes a duty, and by when. Both keep what was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from tingtang.duties.actions.ledger import What, change, need_reason, note, record, save_notes, take_open, tell
from tingtang.duties.models import Duty
from tingtang.shared.times import ZONE


@transaction.atomic
def change_owner(
    *,
    duty_id: int,
    reason: str,
    by: str,
    at: datetime,
    to_staff_id: str | None = None,
    to_role: str = "",
    institution_id: str | None = None,
) -> Duty:
    """Hand an open duty to a person, or to a role at `institution_id` (as before when None).

    Raises NoReason, DutyIsFinal, NoSuchDuty; ValueError unless exactly one of person and role is named. To the owner it
    already has: nothing happens.
    """
    if bool(to_staff_id) == bool(to_role):
        raise ValueError("name a person or a role")
    duty = take_open(duty_id)
    place = institution_id or duty.institution_id
    before = {"staff": duty.owner_staff_id, "role": duty.owner_role, "institution": duty.institution_id}
    after = {"staff": to_staff_id, "role": to_role, "institution": place}
    if before == after:
        return duty
    reason = need_reason(reason)
    tell("duty.handed_over", [duty], at=at)
    change(duty, owner_staff_id=to_staff_id, owner_role=to_role, institution_id=place)
    save_notes([note(duty, What.OWNER_CHANGED, by=by, at=at, reason=reason, before=before, after=after)])
    record("duty.change_owner", duty, by=by, at=at, reason=reason, before=before, after=after)
    tell("duty.handed_over", [duty], at=at)
    return duty


@transaction.atomic
def change_due(
    *,
    duty_id: int,
    due_at: datetime,
    reason: str,
    by: str,
    at: datetime,
    provisional: bool = False,
    clock: Mapping[str, Any] | None = None,
) -> Duty:
    """Give an open duty another due time (a calendar was published, a clock paused, an extension approved).

    The old one stays in the event. What lapses at its due time lapses at the new one. Raises NoReason, DutyIsFinal,
    NoSuchDuty. The same due time: nothing happens, except that a provisional one may become certain.
    """
    duty = take_open(duty_id)
    if (duty.due_at, duty.due_provisional) == (due_at, provisional):
        return duty
    reason = need_reason(reason)
    before, after = (moment.astimezone(ZONE).isoformat() for moment in (duty.due_at, due_at))
    lapses_at = due_at if duty.lapses_at is not None else None
    fields = {"due_at": due_at, "due_provisional": provisional, "lapses_at": lapses_at}
    change(duty, **fields, clock=dict(clock) if clock is not None else duty.clock)
    save_notes([note(duty, What.DUE_CHANGED, by=by, at=at, reason=reason, before=before, after=after)])
    record("duty.change_due", duty, by=by, at=at, reason=reason, before=before, after=after)
    tell("duty.due_changed", [duty], at=at)
    return duty

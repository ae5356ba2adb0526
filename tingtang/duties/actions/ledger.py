"""What the actions share: taking an open duty for change, ending it, noting what happened, telling those concerned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from tingtang.audit import actions as audit
from tingtang.duties.errors import DutyIsFinal, NoReason, NoSuchDuty
from tingtang.duties.models import Duty, DutyEvent, Excuse, State
from tingtang.live.actions import Message, publish_all

What = DutyEvent.What
SYSTEM = "system:ledger"
# What a higher room keeps off the institution's topic, which several people follow: duties -> the ids of those (A34.6).
UNTOLD: list[Callable[[Sequence[Duty]], Collection[int]]] = []


def take(duty_id: int) -> Duty:
    """The duty, locked until the transaction ends. Raises NoSuchDuty."""
    duty = Duty.objects.select_for_update().filter(pk=duty_id).first()
    if duty is None:
        raise NoSuchDuty
    return duty


def take_open(duty_id: int) -> Duty:
    """The duty, locked and open. Raises NoSuchDuty, DutyIsFinal."""
    duty = take(duty_id)
    if duty.state != State.OPEN:
        raise DutyIsFinal
    return duty


def need_reason(reason: str) -> str:
    """The reason, trimmed. Raises NoReason when there is none."""
    if not reason.strip():
        raise NoReason
    return reason.strip()


def change(duty: Duty, **fields: Any) -> None:
    """Write fields of an open duty that the caller holds locked."""
    for name, value in fields.items():
        setattr(duty, name, value)
    # period_on leads PostgreSQL to the one partition.
    Duty.objects.filter(pk=duty.pk, period_on=duty.period_on, state=State.OPEN).update(**fields)


def end(duty: Duty, state: State, at: datetime, **fields: Any) -> None:
    """Give the verdict. A request to be excused that still pends is overtaken."""
    if duty.held:
        Excuse.objects.filter(duty=duty.pk, state=Excuse.State.PENDING).update(
            state=Excuse.State.MOOT, decided_by=SYSTEM, decided_at=at
        )
    # Held goes last and together with the state: afterwards the row is final.
    Duty.objects.filter(pk=duty.pk, period_on=duty.period_on, state=State.OPEN).update(
        state=state, closed_at=at, held=False, **fields
    )
    duty.state, duty.closed_at, duty.held = state, at, False


def note(duty: Duty, what: DutyEvent.What, *, by: str, at: datetime, **detail: Any) -> DutyEvent:
    """An event to be saved by `save_notes`."""
    return DutyEvent(duty_id=duty.pk, period_on=duty.period_on, at=at, by=by, what=what, detail=detail)


def save_notes(events: Iterable[DutyEvent]) -> None:
    """Append events."""
    DutyEvent.objects.bulk_create(list(events), batch_size=1000)


def record(action: str, duty: Duty, *, by: str, at: datetime, **detail: Any) -> None:
    """The audit entry of an action on one duty."""
    audit.record(
        by=by,
        at=at,
        action=action,
        subject=("duty", str(duty.pk)),
        institution=duty.institution_id,
        detail={"kind": duty.kind, "subject": f"{duty.subject_kind}:{duty.subject_id}", **detail},
    )


def tell(name: str, duties: Sequence[Duty], *, at: datetime) -> None:
    """Say on each owner's and each institution's topic that duties changed: one message each, figures only. Not on the
    institution's of what a room keeps from some who follow it."""
    counts: Counter[str] = Counter()
    untold = {pk for kept in UNTOLD for pk in kept(duties)}
    for duty in duties:
        if duty.pk not in untold:
            counts[f"institution:{duty.institution_id}"] += 1
        if duty.owner_staff_id:
            counts[f"staff:{duty.owner_staff_id}"] += 1
    tell_counts(name, counts, at=at)


def tell_counts(name: str, counts: Mapping[str, int], *, at: datetime) -> None:
    """The same from counts by topic."""
    publish_all([Message(topic, name, {"count": count}) for topic, count in counts.items()], at=at)

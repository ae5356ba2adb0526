"""Ending duties: by evidence, or by cancelling them with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tingtang.audit import actions as audit
from tingtang.duties.actions.ledger import What, end, need_reason, note, record, save_notes, tell
from tingtang.duties.models import Duty, State
from tingtang.duties.verdicts import Evidence, duties_met
from tingtang.manual.book import Rulebook
from tingtang.manual.queries import rulebook

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Closed:
    """A duty that an evidence ended: met, late, or missed because it had lapsed before the evidence."""

    duty: Duty
    verdict: str


@transaction.atomic
def close_with_evidence(
    *, evidence: Evidence, by: str, at: datetime, only: Iterable[int] | None = None, book: Rulebook | None = None
) -> list[Closed]:
    """End every open duty of the subject that the evidence meets by the rules of the kinds, soonest due first.

    The verdict follows from when the evidence is of (`evidence.at`), not from when it is saved. `only` narrows to some
    duties (a device fixed, not all faults of the outlet). Sent again, it finds nothing open and changes nothing.
    """
    open_duties = _open_of(evidence.subject_kind, [evidence.subject_id], only)
    ended = [Closed(duty, verdict) for duty, verdict in duties_met(evidence, open_duties, (book or rulebook()).kinds)]
    proof = f"{evidence.kind}:{evidence.id}"
    save_notes(note(c.duty, What.CLOSED, by=by, at=at, verdict=c.verdict, evidence=proof) for c in ended)
    for closed in ended:
        _close(closed, evidence)
        record("duty.close", closed.duty, by=by, at=at, verdict=closed.verdict, evidence=proof)
    tell("duty.closed", [closed.duty for closed in ended], at=at)
    return ended


def _open_of(subject_kind: str, subject_ids: Sequence[str], only: Iterable[int] | None = None) -> list[Duty]:
    """The open duties of subjects, locked, always in the same order so that two closings cannot block each other."""
    found = Duty.objects.select_for_update().filter(
        subject_kind=subject_kind, subject_id__in=subject_ids, state=State.OPEN
    )
    return list((found if only is None else found.filter(pk__in=list(only))).order_by("pk"))


def _close(closed: Closed, evidence: Evidence) -> None:
    duty = closed.duty
    if closed.verdict == "missed":
        end(duty, State.MISSED, duty.lapses_at or evidence.at)
    else:
        end(duty, State(closed.verdict), evidence.at, evidence_kind=evidence.kind, evidence_id=evidence.id)
        duty.evidence_kind, duty.evidence_id = evidence.kind, evidence.id


@transaction.atomic
def cancel(*, duty_ids: Sequence[int], reason: str, by: str, at: datetime) -> int:
    """Cancel the open ones among these duties; how many. Raises NoReason. Those already final are left as they are."""
    reason = need_reason(reason)
    cancelled = 0
    for start in range(0, len(duty_ids), CHUNK):
        chunk = sorted(duty_ids)[start : start + CHUNK]
        found = list(Duty.objects.select_for_update().filter(pk__in=chunk, state=State.OPEN).order_by("pk"))
        for duty in (duty for duty in found if duty.held):
            end(duty, State.CANCELLED, at)
        Duty.objects.filter(pk__in=[duty.pk for duty in found], state=State.OPEN).update(
            state=State.CANCELLED, closed_at=at
        )
        save_notes(note(duty, What.CANCELLED, by=by, at=at, reason=reason) for duty in found)
        tell("duty.cancelled", found, at=at)
        cancelled += len(found)
    if cancelled:
        detail = {"cancelled": cancelled, "reason": reason}
        subject = ("duty", str(duty_ids[0]) if len(duty_ids) == 1 else "many")
        audit.record(by=by, at=at, action="duty.cancel", subject=subject, detail=detail)
    return cancelled

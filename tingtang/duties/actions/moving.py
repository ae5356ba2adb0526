"""Handing all open duties about some subjects from one person to another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tingtang.audit import actions as audit
from tingtang.duties.actions.ledger import What, need_reason, note, save_notes, tell
from tingtang.duties.models import Duty, State

CHUNK = 1000


@transaction.atomic
def hand_over_duties(
    *,
    subject_kind: str,
    subject_ids: Sequence[str],
    from_staff_id: str,
    to_staff_id: str,
    institution_id: str,
    reason: str,
    by: str,
    at: datetime,
) -> int:
    """Every open duty that `from_staff_id` owes about these subjects is owed by another from now on; how many.

    Their times stay. Each keeps an event with who owed it before; what is final stays where it was. Raises NoReason.
    """
    reason, moved = need_reason(reason), 0
    for start in range(0, len(subject_ids), CHUNK):
        chunk = list(subject_ids[start : start + CHUNK])
        found = list(
            Duty.objects.select_for_update()
            .filter(subject_kind=subject_kind, subject_id__in=chunk, owner_staff=from_staff_id, state=State.OPEN)
            .order_by("pk")
        )
        after = {"staff": to_staff_id, "role": "", "institution": institution_id}
        save_notes(
            note(
                duty, What.OWNER_CHANGED, by=by, at=at, reason=reason, after=after,
                before={"staff": duty.owner_staff_id, "role": "", "institution": duty.institution_id},
            )
            for duty in found
        )  # fmt: skip
        Duty.objects.filter(pk__in=[duty.pk for duty in found], state=State.OPEN).update(
            owner_staff_id=to_staff_id, institution_id=institution_id
        )
        tell("duty.handed_over", found, at=at)
        for duty in found:
            duty.owner_staff_id, duty.institution_id = to_staff_id, institution_id
        tell("duty.handed_over", found, at=at)
        moved += len(found)
    if moved:
        detail = {"moved": moved, "from": from_staff_id, "to": to_staff_id, "reason": reason}
        audit.record(by=by, at=at, action="duty.hand_over", subject=("duty", "many"), detail=detail)
    return moved

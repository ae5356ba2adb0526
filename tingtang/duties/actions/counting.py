"""Duties that ask for several things of a day (a kind with `counts`): each thing counts once, the last ends the duty.

What was counted are events of the duty, so that rooms that know nothing of each other count towards the same one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from tingtang.duties.actions.closing import Closed, close_with_evidence
from tingtang.duties.actions.ledger import What, note, record, save_notes
from tingtang.duties.models import Duty, DutyEvent, State
from tingtang.duties.verdicts import Evidence, Verdict, meets, verdict
from tingtang.manual.book import Rulebook
from tingtang.manual.queries import rulebook


@transaction.atomic
def count_towards(
    *, evidence: Evidence, whom: str, by: str, at: datetime, book: Rulebook | None = None
) -> list[Closed]:
    """Count one thing done towards what its subject owes of that time; what was ended, nothing while more is asked.

    `whom` (customer:C1, card:7) counts once towards each duty, whatever evidence comes of it again. One query where
    nothing is owed, none where no kind counts such an event.
    """
    book = book or rulebook()
    closed: list[Closed] = []
    for duty in list(_owed(evidence, book, lock=True)):
        had = counted(duty)
        if whom in had:
            continue
        proof = f"{evidence.kind}:{evidence.id}"
        save_notes([note(duty, What.COUNTED, by=by, at=at, whom=whom, evidence=proof)])
        record("duty.count", duty, by=by, at=at, evidence=proof)
        if len(had) + 1 >= asked(duty, book):
            closed += close_with_evidence(evidence=evidence, by=by, at=at, only=[duty.pk], book=book)
    return closed


def would_fill(evidence: Evidence, whom: str, book: Rulebook) -> list[tuple[Duty, Verdict]]:
    """What `count_towards` would end, each with its verdict; nothing is written."""
    return [
        (duty, verdict(duty, evidence.at))
        for duty in _owed(evidence, book, lock=False)
        if len(counted(duty) | {whom}) >= asked(duty, book)
    ]


def counted(duty: Duty) -> set[str]:
    """What has been counted towards a duty."""
    found = DutyEvent.objects.filter(duty=duty.pk, period_on=duty.period_on, what=What.COUNTED)
    return {detail["whom"] for detail in found.values_list("detail", flat=True)}


def asked(duty: Duty, book: Rulebook) -> int:
    """How many things the duty asks for."""
    return int(duty.inputs[book.kinds[duty.kind].counts]["value"])


def _owed(evidence: Evidence, book: Rulebook, *, lock: bool) -> Iterator[Duty]:
    """The open duties of the subject that count such an event, when it happened in their time."""
    kinds = [name for name, kind in book.kinds.items() if kind.counts and evidence.event in kind.met_by]
    if not kinds:
        return
    mine = Duty.objects.filter(
        subject_kind=evidence.subject_kind, subject_id=evidence.subject_id, kind__in=kinds, state=State.OPEN,
        due_at__gt=evidence.at,
    )  # fmt: skip
    for duty in (mine.select_for_update() if lock else mine).order_by("pk"):
        if meets(evidence, duty, book.kinds[duty.kind]):
            yield duty

"""What the actions share: taking a case for change, moving it with its log, clocks, duties, trail and live word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from tingtang.audit import actions as audit
from tingtang.complaints.clocks import Start, open_clocks, open_duties_of, planned
from tingtang.complaints.errors import BadInput, NoSuchComplaint, WrongState
from tingtang.complaints.models import CaseEvent, Complaint, State, What
from tingtang.duties.actions import close_with_evidence
from tingtang.duties.verdicts import Evidence
from tingtang.live.actions import Message, publish_all
from tingtang.shared.text import Bilingual

SUBJECT = "complaint"
LONGEST = 1000
ONE_MINUTE = timedelta(minutes=1)
NO_WORDS = Bilingual("请写明情况", "say what happened")
TOO_LONG = Bilingual("内容过长", "this is too long")
OPEN = (State.HANDLING, State.ISSUED, State.QUIET)


def take(complaint_id: int, *states: State) -> Complaint:
    """The case, locked until the transaction ends. Raises NoSuchComplaint, WrongState (in none of `states`)."""
    found = Complaint.objects.select_for_update(no_key=True).filter(pk=complaint_id).first()
    if found is None:
        raise NoSuchComplaint
    if states and found.state not in states:
        raise WrongState
    return found


def words(field: str, text: str, *, longest: int = LONGEST, needed: bool = True) -> str:
    """The text, trimmed. Raises BadInput when there is too much of it, or none where it is `needed`."""
    return BadInput.words(field, text, longest, needed=needed, none=NO_WORDS, long=TOO_LONG)


def not_before(moment: datetime, first: datetime) -> datetime:
    """The moment; people type minutes, so one in the same minute as `first` is not before it."""
    return first if moment < first < moment + ONE_MINUTE else moment


def step(
    case: Complaint,
    what: What,
    *,
    by: str,
    at: datetime,
    text: str = "",
    change: Mapping[str, Any] | None = None,
    starts: Sequence[Start] = (),
    data: Mapping[str, Any] | None = None,
    met_at: datetime | None = None,
    skip: Sequence[int] = (),
) -> CaseEvent:
    """Append what happened: `change` fields of the case, start its clocks, close the duties it is evidence of.

    `met_at`: when it was done, if that is not now. `skip`: duties it does not close. Words stay out of the trail.
    """
    fields = {**(change or {}), "n": case.n + 1}
    for name, changed in fields.items():
        setattr(case, name, changed)
    case.save(update_fields=list(fields))
    kept = dict(data or {})
    if starts:
        kept["clocks"] = planned(case, starts, at)
    event = CaseEvent.objects.create(
        complaint=case, n=case.n, round=case.round, at=at, by=by, what=what, text=text, data=kept
    )
    _close(case, event, met_at or at, by=by, at=at, skip=skip)
    open_clocks(case, starts, by=by, at=at)
    audit.record(
        by=by, at=at, action=f"complaint.{what.value}", subject=(SUBJECT, str(case.pk)), institution=case.place_id,
        detail={"n": case.n, "state": str(case.state), "round": case.round},
    )  # fmt: skip
    _tell(case, what, at=at)
    return event


def _close(case: Complaint, event: CaseEvent, done_at: datetime, *, by: str, at: datetime, skip: Sequence[int]) -> None:
    owed = [duty for duty in open_duties_of(case) if duty.pk not in skip]
    for subject in sorted({duty.subject_id for duty in owed}):
        proof = Evidence(f"complaint.{event.what}", "case_event", str(event.pk), "case", subject, done_at)
        only = [duty.pk for duty in owed if duty.subject_id == subject]
        close_with_evidence(evidence=proof, by=by, at=at, only=only)


def _tell(case: Complaint, what: What, *, at: datetime) -> None:
    """Say to whoever coordinates and handles that something happened: ids only, to nobody else."""
    people = {case.coordinator_id, *case.handlings.filter(ended_at__isnull=True).values_list("staff_id", flat=True)}
    payload = {"complaint": case.pk, "state": str(case.state)}
    topics = [f"staff:{who}" for who in sorted(filter(None, people))]
    publish_all([Message(topic, f"complaint.{what.value}", payload) for topic in topics], at=at)

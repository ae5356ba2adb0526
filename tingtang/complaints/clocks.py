"""The clocks of a case: each is a duty, kept as data in the log so that its end can be found again (replay.py)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tingtang.complaints.models import Complaint
from tingtang.duties.actions import Opening, change_due, change_owner, open_duty
from tingtang.duties.models import Duty
from tingtang.duties.models import State as DutyState
from tingtang.manual.queries import rulebook, value
from tingtang.organisation.calendar_queries import working_calendar
from tingtang.shared.clock_record import Clock, read_pause
from tingtang.shared.clocks import Due, Unit
from tingtang.shared.pauses import Pause
from tingtang.shared.times import ZONE, business_date

# What stands still while the customer, or somebody the bank waits for, keeps the case waiting. A report to a superior,
# the naming of a handler and the closing are the bank's own matter and run on.
PAUSED = frozenset(
    {
        "complaint.apology_visit", "complaint.process_explained", "complaint.loss_plan", "complaint.external",
        "complaint.progress", "complaint.regulator", "complaint.second_answer",
    }
)  # fmt: skip
# Owed by somebody for a reason of their own, whoever has the case.
OTHERS = frozenset({"complaint.report_up", "complaint.policy"})
SCORE = 500  # a complaint stands above the plan of the day


@dataclass(frozen=True, slots=True)
class Start:
    """A clock to be started: `key` names the value of its length (empty: the kind's first), `due_at` an end set by
    somebody else. `owner` is a staff id, empty for whoever has the case; `role` and `place` for a role elsewhere."""

    kind: str
    start: datetime
    key: str = ""
    due_at: datetime | None = None
    owner: str = ""
    role: str = ""
    place: str = ""
    period_on: date | None = None
    show_at: datetime | None = None
    inputs: Mapping[str, Any] = field(default_factory=dict)


def pauses_of(case: Complaint) -> tuple[Pause, ...]:
    """When the clocks of a case stood still."""
    return tuple(read_pause(one) for one in case.pauses)


def length_of(key: str, at: datetime, institution_id: str) -> tuple[int, Unit]:
    """A length of the manual in force where the case is dealt with."""
    found = value(key, business_date(at), institution_id)
    return int(str(found.value)), found.unit  # type: ignore[return-value]  # the loader knows the unit


def clock_of(case: Complaint, start: Start, at: datetime) -> Clock:
    """The clock that a start sets going, with the pauses that count for its kind."""
    key = start.key or rulebook().kinds[start.kind].values[0]
    n, unit = length_of(key, at, case.place_id)
    return Clock(start.start, unit, n, pauses_of(case) if start.kind in PAUSED else ())


def planned(case: Complaint, starts: Sequence[Start], at: datetime) -> list[dict[str, Any]]:
    """What the log keeps of the clocks that an event starts."""
    return [_kept(case, one, at) for one in starts]


def _kept(case: Complaint, one: Start, at: datetime) -> dict[str, Any]:
    kept: dict[str, Any] = {"kind": one.kind, "round": case.round, "period_on": _period(one).isoformat()}
    if one.due_at is not None:
        return {**kept, "due_at": one.due_at.astimezone(ZONE).isoformat()}
    clock = clock_of(case, one, at).as_json()
    return {**kept, "start": clock["start"], "unit": clock["unit"], "n": clock["n"]}


def _period(one: Start) -> date:
    return one.period_on or business_date(one.start)


def run(clock: Clock) -> Due:
    """The end of a clock under the calendar in force."""
    return clock.run(working_calendar())


def open_clocks(case: Complaint, starts: Sequence[Start], *, by: str, at: datetime) -> None:
    """Open the duty of each clock: who has the case owes it unless somebody is named."""
    for one in starts:
        open_duty(opening=_opening(case, one, at), by=by, at=at)


def _opening(case: Complaint, one: Start, at: datetime) -> Opening:
    clock = clock_of(case, one, at) if one.due_at is None else None
    end = run(clock) if clock else None
    staff, role, place = owner_of(case) if not (one.owner or one.role) else (one.owner or None, one.role, one.place)
    as_of = business_date(at).isoformat()
    facts = {"number": case.number, **one.inputs}
    return Opening(
        kind=one.kind,
        subject_id=f"{case.pk}.{case.round}",
        period_on=_period(one),
        institution_id=place or case.place_id,
        owner_staff_id=staff,
        owner_role=role,
        due_at=end.due_at if end else _set(one),
        due_provisional=bool(end and end.provisional),
        show_at=one.show_at,
        score=SCORE,
        inputs={name: {"value": said, "as_of": as_of} for name, said in facts.items()},
        clock=clock.as_json() if clock else {},
    )


def _set(one: Start) -> datetime:
    if one.due_at is None:
        raise ValueError(f"{one.kind} has neither a clock nor an end")
    return one.due_at


def owner_of(case: Complaint) -> tuple[str | None, str, str]:
    """(staff, role, place) of whoever has the case: its handler, else who coordinates it."""
    handling = case.handlings.filter(ended_at__isnull=True).first()
    if handling is not None:
        return handling.staff_id, "", case.place_id
    return case.coordinator_id, case.coordinator_role, case.place_id


def open_duties_of(case: Complaint) -> list[Duty]:
    """The open duties of a case, soonest due first."""
    found = Duty.objects.filter(subject_kind="case", subject_id__in=case.subjects, state=DutyState.OPEN)
    return list(found.order_by("due_at", "pk"))


def hand_over(case: Complaint, before: str | None, *, by: str, at: datetime, reason: str) -> None:
    """What the one before owed about the case is owed by whoever has it now."""
    staff, role, place = owner_of(case)
    for duty in open_duties_of(case):
        if duty.kind not in OTHERS and duty.owner_staff_id == before:
            change_owner(
                duty_id=duty.pk, reason=reason, by=by, at=at, to_staff_id=staff, to_role=role, institution_id=place
            )


def recompute(case: Complaint, *, by: str, at: datetime, reason: str) -> None:
    """Give every open clock that may stand still its end under the pauses of the case; its events keep the old one."""
    pauses = pauses_of(case)
    for duty in open_duties_of(case):
        if duty.kind not in PAUSED or not duty.clock:
            continue
        kept = Clock.read(duty.clock)
        clock = Clock(kept.start, kept.unit, kept.n, pauses)
        end = run(clock)
        change_due(
            duty_id=duty.pk, due_at=end.due_at, provisional=end.provisional, clock=clock.as_json(), reason=reason,
            by=by, at=at,
        )  # fmt: skip

"""Computing due times again after the working calendar changed.

A duty keeps the clock it was opened with; only clocks in working days look at the calendar. What was due before stays
in the duty's events, so that the record shows which date its owner was told and when it moved.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, QuerySet, Value, When

from tingtang.audit.actions import record
from tingtang.duties.actions.ledger import tell
from tingtang.duties.models import Duty, DutyEvent, State
from tingtang.organisation.calendar_queries import working_calendar
from tingtang.shared.calendar import WorkingCalendar
from tingtang.shared.clock_record import Clock
from tingtang.shared.clocks import Due
from tingtang.shared.pauses import ClockError
from tingtang.shared.times import ZONE, day_start

BATCH = 1000
UNREADABLE_NAMED = 20


@dataclass
class Recomputed:
    """What came of it. `confirmed`: no longer provisional, the date as before. `unreadable`: clocks that do not run."""

    read: int = 0
    due_changed: int = 0
    confirmed: int = 0
    unreadable: list[int] = field(default_factory=list)

    def add(self, other: Recomputed) -> None:
        """Count what another batch did."""
        self.read += other.read
        self.due_changed += other.due_changed
        self.confirmed += other.confirmed
        self.unreadable += other.unreadable

    def as_json(self) -> dict[str, Any]:
        """Counts, and the first unreadable duties by number."""
        return {
            "read": self.read,
            "due_changed": self.due_changed,
            "confirmed": self.confirmed,
            "unreadable": len(self.unreadable),
            "unreadable_duties": self.unreadable[:UNREADABLE_NAMED],
        }


def recompute_due(*, by: str, at: datetime, reason: str, year: int | None = None, batch: int = BATCH) -> Recomputed:
    """Give every open duty with a clock in working days the due time of the calendar now in force.

    `year`: only duties that a notice of that year can move. Each batch is one transaction with its events and its
    audit row; a run that is cut short is finished by the next, and a run with nothing to do writes nothing.
    """
    calendar = working_calendar()
    known: dict[str, Due | None] = {}
    total = Recomputed()
    for first, last in _ranges(_touched(year), batch):
        total.add(_batch((first, last), year, calendar, known, by=by, at=at, reason=reason))
    return total


def _touched(year: int | None) -> QuerySet[Duty]:
    duties = Duty.objects.filter(state=State.OPEN, clock__unit="working_days")
    if year is not None:
        duties = duties.filter(due_at__gt=day_start(date(year - 1, 12, 1)))
    return duties


def _ranges(duties: QuerySet[Duty], batch: int) -> Iterator[tuple[int, int]]:
    """First and last id of each run of `batch` duties."""
    after = 0
    while ids := list(duties.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:batch]):
        yield ids[0], ids[-1]
        after = ids[-1]


@dataclass(frozen=True, slots=True)
class _Change:
    duty: Duty
    due: Due


@transaction.atomic
def _batch(
    ids: tuple[int, int],
    year: int | None,
    calendar: WorkingCalendar,
    known: dict[str, Due | None],
    *,
    by: str,
    at: datetime,
    reason: str,
) -> Recomputed:
    done, changes = Recomputed(), []
    for duty in _touched(year).filter(pk__range=ids).order_by("pk").select_for_update():
        done.read += 1
        found = _end(duty, calendar, known)
        if found is None:
            done.unreadable.append(duty.pk)
        elif (duty.due_at, duty.due_provisional) != (found.due_at, found.provisional):
            changes.append(_Change(duty, found))
    if changes:
        _write(changes)
        DutyEvent.objects.bulk_create(_event(change, by, at, reason) for change in changes)
        tell("duty.due_changed", [change.duty for change in changes], at=at)
        done.due_changed = sum(change.duty.due_at != change.due.due_at for change in changes)
        done.confirmed = len(changes) - done.due_changed
        detail = {"reason": reason, "first": ids[0], "last": ids[1], **done.as_json()}
        record(by=by, at=at, action="duty.recompute_due", subject=("duty", "many"), detail=detail)
    return done


def _end(duty: Duty, calendar: WorkingCalendar, known: dict[str, Due | None]) -> Due | None:
    """The end of the duty's clock; equal clocks run once. None when the clock makes no sense."""
    key = json.dumps(duty.clock, sort_keys=True)
    if key not in known:
        try:
            known[key] = Clock.read(duty.clock).run(calendar)
        except ClockError:
            known[key] = None
    return known[key]


def _write(changes: Sequence[_Change]) -> None:
    """One statement for each due time. What lapses when due lapses at the new time; what is owed stays owed."""
    groups: dict[tuple[datetime, bool], list[int]] = defaultdict(list)
    for change in changes:
        groups[change.due.due_at, change.due.provisional].append(change.duty.pk)
    for (due_at, provisional), pks in groups.items():
        lapses = Case(When(lapses_at__isnull=False, then=Value(due_at)), default=None)
        Duty.objects.filter(pk__in=pks, state=State.OPEN).update(
            due_at=due_at, due_provisional=provisional, lapses_at=lapses
        )


def _event(change: _Change, by: str, at: datetime, reason: str) -> DutyEvent:
    duty, due = change.duty, change.due
    detail = {
        "reason": reason,
        "before": duty.due_at.astimezone(ZONE).isoformat(),
        "after": due.due_at.isoformat(),
        "provisional_before": duty.due_provisional,
        "provisional": due.provisional,
    }
    return DutyEvent(
        duty_id=duty.pk, period_on=duty.period_on, at=at, by=by, what=DutyEvent.What.DUE_CHANGED, detail=detail
    )

"""What the writes of an inspection share: taken under its lock, saved with its next edition, recorded, owed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F

from tingtang.audit import actions as audit
from tingtang.duties.actions import Opening, open_duty
from tingtang.inspections.errors import ChangedMeanwhile, NoSuch, WrongState
from tingtang.inspections.models import Finding, Inspection, State
from tingtang.manual.queries import value
from tingtang.organisation.calendar_queries import working_calendar
from tingtang.shared.clocks import Due, due
from tingtang.shared.times import business_date

FINDING, REPORT = "finding.rectified", "inspection.rectified"


def take(inspection_id: int, edition: int | None = None, state: State = State.DRAFT) -> Inspection:
    """The inspection, locked. Raises NoSuch, WrongState, and ChangedMeanwhile when `edition` is not the latest."""
    found = Inspection.objects.select_for_update().filter(pk=inspection_id).first()
    if found is None:
        raise NoSuch
    if found.state != state:
        raise WrongState
    if edition is not None and found.edition != edition:
        raise ChangedMeanwhile
    return found


def save(found: Inspection) -> None:
    """Save with the next edition; whoever read the one before is told."""
    fields = {name: getattr(found, name) for name in ("numerator", "denominator", "grade", "state", "closed_at")}
    kept = Inspection.objects.filter(pk=found.pk, edition=found.edition)
    if not kept.update(**fields, edition=F("edition") + 1):
        raise ChangedMeanwhile
    found.edition += 1


def record(what: str, found: Inspection, *, by: str, at: datetime, **detail: Any) -> None:
    """The trail of a covert inspection names no outlet before it is published: the outlet's head reads the trail."""
    hidden = found.covert and found.state != State.PUBLISHED
    audit.record(
        by=by, at=at, action=f"inspection.{what}", subject=("inspection", str(found.pk)),
        institution="" if hidden else found.institution_id, detail=detail,
    )  # fmt: skip


def days_to_mend(found: Inspection, at: datetime) -> tuple[int, Due]:
    """The manual's days for mending at this outlet, and when they are over (A37.4c)."""
    days = int(str(value("inspection.rectify_days", business_date(at), found.institution_id).value))
    return days, due(at, "days", days, calendar=working_calendar())


def owe_mending(found: Inspection, finding: Finding, *, by: str, at: datetime) -> None:
    """From publication on the outlet owes the mending of a finding; a grave or repeated one comes first."""
    days, ends = days_to_mend(found, at)
    seen = {"article": finding.article, "days": days, "repeats": finding.repeats}
    _owe(FINDING, str(finding.pk), found, days, ends, seen, finding.level, by=by, at=at)


def owe_report(found: Inspection, findings: int, *, by: str, at: datetime) -> None:
    """Where something was found, or the result is bad, the outlet owes a report on mending."""
    days, ends = days_to_mend(found, at)
    _owe(REPORT, str(found.pk), found, days, ends, {"findings": findings, "days": days}, 0, by=by, at=at)


def _owe(
    kind: str, subject_id: str, found: Inspection, days: int, ends: Due, seen: dict[str, Any], score: int, *,
    by: str, at: datetime,
) -> None:  # fmt: skip
    on = business_date(at)
    opening = Opening(
        kind=kind, subject_id=subject_id, period_on=on, institution_id=found.institution_id, due_at=ends.due_at,
        due_provisional=ends.provisional, score=score,
        inputs={name: {"value": said, "as_of": on.isoformat()} for name, said in seen.items()},
        clock={"start": at.isoformat(), "unit": "days", "n": days, "pauses": []},
    )  # fmt: skip
    open_duty(opening=opening, by=by, at=at)

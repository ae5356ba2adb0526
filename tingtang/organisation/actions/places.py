"""Working hours and the days that differ."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction

from tingtang.audit.actions import record
from tingtang.organisation.models import DayKind, Institution, OpeningException, WorkingHours


def _times(opens: time | None, closes: time | None) -> None:
    if (opens is None) != (closes is None) or (opens is not None and closes is not None and opens >= closes):
        raise ValueError("both times, the first before the second; or neither: closed")


@transaction.atomic
def set_hours(
    *,
    by: str,
    at: datetime,
    institution: Institution,
    day_kind: DayKind,
    from_on: date,
    opens: time | None,
    closes: time | None,
) -> WorkingHours:
    """From a date on, the hours of a kind of day; no times: closed. A line of the same date is replaced.

    Raises ValueError when the times are not in order.
    """
    _times(opens, closes)
    line, _ = WorkingHours.objects.update_or_create(
        institution=institution, day_kind=day_kind, from_on=from_on, defaults={"opens": opens, "closes": closes}
    )
    said = {"day_kind": day_kind.value, "from_on": str(from_on), "hours": _said(opens, closes)}
    _audit(by, at, "hours.set", institution, **said)
    return line


@transaction.atomic
def set_exception(
    *, by: str, at: datetime, institution: Institution, on: date, opens: time | None, closes: time | None, reason: str
) -> OpeningException:
    """One day's own hours, with the reason; no times: closed. Raises ValueError without a reason or on bad times."""
    _times(opens, closes)
    if not reason.strip():
        raise ValueError("a day that differs needs a reason")
    day, _ = OpeningException.objects.update_or_create(
        institution=institution, on=on, defaults={"opens": opens, "closes": closes, "reason": reason.strip()}
    )
    _audit(by, at, "hours.exception", institution, on=str(on), hours=_said(opens, closes), reason=reason.strip())
    return day


def _said(opens: time | None, closes: time | None) -> str:
    return f"{opens:%H:%M}-{closes:%H:%M}" if opens and closes else "closed"


def _audit(by: str, at: datetime, action: str, institution: Institution, **detail: str) -> None:
    place = institution.institution_id
    record(by=by, at=at, action=action, subject=("institution", place), institution=place, detail=dict(detail))

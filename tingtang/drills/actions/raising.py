"""The duties of the room that come with time: each plan drilled once a period, each newcomer skilled in time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db.models import Q

from tingtang.drills.models import Result
from tingtang.drills.periods import period_of, subject_of
from tingtang.duties.actions import Opening, open_duties
from tingtang.duties.openings import facts
from tingtang.manual.queries import rulebook, value
from tingtang.organisation.capabilities import NO_CUSTOMERS
from tingtang.organisation.models import Institution, Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tree import employed
from tingtang.shared.clocks import add_months
from tingtang.shared.times import day_end, day_start

# No staff of the bank in the sense of A39.1, or nobody who serves.
NO_NEWCOMERS = (*NO_CUSTOMERS, Position.GUARD)


def open_drill_duties(*, on: date, by: str, at: datetime, only: Collection[str] | None = None) -> int:
    """At each outlet that stands on `on`: every plan is drilled in this period; how many duties were new.

    `only`: the outlets it is asked of; None for all.
    """
    standing = Institution.objects.filter(Q(opened_on__isnull=True) | Q(opened_on__lte=on), kind="outlet")
    outlets = standing.exclude(closed_on__lte=on).order_by("pk").values_list("pk", flat=True)
    asked = [outlet for outlet in outlets if only is None or outlet in only]
    openings = [one for outlet in asked for one in _drills(outlet, on)]
    return open_duties(openings=openings, by=by, at=at) if openings else 0


def _drills(outlet: str, on: date) -> list[Opening]:
    months, lead = _whole("drill.months", on, outlet), _whole("drill.lead_days", on, outlet)
    first, last = period_of(on, months)
    return [
        Opening(
            kind="drill.held",
            subject_id=subject_of(outlet, code),
            period_on=first,
            institution_id=outlet,
            due_at=day_end(last),
            opened_at=day_start(on),
            show_at=max(day_start(on), day_end(last) - timedelta(days=lead)),
            inputs=facts(on, plan=plan.title.zh, plan_en=plan.title.en, months=months, last=last.isoformat()),
        )
        for code, plan in rulebook().emergency_plans.items()
    ]


def open_newcomer_duties(*, on: date, by: str, at: datetime) -> int:
    """For everybody of an outlet who joined less than the manual's months ago (A39.1); how many were new.

    Who joined longer ago and has no duty (before this system, say) gets none: it would be late from its first day.
    """
    months = _whole("training.newcomer_months", on, None)
    since = add_months(on, -months)
    people = Staff.objects.filter(employed(on), from_on__gt=since, institution__kind="outlet")
    skilled = Result.objects.filter(passed=True).values("staff")
    newcomers = people.exclude(position__in=NO_NEWCOMERS).exclude(pk__in=skilled).order_by("pk")
    openings = [_newcomer(one, on) for one in newcomers]
    return open_duties(openings=openings, by=by, at=at) if openings else 0


def _newcomer(person: Staff, on: date) -> Opening:
    joined = person.from_on or on
    months = _whole("training.newcomer_months", on, person.institution_id)
    lead = _whole("training.lead_days", on, person.institution_id)
    due = day_end(add_months(joined, months))
    return Opening(
        kind="training.newcomer",
        subject_id=person.pk,
        period_on=joined,
        institution_id=person.institution_id,
        due_at=due,
        opened_at=day_start(on),
        show_at=max(day_start(on), due - timedelta(days=lead)),
        inputs=facts(on, joined_on=joined.isoformat(), months=months),
        clock={"start": joined.isoformat(), "unit": "months", "n": months, "pauses": []},
    )


def _whole(key: str, on: date, institution_id: str | None) -> int:
    return int(str(value(key, on, institution_id).value))

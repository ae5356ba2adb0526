"""Reads of the lobby log, of meetings and of their tasks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from tingtang.duties.models import Duty
from tingtang.manual.queries import rulebook
from tingtang.meetings.figures import agenda
from tingtang.meetings.models import Kind, Log, Meeting, Task
from tingtang.meetings.periods import WEEK
from tingtang.organisation.calendar_queries import working_calendar
from tingtang.organisation.capabilities import NO_CUSTOMERS
from tingtang.organisation.hours import opening_calendar
from tingtang.organisation.models import Institution, Staff
from tingtang.organisation.tree import employed
from tingtang.shared.times import business_date

PAGE = 20
LOOK_BACK = 14  # days in which the last open day is looked for: no holiday is longer
DUTIES = ("lobby_log.signed", "meeting.daily", "meeting.weekly")


def belongs(institution_id: str, on: date) -> QuerySet[Staff]:
    """Who belongs to a meeting of an outlet: its own people, not stationed third parties."""
    found = Staff.objects.filter(employed(on), institution=institution_id).exclude(position__in=NO_CUSTOMERS)
    return found.order_by("position", "name", "pk")


def departments_people(on: date) -> QuerySet[Staff]:
    """Who may sit in a joint meeting (A36.1): people of departments and heads of branches."""
    at_departments = Q(institution__kind="department") | Q(position="branch_head")
    found = Staff.objects.filter(employed(on), at_departments).exclude(position__in=NO_CUSTOMERS)
    return found.select_related("institution").order_by("institution", "name", "pk")[:200]


def departments_by_code() -> dict[str, Institution]:
    """Which institution is which department of A36, known by its name; those that are not there are left out."""
    known = list(Institution.objects.filter(kind="department", closed_on__isnull=True).order_by("pk"))
    codes = rulebook().complaint_codes.departments
    found = {code: _named(one.names, known) for code, one in codes.items()}
    return {code: place for code, place in found.items() if place is not None}


def _named(words: Collection[str], known: Collection[Institution]) -> Institution | None:
    return next((place for place in known if any(word in place.name for word in words)), None)


def days_of(kind: str, outlet: Institution, held_on: date) -> tuple[date, date] | None:
    """The days an agenda is drafted from: the last open day before, or the week before; None for a joint meeting."""
    if kind == Kind.MORNING:
        day = last_open_day(outlet, held_on)
        return day, day
    if kind == Kind.REVIEW:
        monday = held_on - timedelta(days=held_on.weekday() + WEEK)
        return monday, monday + timedelta(days=WEEK - 1)
    return None


def last_open_day(outlet: Institution, before: date) -> date:
    """The last day before, on which the outlet was open; yesterday where none is found near."""
    days = opening_calendar(outlet, before - timedelta(days=LOOK_BACK), LOOK_BACK, working_calendar())
    return next((one.on for one in reversed(days) if one.is_open), before - timedelta(days=1))


def agenda_of(meeting: Meeting) -> list[dict[str, Any]]:
    """What the meeting talks over, drafted from the days before: [{name, value}], the days themselves first."""
    days = days_of(meeting.kind, meeting.institution, business_date(meeting.held_at))
    if days is None:
        return []
    said = {"first": days[0].isoformat(), "last": days[1].isoformat()}
    found: dict[str, Any] = {**said, **agenda(meeting.institution_id, *days, meeting.at)}
    found["tasks_open"] = open_tasks([meeting.institution_id]).count()
    return [{"name": name, "value": value} for name, value in found.items()]


def logs_at(institution_ids: Collection[str]) -> QuerySet[Log]:
    """Logs of outlets, the latest day first, each with how often it was corrected: the caller pages."""
    found = Log.objects.filter(institution__in=institution_ids).select_related("institution")
    return found.annotate(corrected=Count("corrections")).order_by("-on", "institution")


def meetings_at(institution_ids: Collection[str]) -> QuerySet[Meeting]:
    """Meetings held at or convened by institutions, the latest first, with how many were there: the caller pages."""
    counted = {"seats": Count("attendance"), "there": Count("attendance", filter=Q(attendance__present=True))}
    found = Meeting.objects.filter(institution__in=institution_ids).select_related("institution")
    return found.annotate(**counted).order_by("-held_at", "-pk")


def joint_of(staff_id: str, institution_ids: Collection[str]) -> QuerySet[Meeting]:
    """Joint meetings one was at, or that were convened by, or had people of, these institutions."""
    concerned = Q(attendance__staff=staff_id) | Q(institution__in=institution_ids)
    concerned |= Q(attendance__institution__in=institution_ids)
    keys = Meeting.objects.filter(concerned, kind=Kind.JOINT).values("pk")
    counted = {"seats": Count("attendance"), "there": Count("attendance", filter=Q(attendance__present=True))}
    found = Meeting.objects.filter(pk__in=keys).select_related("institution")
    return found.annotate(**counted).order_by("-held_at", "-pk")


def open_tasks(institution_ids: Collection[str]) -> QuerySet[Task]:
    """Tasks whose owner works at these institutions and that nobody has done yet, the soonest due first."""
    found = Task.objects.filter(owner__institution__in=institution_ids, done__isnull=True)
    return found.select_related("owner", "meeting").order_by("due_on", "pk")


def duties_today(institution_id: str, on: date) -> dict[str, Duty]:
    """The duties of log, morning meeting and review that stand for a day and its week, by kind."""
    monday = on - timedelta(days=on.weekday())
    found = Duty.objects.filter(
        subject_kind="institution", subject_id=institution_id, kind__in=DUTIES, period_on__range=(monday, on)
    )
    return {one.kind: one for one in found.order_by("period_on") if one.kind == "meeting.weekly" or one.period_on == on}

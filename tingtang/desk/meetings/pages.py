"""What the pages of the lobby log and of meetings show."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404

from tingtang.desk.names import people
from tingtang.desk.places import place
from tingtang.manual.queries import rulebook
from tingtang.meetings.figures import agenda, figures
from tingtang.meetings.models import OF_OUTLETS, PARTS, Kind, Log, Meeting
from tingtang.meetings.queries import (
    PAGE,
    belongs,
    days_of,
    departments_by_code,
    departments_people,
    duties_today,
    joint_of,
    logs_at,
    meetings_at,
    open_tasks,
)
from tingtang.organisation.access import Viewer, may_at, scope_ids
from tingtang.organisation.models import Institution, Leave
from tingtang.organisation.tree import on_leave
from tingtang.shared.times import business_date

OWED = (("morning", "meeting.daily"), ("review", "meeting.weekly"))  # kind of meeting, kind of duty
DRAFT_DAYS = 7  # how long an unsigned draft of an earlier day is offered


def logs_context(viewer: Viewer, page: str, at: datetime) -> dict[str, Any]:
    """The list of logs within one's reach."""
    shown = Paginator(logs_at(scope_ids(viewer, "log.see")), PAGE).get_page(page)
    rows = list(shown.object_list)
    return {
        "rows": rows, "page": shown.number, "pages": shown.paginator.num_pages, "at": at,
        "may_write": viewer.may("log.write"), "names": people(one.signed_by or one.by for one in rows),
    }  # fmt: skip


def today_context(viewer: Viewer, at: datetime) -> dict[str, Any]:
    """Today's log of the outlet one writes for, with the figures so far, and drafts of earlier days left unsigned."""
    here, today = place(viewer, "", "log.write"), business_date(at)
    mine = Log.objects.filter(institution=here, on__range=(today - timedelta(days=DRAFT_DAYS), today)).order_by("-on")
    found = list(mine)
    log = next((one for one in found if one.on == today), None)
    facts = figures(here.pk, today, today, at) if log is None or log.signed_at is None else {}
    return {
        "here": here, "log": log, "drafts": [one for one in found if one.signed_at is None and one.on != today],
        "facts": facts, "parts": PARTS, "at": at, "today": today,
        "duty": duties_today(here.pk, today).get("lobby_log.signed"),
    }  # fmt: skip


def log_for(viewer: Viewer, log_id: int, capability: str = "log.see") -> Log:
    """A log within one's reach; for others there is none."""
    found = Log.objects.filter(pk=log_id).select_related("institution").first()
    if found is None or not may_at(viewer, capability, found.institution_id):
        raise Http404(str(log_id))
    return found


def log_context(viewer: Viewer, log: Log, at: datetime) -> dict[str, Any]:
    """The page of one log, with its corrections part by part."""
    corrections = list(log.corrections.order_by("at", "pk"))
    facts = log.figures if log.signed_at else figures(log.institution_id, log.on, log.on, at)
    return {
        "log": log, "facts": facts, "parts": PARTS, "at": at, "corrections": corrections,
        "may_write": may_at(viewer, "log.write", log.institution_id),
        "late": log.signed_at is not None and business_date(log.signed_at) != log.on,
        "names": people([log.signed_by, log.by, *(one.by for one in corrections)]),
    }  # fmt: skip


def meetings_context(viewer: Viewer, kind: str, page: str, at: datetime) -> dict[str, Any]:
    """Minutes within one's reach, tasks not done yet, and what today asks of one's own outlet."""
    reach, today = scope_ids(viewer, "meeting.see"), business_date(at)
    found = meetings_at(reach)
    shown = Paginator(found.filter(kind=kind) if kind else found, PAGE).get_page(page)
    own = Institution.objects.get(pk=viewer.institution_id)
    duties = duties_today(own.pk, today)
    tasks = list(open_tasks(reach or [own.pk])[: PAGE + 1])
    return {
        "rows": list(shown.object_list), "page": shown.number, "pages": shown.paginator.num_pages, "kind": kind,
        "tasks": tasks[:PAGE], "more_tasks": len(tasks) > PAGE, "here": own, "at": at, "today": today,
        "owed": [(code, duties.get(name)) for code, name in OWED] if own.kind == "outlet" else [],
        "may_hold": viewer.may("meeting.hold"), "viewer": viewer,
    }  # fmt: skip


def meeting_for(viewer: Viewer, meeting_id: int) -> Meeting:
    """A meeting within one's reach: of one's outlet or below, or a joint one that concerned one or one's department."""
    found = Meeting.objects.filter(pk=meeting_id).select_related("institution").first()
    if found is None or not _concerns(viewer, found):
        raise Http404(str(meeting_id))
    return found


def _concerns(viewer: Viewer, meeting: Meeting) -> bool:
    if may_at(viewer, "meeting.see", meeting.institution_id):
        return True
    mine = {*scope_ids(viewer, "meeting.joint"), viewer.institution_id}
    return meeting.kind == Kind.JOINT and joint_of(viewer.staff_id, mine).filter(pk=meeting.pk).exists()


def may_write_down(viewer: Viewer, meeting: Meeting) -> bool:
    """Who may correct minutes: whoever may hold such a meeting there."""
    return may_at(viewer, "meeting.joint" if meeting.kind == Kind.JOINT else "meeting.hold", meeting.institution_id)


def meeting_context(viewer: Viewer, meeting: Meeting, at: datetime) -> dict[str, Any]:
    """The page of one meeting."""
    tasks = list(meeting.tasks.select_related("owner", "done").order_by("n"))
    corrections = list(meeting.corrections.order_by("at", "pk"))
    seats = meeting.attendance.select_related("staff", "institution").order_by("institution", "-present", "staff__name")
    written = [meeting.by, *(one.by for one in corrections), *(one.done.by for one in tasks if hasattr(one, "done"))]
    return {
        "meeting": meeting, "seats": list(seats), "tasks": tasks, "corrections": corrections, "at": at,
        "agenda": {one["name"]: one["value"] for one in meeting.agenda}, "may_correct": may_write_down(viewer, meeting),
        "viewer": viewer, "names": people(written), "today": business_date(at),
    }  # fmt: skip


def new_context(viewer: Viewer, kind: str, at: datetime) -> dict[str, Any]:
    """The form of a meeting of a kind and whoever belongs there. What is talked over is asked for apart."""
    joint, today = kind == Kind.JOINT, business_date(at)
    here = place(viewer, "", "meeting.joint" if joint else "meeting.hold")
    away = Exists(Leave.objects.filter(on_leave(today), staff=OuterRef("pk")))
    listed = list((departments_people(today) if joint else belongs(here.pk, today)).annotate(is_away=away))
    return {
        "kind": kind, "here": here, "people": listed, "away": {one.pk for one in listed if one.is_away}, "at": at,
        "today": today, "everybody": kind in OF_OUTLETS,
        "open_tasks": list(open_tasks([here.pk])[:PAGE]),
    }  # fmt: skip


def agenda_context(viewer: Viewer, kind: str, at: datetime) -> dict[str, Any]:
    """What a meeting of one's outlet talks over, drafted from the days before."""
    here = place(viewer, "", "meeting.hold")
    days = days_of(kind, here, business_date(at))
    facts = agenda(here.pk, *days, at) if days else {}
    return {"days": days, "facts": facts}


def departments_context(viewer: Viewer, page: str, at: datetime) -> dict[str, Any]:
    """Who among the departments answers for what (A36.2), and the joint meetings one may read."""
    codes = rulebook().department_roles
    places = departments_by_code()
    joint = joint_of(viewer.staff_id, {*scope_ids(viewer, "meeting.joint"), viewer.institution_id})
    shown = Paginator(joint, PAGE).get_page(page)
    return {
        "roles": [(role, places.get(code)) for code, role in codes.items()],
        "rows": list(shown.object_list), "page": shown.number, "pages": shown.paginator.num_pages,
        "may_hold": viewer.may("meeting.joint"), "at": at, "today": business_date(at),
    }  # fmt: skip

"""Meetings: the list with what today asks, a meeting written down, its page, its tasks, departments and their parts."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tingtang.audit.actions import log_read
from tingtang.desk.downloads import report_file
from tingtang.desk.forms import mistakes, typed
from tingtang.desk.language import in_language, lang
from tingtang.desk.meetings.forms import TASKS, CorrectionForm, MeetingForm, seats_of, tasks_of
from tingtang.desk.meetings.pages import (
    agenda_context,
    departments_context,
    may_write_down,
    meeting_context,
    meeting_for,
    meetings_context,
    new_context,
)
from tingtang.desk.meetings.words import fact_name, fact_value
from tingtang.desk.opinions.forms import WordsForm
from tingtang.meetings import actions
from tingtang.meetings.errors import BadInput, MeetingError
from tingtang.meetings.models import OF_OUTLETS, Kind, Meeting, Task
from tingtang.meetings.report import report_of
from tingtang.organisation.access import Viewer, may_at, requires, viewer_of


@require_GET
@never_cache
@login_required
@requires("day.see")
def meetings(request: HttpRequest) -> HttpResponse:
    """`/meetings`: minutes and open tasks within one's reach, and what today asks of one's outlet."""
    viewer, kind = viewer_of(request), request.GET.get("kind", "")
    shown = kind if kind in Kind.values else ""
    context = meetings_context(viewer, shown, request.GET.get("page", ""), request.at)  # type: ignore[attr-defined]
    return render(request, "desk/meetings/meetings.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("day.see")
def new(request: HttpRequest) -> HttpResponse:
    """GET the form of a meeting (?kind=morning), POST to write it down. A refusal keeps every word (422)."""
    viewer = viewer_of(request)
    kind = (request.POST if request.method == "POST" else request.GET).get("kind", "")
    kind = kind if kind in Kind.values else Kind.MORNING.value
    if not viewer.may("meeting.joint" if kind == Kind.JOINT else "meeting.hold"):
        raise PermissionDenied("meeting.hold")
    context = new_context(viewer, kind, request.at)  # type: ignore[attr-defined]
    if request.method == "GET":
        first = {"key": uuid.uuid4().hex, "kind": kind, "on": context["today"].isoformat()}
        return _form(request, context, MeetingForm(initial=first))
    form = MeetingForm(request.POST)
    made = _write(request, viewer, context, form) if form.is_valid() else None
    if made is None:
        return _form(request, context, form, 422)
    return HttpResponseRedirect(reverse("meetings:meeting", args=[made.pk]))


@require_GET
@never_cache
@login_required
@requires("meeting.hold")
def agenda(request: HttpRequest) -> HttpResponse:
    """The agenda of a morning meeting or a review, drawn up from the days before: a part of its form."""
    asked = request.GET.get("kind", "")
    kind = asked if asked in OF_OUTLETS else Kind.MORNING.value
    context = agenda_context(viewer_of(request), kind, request.at)  # type: ignore[attr-defined]
    return render(request, "desk/meetings/agenda.html", {**context, "shut": "shut" in request.GET})


def _write(request: HttpRequest, viewer: Viewer, context: dict[str, Any], form: MeetingForm) -> Meeting | None:
    """The meeting written down; None with the mistakes on the form."""
    tasks, wrong = tasks_of(request.POST)
    if wrong:
        form.add_error(None, wrong)
        return None
    listed = [one.pk for one in context["people"]]
    said = form.cleaned_data
    try:
        made, _ = actions.hold_meeting(
            by=viewer.staff_id, at=request.at, institution_id=context["here"].pk, kind=context["kind"],  # type: ignore[attr-defined]
            held_at=form.held_at(), key=said["key"], minutes=said["minutes"], title=said["title"], tasks=tasks,
            seats=seats_of(request.POST, listed, everybody=context["everybody"]),
        )  # fmt: skip
    except BadInput as refused:
        field = {"held_at": "time"}.get(refused.field, refused.field)
        form.add_error(field if field in form.fields else None, refused.text.pick(lang()))
    except MeetingError as refused:
        form.add_error(None, refused.text.pick(lang()))
    else:
        return made
    return None


def _form(request: HttpRequest, context: dict[str, Any], form: forms.Form, status: int = 200) -> HttpResponse:
    post = request.POST
    lines = [(n, *(post.get(f"{name}-{n}", "") for name in ("task", "owner", "due"))) for n in range(1, TASKS + 1)]
    context |= {
        "values": typed(form), "mistakes": mistakes(form) if form.is_bound else {}, "lines": lines,
        "present": set(post.getlist("present")), "reasons": {one.pk: post.get(f"reason-{one.pk}", "")
                                                             for one in context["people"]},
        "sent": form.is_bound,
    }  # fmt: skip
    return render(request, "desk/meetings/new.html", context, status=status)


@require_GET
@never_cache
@login_required
@requires("day.see")
def meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """One meeting: agenda, minutes, who was there, tasks, corrections."""
    return _meeting(request, meeting_for(viewer_of(request), meeting_id))


def _meeting(
    request: HttpRequest, found: Meeting, form: forms.Form | None = None, status: int = 200, trouble: str = ""
) -> HttpResponse:
    given = form or CorrectionForm()
    context = {
        **meeting_context(viewer_of(request), found, request.at),  # type: ignore[attr-defined]
        "values": typed(given), "mistakes": mistakes(given) if given.is_bound else {}, "trouble": trouble,
    }  # fmt: skip
    return render(request, "desk/meetings/meeting.html", context, status=status)


@require_GET
@never_cache
@login_required
@requires("day.see")
def minutes(request: HttpRequest, meeting_id: int, kind: str) -> HttpResponse:
    """The minutes as a file, PDF or docx; that they were taken out is logged."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found = meeting_for(viewer, meeting_id)
    subject = ("meeting", str(found.pk))
    log_read(by=viewer.actor, at=at, subject=subject, action="meeting.minutes", institution=found.institution_id)
    with in_language("zh"):  # what is filed is in Chinese, whoever reads the page
        report = report_of(found, by=viewer.name or viewer.actor, at=at, name=fact_name, said=fact_value)
    return report_file(report, kind, f"meeting-{found.pk}")


@require_POST
@login_required
@requires("day.see")
def correct(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Add a correction to the minutes."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found, form = meeting_for(viewer, meeting_id), CorrectionForm(request.POST)
    if not may_write_down(viewer, found):
        raise PermissionDenied("meeting.hold")
    if not form.is_valid():
        return _meeting(request, found, form, 422)
    said = form.cleaned_data
    actions.correct_minutes(by=viewer.staff_id, at=at, meeting_id=found.pk, text=said["text"], reason=said["reason"])
    return HttpResponseRedirect(reverse("meetings:meeting", args=[found.pk]))


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("day.see")
def task_done(request: HttpRequest, task_id: int) -> HttpResponse:
    """A task; POST says what was done: the owner, or a head above."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    task = Task.objects.filter(pk=task_id).select_related("owner__institution", "meeting__institution", "done").first()
    if task is None or not _may_finish(viewer, task):
        raise Http404(str(task_id))
    form, status, trouble = WordsForm(request.POST if request.method == "POST" else None), 200, ""
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.finish_task(by=viewer.staff_id, at=at, task_id=task.pk, text=form.cleaned_data["text"])
                return HttpResponseRedirect(reverse("meetings:meetings"))
            except MeetingError as refused:
                status, trouble = 409, refused.text.pick(lang())
    context = {
        "task": task, "values": typed(form), "mistakes": mistakes(form) if form.is_bound else {}, "trouble": trouble,
        "at": at, "done": getattr(task, "done", None),
    }  # fmt: skip
    return render(request, "desk/meetings/task.html", context, status=status)


def _may_finish(viewer: Viewer, task: Task) -> bool:
    return task.owner_id == viewer.staff_id or may_at(viewer, "duty.reassign", task.owner.institution_id)


@require_GET
@never_cache
@login_required
@requires("day.see")
def departments(request: HttpRequest) -> HttpResponse:
    """Who among the departments answers for what (A36), and their joint meetings."""
    context = departments_context(viewer_of(request), request.GET.get("page", ""), request.at)  # type: ignore[attr-defined]
    return render(request, "desk/meetings/departments.html", context)

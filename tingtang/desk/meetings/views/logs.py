"""The lobby manager's log: the list with today's draft, one log, its signature and its corrections."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tingtang.desk.forms import mistakes, typed
from tingtang.desk.language import lang
from tingtang.desk.meetings.forms import CorrectionForm, LogForm
from tingtang.desk.meetings.pages import log_context, log_for, logs_context, today_context
from tingtang.desk.places import place
from tingtang.meetings import actions
from tingtang.meetings.errors import BadInput, MeetingError
from tingtang.meetings.models import PARTS, Log
from tingtang.organisation.access import requires, viewer_of


@require_GET
@never_cache
@login_required
@requires("log.see")
def logs(request: HttpRequest) -> HttpResponse:
    """`/logs`: the logs within one's reach, the latest first."""
    context = logs_context(viewer_of(request), request.GET.get("page", ""), request.at)  # type: ignore[attr-defined]
    return render(request, "desk/meetings/logs.html", context)


@require_GET
@never_cache
@login_required
@requires("log.write")
def today(request: HttpRequest) -> HttpResponse:
    """`/logs/today`: today's log with the figures so far."""
    return _today(request)


def _today(request: HttpRequest, form: LogForm | None = None, status: int = 200, trouble: str = "") -> HttpResponse:
    context = today_context(viewer_of(request), request.at)  # type: ignore[attr-defined]
    log = context["log"]
    standing = {part: getattr(log, part) for part in PARTS} | {"edition": log.edition} if log else {"edition": 0}
    given = form or LogForm(initial=standing)
    # What was typed stays; the edition is the one that stands now, so that the next saving is meant.
    values = {**typed(given), "edition": str(standing["edition"])}
    context |= {"values": values, "mistakes": mistakes(given) if given.is_bound else {}, "trouble": trouble}
    return render(request, "desk/meetings/log_today.html", context, status=status)


@require_POST
@login_required
@requires("log.write")
def save(request: HttpRequest) -> HttpResponse:
    """Save today's draft; `then=sign` signs it as well. A refusal keeps every word."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    form = LogForm(request.POST)
    if not form.is_valid():
        return _today(request, form, 422)
    here = place(viewer, "", "log.write")
    try:
        log = actions.save_log(
            by=viewer.staff_id, at=at, institution_id=here.pk, edition=form.cleaned_data["edition"], parts=form.parts()
        )
        if form.cleaned_data["then"]:
            actions.sign_log(by=viewer.staff_id, at=at, log_id=log.pk, edition=log.edition)
    except BadInput as refused:
        form.add_error(refused.field, refused.text.pick(lang()))
        return _today(request, form, 422)
    except MeetingError as refused:
        return _today(request, form, 409, refused.text.pick(lang()))
    return HttpResponseRedirect(reverse("meetings:today"))


@require_GET
@never_cache
@login_required
@requires("log.see")
def log(request: HttpRequest, log_id: int) -> HttpResponse:
    """One log: figures, what was written, what was corrected."""
    return _log(request, log_for(viewer_of(request), log_id))


def _log(
    request: HttpRequest, found: Log, form: forms.Form | None = None, status: int = 200, trouble: str = ""
) -> HttpResponse:
    given = form or CorrectionForm()
    context: dict[str, Any] = {
        **log_context(viewer_of(request), found, request.at),  # type: ignore[attr-defined]
        "values": typed(given), "mistakes": mistakes(given) if given.is_bound else {}, "trouble": trouble,
    }  # fmt: skip
    return render(request, "desk/meetings/log.html", context, status=status)


@require_POST
@login_required
@requires("log.write")
def sign(request: HttpRequest, log_id: int) -> HttpResponse:
    """Sign a draft as it stands, of an earlier day too."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found = log_for(viewer, log_id, "log.write")
    said = request.POST.get("edition", "")
    edition = int(said) if said.isascii() and said.isdecimal() and len(said) < 9 else -1
    try:
        actions.sign_log(by=viewer.staff_id, at=at, log_id=found.pk, edition=edition)
    except MeetingError as refused:
        return _log(request, found, None, 409, refused.text.pick(lang()))
    return HttpResponseRedirect(reverse("meetings:log", args=[found.pk]))


@require_POST
@login_required
@requires("log.write")
def correct(request: HttpRequest, log_id: int) -> HttpResponse:
    """Add a correction to a signed log."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found, form = log_for(viewer, log_id, "log.write"), CorrectionForm(request.POST)
    if not form.is_valid():
        return _log(request, found, form, 422)
    try:
        actions.correct_log(by=viewer.staff_id, at=at, log_id=found.pk, **form.cleaned_data)
    except BadInput as refused:
        form.add_error(refused.field, refused.text.pick(lang()))
        return _log(request, found, form, 422)
    except MeetingError as refused:
        return _log(request, found, form, 409, refused.text.pick(lang()))
    return HttpResponseRedirect(reverse("meetings:log", args=[found.pk]))

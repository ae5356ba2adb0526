"""Inspections: coverage of the half-year, one begun, scored line by line, closed and published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tingtang.desk.forms import mistakes, typed
from tingtang.desk.inspections.forms import FindForm, SheetForm, StartForm
from tingtang.desk.inspections.pages import (
    CARRY_OUT,
    Narrowed,
    inspection_context,
    inspection_for,
    lines_of_lists,
    overview_context,
    planned_choice,
    start_context,
    typed_marks,
)
from tingtang.desk.language import lang
from tingtang.desk.periods import parse_period
from tingtang.inspections import actions
from tingtang.inspections.errors import BadInput, InspectionError
from tingtang.inspections.models import Inspection
from tingtang.organisation.access import may_at, requires, viewer_of
from tingtang.shared.times import business_date

LONGEST_SCORE = 4  # figures of a score in an address
BASE = 100  # what is offered for a new sheet; the union says what it is


@require_GET
@never_cache
@login_required
@requires("inspection.see")
def overview(request: HttpRequest) -> HttpResponse:
    """`/inspections`: which outlets the half-year has covered, and the inspections one may see."""
    today = business_date(request.at)  # type: ignore[attr-defined]
    viewer, place = viewer_of(request), request.GET.get("institution", "")[:32].replace("\0", "")
    period, score = request.GET.get("period", ""), request.GET.get("score", "")
    asked = Narrowed(
        place, parse_period(period, today) if period else None,
        int(score) if score.isascii() and score.isdecimal() and len(score) <= LONGEST_SCORE else None,
    )  # fmt: skip
    context = overview_context(viewer, request.GET.get("page", ""), today, asked)
    return render(request, "desk/inspections/inspections.html", {**context, "today": today})


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("inspection.do")
def new(request: HttpRequest) -> HttpResponse:
    """Begin one. A refusal keeps every word (422)."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    chosen = {"category": "routine", "carrier": "superior", "level": "branch", "on": business_date(at)}
    chosen |= planned_choice(viewer, request.GET.get("planned", ""))
    form = StartForm(request.POST, at=at) if request.method == "POST" else StartForm(initial=chosen, at=at)
    if form.is_bound and form.is_valid():
        if not may_at(viewer, "inspection.do", form.cleaned_data["institution_id"]):
            raise PermissionDenied("inspection.do")
        try:
            made = actions.start(by=viewer.staff_id, at=at, **form.cleaned_data)
            return HttpResponseRedirect(reverse("inspections:inspection", args=[made.pk]))
        except InspectionError as refused:
            form.add_error(refused.field if isinstance(refused, BadInput) else None, refused.text.pick(lang()))
    context = {**_form(form), **start_context(viewer), "today": business_date(at)}
    return render(request, "desk/inspections/new.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("inspection.sheet")
def new_sheet(request: HttpRequest) -> HttpResponse:
    """The next version of a year's score sheet (A37.3)."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    chosen: dict[str, Any] = {"year": business_date(at).year, "base": BASE}
    if "lists" in request.GET:
        chosen["lines"] = lines_of_lists(BASE)
    form = SheetForm(request.POST) if request.method == "POST" else SheetForm(initial=chosen)
    if form.is_bound and form.is_valid():
        try:
            actions.make_sheet(by=viewer.staff_id, at=at, **form.cleaned_data)
            return HttpResponseRedirect(reverse("inspections:overview"))
        except BadInput as refused:
            form.add_error("vetoes" if refused.field == "vetoes" else "lines", refused.text.pick(lang()))
    return render(request, "desk/inspections/sheet.html", _form(form), status=422 if form.is_bound else 200)


def _form(form: forms.Form) -> dict[str, Any]:
    return {"values": typed(form), "mistakes": mistakes(form) if form.is_bound else {}}


@require_GET
@never_cache
@login_required
@requires("inspection.see")
def inspection(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """One inspection: its lines, its score, what was found."""
    return shown(request, inspection_for(viewer_of(request), inspection_id))


def shown(request: HttpRequest, found: Inspection, status: int = 200, **more: Any) -> HttpResponse:
    """The page of an inspection, with what was refused on it."""
    context = {
        **inspection_context(viewer_of(request), found),
        "at": request.at,  # type: ignore[attr-defined]
        "trouble": "", "wrong": {}, "said": {}, "measures": "", "unmeasured": "", **_form(FindForm()), **more,
    }  # fmt: skip
    return render(request, "desk/inspections/inspection.html", context, status=status)


@require_POST
@login_required
@requires("inspection.see")
def marked(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """Save the scores that were typed; what cannot be taken is said beside its line, and nothing is saved then."""
    found = inspection_for(viewer_of(request), inspection_id, CARRY_OUT)
    marks, wrong = typed_marks(found, request.POST)
    said = request.POST.dict()
    if wrong:
        return shown(request, found, 422, wrong=wrong, said=said)
    return _act(request, found, actions.mark, said, marks=marks, edition=_edition(request))


@require_POST
@login_required
@requires("inspection.see")
def closed(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """Score it."""
    found = inspection_for(viewer_of(request), inspection_id, CARRY_OUT)
    return _act(request, found, actions.close, {}, edition=_edition(request))


@require_POST
@login_required
@requires("inspection.do")
def published(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """Tell the outlet."""
    found = inspection_for(viewer_of(request), inspection_id, "inspection.do")
    return _act(request, found, actions.publish, {})


def _edition(request: HttpRequest) -> int:
    said = request.POST.get("edition", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 9 else -1


def _act(
    request: HttpRequest, found: Inspection, action: Callable[..., object], said: dict[str, Any], **rest: Any
) -> HttpResponse:
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    try:
        action(by=viewer.staff_id, at=at, inspection_id=found.pk, **rest)
    except BadInput as refused:
        return shown(request, found, 422, wrong={int(refused.field): refused.text.pick(lang())}, said=said)
    except InspectionError as refused:
        return shown(request, found, 409, trouble=refused.text.pick(lang()), said=said)
    return HttpResponseRedirect(reverse("inspections:inspection", args=[found.pk]))

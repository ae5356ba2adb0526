"""Pages of an institution: who works there, who is away, when it is open."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from tingtang.organisation import actions
from tingtang.organisation.access import in_scope, may_at, requires, viewer_of
from tingtang.organisation.calendar_queries import working_calendar
from tingtang.organisation.forms import ExceptionForm, HoursForm, LeaveForm
from tingtang.organisation.hours import opening_calendar
from tingtang.organisation.models import DayKind, Institution, Leave, Staff, ZoneKind
from tingtang.organisation.people import leaves_ahead, may_stand_in, people_at
from tingtang.organisation.sign_in import at_of
from tingtang.organisation.tree import ancestors
from tingtang.organisation.words import ZONES
from tingtang.shared.times import business_date

DAYS_SHOWN = 14
MOST_DEPUTIES = 500


@require_safe
@requires("organisation.see")
def mine(request: HttpRequest) -> HttpResponse:
    """One's own institution."""
    return redirect("organisation:place", viewer_of(request).institution_id)


@require_safe
@requires("organisation.see")
def place(request: HttpRequest, institution_id: str) -> HttpResponse:
    """An institution in the viewer's scope: people, leave, opening, zones, what is below."""
    return place_page(request, institution_seen(request, institution_id))


@require_POST
@requires("leave.set")
def set_leave(request: HttpRequest, institution_id: str) -> HttpResponse:
    """POST staff, deputy, first_on, last_on, reason: someone of this institution is away."""
    here = institution_seen(request, institution_id, "leave.set")
    form = LeaveForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        staff = get_object_or_404(Staff, pk=typed.pop("staff"), institution=here)
        deputy = get_object_or_404(may_stand_in(here, _today(request)), pk=typed.pop("deputy"))
        try:
            actions.set_leave(by=viewer_of(request).actor, at=at_of(request), staff=staff, deputy=deputy, **typed)
            return redirect("organisation:place", institution_id)
        except actions.LeaveRefused as refused:
            form.add_error(refused.field, refused.text.pick(viewer_of(request).language))
    return place_page(request, here, leave=form)


@require_POST
@requires("leave.set")
def cancel_leave(request: HttpRequest, institution_id: str, leave_id: int) -> HttpResponse:
    """POST: take back a leave, or its rest."""
    here = institution_seen(request, institution_id, "leave.set")
    today = _today(request)
    standing = Leave.objects.select_related("staff").filter(staff__institution=here, last_on__gte=today)
    leave = get_object_or_404(standing, pk=leave_id)
    actions.cancel_leave(by=viewer_of(request).actor, at=at_of(request), leave=leave, on=today)
    return redirect("organisation:place", institution_id)


@require_POST
@requires("organisation.edit")
def set_exception(request: HttpRequest, institution_id: str) -> HttpResponse:
    """POST on, opens, closes, reason: a day that differs; no times: closed."""
    here = institution_seen(request, institution_id, "organisation.edit")
    form = ExceptionForm(request.POST)
    if not form.is_valid():
        return place_page(request, here, exception=form)
    actions.set_exception(by=viewer_of(request).actor, at=at_of(request), institution=here, **form.cleaned_data)
    return redirect("organisation:place", institution_id)


@require_POST
@requires("organisation.edit")
def set_hours(request: HttpRequest, institution_id: str) -> HttpResponse:
    """POST day_kind, from_on, opens, closes: working hours from a date; no times: closed on such days."""
    here = institution_seen(request, institution_id, "organisation.edit")
    form = HoursForm(request.POST)
    if not form.is_valid():
        return place_page(request, here, hours=form)
    typed = {**form.cleaned_data, "day_kind": DayKind(form.cleaned_data["day_kind"])}
    actions.set_hours(by=viewer_of(request).actor, at=at_of(request), institution=here, **typed)
    return redirect("organisation:place", institution_id)


def institution_seen(request: HttpRequest, institution_id: str, capability: str = "organisation.see") -> Institution:
    """404 out of sight; 403 where one may look and not touch."""
    viewer = viewer_of(request)
    seen = in_scope(Institution.objects.select_related("parent"), viewer, "institution_id", "organisation.see")
    found = seen.filter(pk=institution_id).first()
    if found is None:
        raise Http404(institution_id)
    if not may_at(viewer, capability, institution_id):
        raise PermissionDenied(capability)
    return found


def _today(request: HttpRequest) -> date:
    return business_date(at_of(request))


def place_page(request: HttpRequest, here: Institution, **typed: forms.Form) -> HttpResponse:
    """The page, with the forms that were refused (422) as they were typed."""
    viewer, today = viewer_of(request), _today(request)
    number = request.GET.get("page", "")
    page = int(number) if number.isdecimal() and 0 < int(number) < 10_000 else 1
    people, pages = people_at(here, today, page)
    line = Institution.objects.in_bulk(ancestors(here.pk))
    below = here.children.order_by("pk")[:200]
    context: dict[str, Any] = {
        "here": here,
        "line": [line[key] for key in reversed(ancestors(here.pk)) if key in line and key != here.pk],
        "below": below,
        "people": people,
        "page_number": page,
        "pages": pages,
        "leaves": leaves_ahead(here, today),
        "openings": opening_calendar(here, today, DAYS_SHOWN, working_calendar()),
        "zones": here.zones.order_by("pk") if here.kind in actions.HAVE_ZONES else None,
        "zone_words": {kind: ZONES[kind].pick(viewer.language) for kind in ZoneKind.values},
        "day_kinds": DayKind.choices,
        "may_edit": may_at(viewer, "organisation.edit", here.pk),
        "may_set_leave": may_at(viewer, "leave.set", here.pk),
        "staff_here": [one.staff for one in people],
        "deputies": may_stand_in(here, today)[:MOST_DEPUTIES],
        "today": today,
        "typed": {name: form.data for name, form in typed.items()},
        "mistakes": {name: _mistakes(form) for name, form in typed.items()},
    }
    return render(request, "organisation/place.html", context, status=422 if typed else 200)


def _mistakes(form: forms.Form) -> dict[str, str]:
    return {field: " ".join(str(one) for one in said) for field, said in form.errors.items()}

"""Plans of inspections: how often, what this period owes, who goes when (A37, A37.1e)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tingtang.desk.forms import mistakes, typed
from tingtang.desk.inspections.forms import AppointForm, PlanForm
from tingtang.desk.inspections.pages import choice_name
from tingtang.desk.language import lang
from tingtang.inspections import actions
from tingtang.inspections.errors import BadInput, InspectionError
from tingtang.inspections.models import Carrier, Category, Inspection, Level, Period, Plan, Planned, Sheet
from tingtang.inspections.queries import planned_for
from tingtang.organisation.access import Viewer, may_at, requires, scope_ids, viewer_of
from tingtang.organisation.models import Institution, Staff
from tingtang.organisation.positions import Position
from tingtang.shared.times import business_date

PAGE = 40
OWNERS = ("province", "branch", "subbranch")


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("inspection.plan")
def plan(request: HttpRequest) -> HttpResponse:
    """`/inspections/plan`: what the present periods owe; POST sets how often from a day on (422 when refused)."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    chosen = {"level": "branch", "period": "half", "from_on": business_date(at)}
    form = PlanForm(request.POST) if request.method == "POST" else PlanForm(initial=chosen)
    if form.is_bound and form.is_valid():
        if not may_at(viewer, "inspection.plan", form.cleaned_data["institution_id"]):
            raise PermissionDenied("inspection.plan")
        try:
            actions.make_plan(by=viewer.staff_id, at=at, **form.cleaned_data)
            return HttpResponseRedirect(reverse("inspections:plan"))
        except BadInput as refused:
            form.add_error(refused.field, refused.text.pick(lang()))
    context = {**_listed(viewer, request), **_form(form)}
    return render(request, "desk/inspections/plan.html", context, status=422 if form.is_bound else 200)


def _listed(viewer: Viewer, request: HttpRequest) -> dict[str, Any]:
    on = business_date(request.at)  # type: ignore[attr-defined]
    state, owed = request.GET.get("state", "open"), planned_for(viewer, on)
    counts = {"open": owed.filter(inspection=None).count(), "done": owed.exclude(inspection=None).count()}
    rows = owed.exclude(inspection=None) if state == "done" else owed.filter(inspection=None)
    shown = Paginator(rows, PAGE).get_page(request.GET.get("page", ""))
    scope = scope_ids(viewer, "inspection.plan")
    places = Institution.objects.filter(pk__in=scope, kind__in=OWNERS).order_by("pk")
    return {
        "rows": list(shown.object_list), "page": shown.number, "pages": shown.paginator.num_pages, "counts": counts,
        "state": "done" if state == "done" else "open", "places": list(places), "today": on,
        "plans": list(Plan.objects.filter(institution__in=scope).select_related("institution").order_by("-pk")[:10]),
        "levels": [(one, choice_name(one)) for one in Level.values if one != Level.HEAD],
        "periods": [(one, choice_name(one)) for one in Period.values],
    }  # fmt: skip


def _form(form: forms.Form) -> dict[str, Any]:
    return {"values": typed(form), "mistakes": mistakes(form) if form.is_bound else {}}


def _planned(viewer: Viewer, planned_id: int) -> Planned:
    """What is owed by a plan that the viewer may change; the outlet does not know of it."""
    found = Planned.objects.select_related("institution", "owner", "inspector").filter(pk=planned_id).first()
    if found is None or not may_at(viewer, "inspection.plan", found.owner_id):
        raise Http404(str(planned_id))
    return found


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("inspection.plan")
def appointed(request: HttpRequest, planned_id: int) -> HttpResponse:
    """Say who inspects an outlet when and how."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    row = _planned(viewer, planned_id)
    chosen = {
        "day": row.day or business_date(at), "inspector_id": row.inspector_id or viewer.staff_id,
        "category": row.category, "carrier": row.carrier, "covert": row.covert, "off_site": not row.on_site,
    }  # fmt: skip
    form = AppointForm(request.POST) if request.method == "POST" else AppointForm(initial=chosen)
    if form.is_bound and form.is_valid():
        sent = dict(form.cleaned_data)
        try:
            actions.appoint(by=viewer.staff_id, at=at, planned_id=row.pk, on_site=not sent.pop("off_site"), **sent)
            return HttpResponseRedirect(reverse("inspections:plan"))
        except InspectionError as refused:
            form.add_error(refused.field if isinstance(refused, BadInput) else None, refused.text.pick(lang()))
    people = Staff.objects.filter(
        institution__in=scope_ids(viewer, "inspection.plan"), position__in=(Position.INSPECTOR, Position.BRANCH_HEAD)
    )
    context = {
        "row": row, "people": list(people.order_by("name", "pk")[:200]), **_form(form),
        "categories": [(one, choice_name(one)) for one in Category.values],
        "carriers": [(one, choice_name(one)) for one in Carrier.values],
    }  # fmt: skip
    return render(request, "desk/inspections/appoint.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
@requires("inspection.self")
def daily(request: HttpRequest) -> HttpResponse:
    """Begin the head's check of the day on the latest sheet, or go on with the one begun today (A37.1e)."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    on, place = business_date(at), min(viewer.institutions_for("inspection.self"))
    begun = Inspection.objects.filter(institution=place, level=Level.HEAD, on=on).order_by("-pk").first()
    if begun is not None:
        return HttpResponseRedirect(reverse("inspections:inspection", args=[begun.pk]))
    sheet = Sheet.objects.order_by("-year", "-version").first()
    if sheet is None:
        return HttpResponseRedirect(reverse("inspections:overview"))
    made = actions.start(
        by=viewer.staff_id, at=at, institution_id=place, sheet_id=sheet.pk, category="routine", carrier="self",
        level=Level.HEAD, on=on,
    )  # fmt: skip
    return HttpResponseRedirect(reverse("inspections:field", args=[made.pk]))


@require_GET
@never_cache
@login_required
@requires("inspection.see")
def lists(request: HttpRequest) -> HttpResponse:
    """What inspections look at, by checklist, in the words of the register (A37.2)."""
    return render(request, "desk/inspections/lists.html", {})

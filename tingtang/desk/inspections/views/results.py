"""Results of inspections: by outlet, branch and province, over time; reports as files; awards and who may have none."""

from __future__ import annotations

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
from tingtang.desk.inspections.forms import AwardForm, MeasuresForm, WithdrawForm
from tingtang.desk.inspections.pages import inspection_for
from tingtang.desk.inspections.results import findings_context, results_context
from tingtang.desk.inspections.views.inspections import shown
from tingtang.desk.language import lang
from tingtang.desk.periods import choices, parse_period
from tingtang.inspections import actions
from tingtang.inspections.errors import BadInput, InspectionError
from tingtang.inspections.models import Award, Bar
from tingtang.inspections.report import report_of
from tingtang.organisation.access import may_at, requires, scope_ids, viewer_of
from tingtang.organisation.models import Institution
from tingtang.shared.times import business_date

MOST = 200


@require_GET
@never_cache
@login_required
@requires("inspection.see")
def results(request: HttpRequest) -> HttpResponse:
    """`/inspections/results?period=2026-H2&by=branch`: what was reached, how it is spread, what was found."""
    today = business_date(request.at)  # type: ignore[attr-defined]
    context = results_context(viewer_of(request), request.GET.get("period", ""), request.GET.get("by", ""), today)
    return render(request, "desk/inspections/results.html", context)


@require_GET
@never_cache
@login_required
@requires("inspection.see")
def report(request: HttpRequest, inspection_id: int, kind: str) -> HttpResponse:
    """The report of a scored inspection as PDF or docx, to whoever sees it; logged, with the reader on each page."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found = inspection_for(viewer, inspection_id)
    if found.state == "draft":
        return shown(request, found, 409, trouble=actions.NOT_SCORED.pick(lang()))
    log_read(by=viewer.actor, at=at, action="inspection.report", subject=("inspection", str(found.pk)))
    return report_file(report_of(found, by=viewer.name or viewer.actor, at=at), kind, f"inspection-{found.pk}")


@require_GET
@never_cache
@login_required
@requires("inspection.see")
def findings(request: HttpRequest) -> HttpResponse:
    """`/inspections/findings?period=2026-11&article=A3.2`: the cases behind the findings of a clause over time."""
    today = business_date(request.at)  # type: ignore[attr-defined]
    span = parse_period(request.GET.get("period", "") or str(today.year), today)
    article = request.GET.get("article", "")[:12].replace("\0", "")
    context = findings_context(viewer_of(request), span, article, request.GET.get("page", ""))
    return render(request, "desk/inspections/findings.html", {**context, "periods": choices(today)})


@require_POST
@login_required
@requires("inspection.self")
def reported(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """The outlet's report on mending (A37.4c)."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found, form = inspection_for(viewer, inspection_id, "inspection.self"), MeasuresForm(request.POST)
    if not form.is_valid():
        return shown(request, found, 422, measures=typed(form)["measures"], unmeasured=mistakes(form)["measures"])
    said = form.cleaned_data["measures"]
    try:
        actions.report_mending(by=viewer.staff_id, at=at, inspection_id=found.pk, measures=said)
    except InspectionError as refused:
        return shown(request, found, 409, trouble=refused.text.pick(lang()), measures=said)
    return HttpResponseRedirect(reverse("inspections:inspection", args=[found.pk]))


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("inspection.see")
def awards(request: HttpRequest) -> HttpResponse:
    """`/inspections/awards`: titles, awards and bars of one's scope; POST records an award (422 with the reason)."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    form = AwardForm(request.POST) if request.method == "POST" else AwardForm(initial={"year": business_date(at).year})
    if form.is_bound:
        viewer.require("award.give")
        if form.is_valid() and _given(request, form):
            return HttpResponseRedirect(reverse("inspections:awards"))
    return _awards(request, form, 422 if form.is_bound else 200)


def _awards(request: HttpRequest, form: forms.Form, status: int, **more: Any) -> HttpResponse:
    viewer = viewer_of(request)
    scope = scope_ids(viewer, "inspection.see")
    rows = Award.objects.filter(institution__in=scope).select_related("institution", "person", "inspection")
    bars = Bar.objects.filter(institution__in=scope).select_related("institution", "person")
    context: dict[str, Any] = {
        "rows": list(rows.order_by("-year", "-pk")[:MOST]), "bars": list(bars.order_by("-year", "pk")[:MOST]),
        "outlets": list(Institution.objects.filter(pk__in=scope, kind="outlet").order_by("name")),
        "may_give": viewer.may("award.give"), "values": typed(form),
        "mistakes": mistakes(form) if form.is_bound else {}, "withdrawing": None, **more,
    }  # fmt: skip
    return render(request, "desk/inspections/awards.html", context, status=status)


@require_POST
@login_required
@requires("award.give")
def award_withdrawn(request: HttpRequest, award_id: int) -> HttpResponse:
    """Withdraw an award, with the reason: it stays in the list as withdrawn. A refusal keeps every word."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    award, form = Award.objects.filter(pk=award_id).first(), WithdrawForm(request.POST)
    if award is None or not may_at(viewer, "award.give", award.institution_id):
        raise Http404(str(award_id))
    why, status = typed(form)["reason"], 422
    if form.is_valid():
        try:
            actions.withdraw_award(by=viewer.staff_id, at=at, award_id=award.pk, reason=form.cleaned_data["reason"])
            return HttpResponseRedirect(reverse("inspections:awards"))
        except InspectionError as refused:
            form.add_error("reason", refused.text.pick(lang()))
            status = 409
    empty = AwardForm(initial={"year": business_date(at).year})
    return _awards(request, empty, status, withdrawing=award.pk, why=why, unsaid=mistakes(form)["reason"])


def _given(request: HttpRequest, form: forms.Form) -> bool:
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    if not may_at(viewer, "award.give", form.cleaned_data["institution_id"]):
        raise PermissionDenied("award.give")
    try:
        actions.give_award(by=viewer.staff_id, at=at, **form.cleaned_data)
    except InspectionError as refused:
        form.add_error(refused.field if isinstance(refused, BadInput) else None, refused.text.pick(lang()))
        return False
    return True

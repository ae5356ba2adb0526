"""Lists of prospects, visits, the opening desk, needs of departments, segments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tingtang.corporate import actions
from tingtang.corporate.actions import Facts, Origin
from tingtang.corporate.errors import BadInput, CorporateError, NotYours
from tingtang.corporate.models import Visit
from tingtang.corporate.potential import LISTS, prospect, prospects
from tingtang.corporate.queries import lead_for, need_for, opening_for, segments_for, visit_for
from tingtang.desk.corporate.forms import (
    AnswerForm,
    ConfirmForm,
    LackingForm,
    LineForm,
    NothingForm,
    OpenedForm,
    OutcomeForm,
    ReasonForm,
    SegmentForm,
)  # fmt: skip
from tingtang.desk.corporate.pages import CODES, desk_context, needs_context, visit_context, visits_context
from tingtang.desk.corporate.steps import BOXES
from tingtang.desk.corporate.steps import LISTS as TICKED
from tingtang.desk.forms import mistakes, typed
from tingtang.desk.language import lang, t
from tingtang.organisation.access import Viewer, requires, viewer_of
from tingtang.shared.times import business_date


@require_GET
@never_cache
@login_required
@requires("lead.list")
def prospects_page(request: HttpRequest) -> HttpResponse:
    """A list of prospects from the night's data, each row with its why and one tap to make a lead of it."""
    return _prospects(request)


def _prospects(request: HttpRequest, status: int = 200, trouble: str = "") -> HttpResponse:
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    asked = request.POST if request.method == "POST" else request.GET
    code = asked.get("list", "") if asked.get("list") in LISTS else next(iter(LISTS))
    page, q = asked.get("page", ""), asked.get("q", "").strip()[:60]
    found = prospects(viewer, code, int(page) if page.isdecimal() and len(page) < 6 else 1, business_date(at), q)
    context = {"found": found, "code": code, "q": q, "at": at, "trouble": trouble}
    return render(request, "desk/corporate/prospects.html", context, status=status)


@require_POST
@login_required
@requires("lead.list")
def taken(request: HttpRequest) -> HttpResponse:
    """One tap: a lead of a row. Of two who tap at once one has it, the other is told who."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    code, on = request.POST.get("list", ""), business_date(at)
    row = prospect(viewer, code, request.POST.get("customer", "")[:32], on)
    if row is None:
        return _prospects(request, 409, t("名单已变化，请重新选择", "The list has changed: choose again"))
    owner = code == "owners"
    company = row.employer if owner else row.name  # type: ignore[attr-defined]
    origin = Origin("private_client" if owner else "data", customer_id="" if owner else row.pk)
    try:
        made = actions.open_lead(
            by=viewer.staff_id, at=at, institution_id=viewer.institution_id, company=company, origin=origin,
            facts=Facts(industry=row.industry),
        )  # fmt: skip
    except CorporateError as refused:
        return _prospects(request, 409, refused.text.pick(lang()))
    try:
        lead_for(viewer, made.pk)
    except PermissionDenied:
        return HttpResponseRedirect(f"{reverse('corporate:board')}?box=made")
    return HttpResponseRedirect(reverse("corporate:lead", args=[made.pk]))


@require_GET
@never_cache
@login_required
@requires("lead.hold")
def visits(request: HttpRequest) -> HttpResponse:
    """Visits to come, mine or below, then those of the last weeks."""
    asked, page = request.GET.get("box", ""), request.GET.get("page", "")
    context = visits_context(viewer_of(request), asked, page, request.at)  # type: ignore[attr-defined]
    return render(request, "desk/corporate/visits.html", context)


@require_GET
@never_cache
@login_required
@requires("lead.hold")
def visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    """One visit: who goes, what is prepared, confirmed or not, what came of it."""
    found, _ = visit_for(viewer_of(request), visit_id)
    return _visit(request, found, {})


def _visit(
    request: HttpRequest, found: Visit, bound: dict[str, forms.Form], status: int = 200, trouble: str = ""
) -> HttpResponse:
    ticked = {name: request.POST.getlist(name)[:BOXES] for name in TICKED}
    context = visit_context(found, request.at, bound, ticked)  # type: ignore[attr-defined]
    return render(request, "desk/corporate/visit.html", {**context, "trouble": trouble}, status=status)


def _prepare(who: dict[str, Any], _form: Any, ticked: dict[str, list[str]]) -> None:
    actions.prepare(**who, items=ticked["prepared"])


def _confirm(who: dict[str, Any], form: Any, _ticked: dict[str, list[str]]) -> None:
    actions.confirm(**who, finance=form.cleaned_data["finance"] == "yes")


def _hold(who: dict[str, Any], form: Any, ticked: dict[str, list[str]]) -> None:
    given = form.cleaned_data
    actions.hold(**who, seen=given["seen"], said=form.said(ticked), worth=given["worth"])


def _call_off(who: dict[str, Any], form: Any, _ticked: dict[str, list[str]]) -> None:
    actions.call_off(**who, reason=form.cleaned_data["reason"])


VISIT_STEPS: dict[str, tuple[type[forms.Form], Callable[[dict[str, Any], Any, dict[str, list[str]]], None]]] = {
    "prepare": (NothingForm, _prepare),
    "confirm": (ConfirmForm, _confirm),
    "hold": (OutcomeForm, _hold),
    "off": (ReasonForm, _call_off),
}


@require_POST
@login_required
@requires("lead.hold")
def visit_done(request: HttpRequest, visit_id: int, visit_step: str) -> HttpResponse:
    """Prepared, confirmed, held or called off."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    if visit_step not in VISIT_STEPS:
        raise Http404(visit_step)
    found, _ = visit_for(viewer, visit_id)
    kind, run = VISIT_STEPS[visit_step]
    form, trouble = kind(request.POST), ""
    if form.is_valid():
        ticked = {name: request.POST.getlist(name)[:BOXES] for name in TICKED}
        try:
            run({"by": viewer.staff_id, "at": at, "visit_id": visit_id}, form, ticked)
            return HttpResponseRedirect(_after(viewer, found, visit_step))
        except BadInput as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.text.pick(lang()))
        except NotYours as refused:
            raise PermissionDenied(str(refused)) from None
        except CorporateError as refused:
            trouble = refused.text.pick(lang())
    bound = {visit_step: form}
    return _visit(request, visit_for(viewer, visit_id)[0], bound, 409 if trouble else 422, trouble)


def _after(viewer: Viewer, found: Visit, step: str) -> str:
    """The visit, or the lead once it is over; the board for whoever passed the lead up with it."""
    try:
        lead_for(viewer, found.lead_id)
    except PermissionDenied:
        return reverse("corporate:board")
    over = step in ("hold", "off")
    return reverse("corporate:lead", args=[found.lead_id]) if over else reverse("corporate:visit", args=[found.pk])


@require_GET
@never_cache
@login_required
@requires("opening.desk")
def openings(request: HttpRequest) -> HttpResponse:
    """The opening desk: what is agreed for when, which papers to check."""
    return _openings(request)


def _openings(
    request: HttpRequest, status: int = 200, trouble: str = "", form: forms.Form | None = None, opening_id: int = 0
) -> HttpResponse:
    """The desk's openings; a refusal stands at the opening `opening_id`, whose words are kept."""
    context = desk_context(viewer_of(request), request.GET.get("page", ""), request.at)  # type: ignore[attr-defined]
    context |= {
        "trouble": trouble, "refused_at": opening_id, "covered": request.POST.getlist("covered")[:BOXES],
        "typed": typed(form) if form else {}, "mistakes": mistakes(form) if form else {},
    }  # fmt: skip
    return render(request, "desk/corporate/openings.html", context, status=status)


OPENING_STEPS: dict[str, tuple[type[forms.Form], Callable[..., Any]]] = {
    "opened": (OpenedForm, actions.opened),
    "lacking": (LackingForm, actions.lacking),
    "not-come": (LineForm, actions.not_come),
}


@require_POST
@login_required
@requires("opening.desk")
def opening_done(request: HttpRequest, opening_id: int, opening_step: str) -> HttpResponse:
    """What came of an opening: opened with which products, papers missing, nobody came."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    if opening_step not in OPENING_STEPS:
        raise Http404(opening_step)
    found = opening_for(viewer, opening_id)
    kind, run = OPENING_STEPS[opening_step]
    form = kind(request.POST)
    if not form.is_valid():
        return _openings(request, 422, "", form, found.pk)
    more = {"covered": request.POST.getlist("covered")[:BOXES]} if opening_step == "opened" else {}
    try:
        run(by=viewer.staff_id, at=at, opening_id=found.pk, **form.cleaned_data, **more)
    except CorporateError as refused:
        return _openings(request, 409, refused.text.pick(lang()), form, found.pk)
    return HttpResponseRedirect(reverse("corporate:openings"))


@require_GET
@never_cache
@login_required
@requires("client_need.answer")
def needs(request: HttpRequest) -> HttpResponse:
    """Needs that wait for my department, then what it answered."""
    return _needs(request)


def _needs(
    request: HttpRequest, status: int = 200, trouble: str = "", form: forms.Form | None = None, need_id: int = 0
) -> HttpResponse:
    """Needs of the department; a refusal stands at the need `need_id`, whose words are kept."""
    context = needs_context(viewer_of(request), request.GET.get("page", ""), request.at)  # type: ignore[attr-defined]
    context |= {
        "trouble": trouble, "refused_at": need_id, "text": typed(form)["text"] if form else "",
        "mistakes": mistakes(form) if form else {},
    }  # fmt: skip
    return render(request, "desk/corporate/needs.html", context, status=status)


@require_POST
@login_required
@requires("client_need.answer")
def answered(request: HttpRequest, need_id: int) -> HttpResponse:
    """The department's solution."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found, form = need_for(viewer, need_id), AnswerForm(request.POST)
    if not form.is_valid():
        return _needs(request, 422, "", form, need_id)
    try:
        actions.answer(by=viewer.staff_id, at=at, need_id=found.pk, text=form.cleaned_data["text"])
    except CorporateError as refused:
        return _needs(request, 409, refused.text.pick(lang()), form, need_id)
    return HttpResponseRedirect(reverse("corporate:needs"))


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("lead.hold")
def segments(request: HttpRequest) -> HttpResponse:
    """Segments of companies with what they are offered; a new one."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    form = SegmentForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.save_segment(by=viewer.staff_id, at=at, institution_id=viewer.institution_id, **form.cleaned_data)
            return HttpResponseRedirect(reverse("corporate:segments"))
        except BadInput as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.text.pick(lang()))
    bound = request.method == "POST"
    context = {
        "rows": list(segments_for(viewer)[:100]), "values": typed(form), "mistakes": mistakes(form) if bound else {},
        "at": at, **CODES,
    }  # fmt: skip
    return render(request, "desk/corporate/segments.html", context, status=422 if bound else 200)

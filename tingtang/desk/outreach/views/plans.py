"""Work plans by client: who has one, a client's plans with steps and review, what they think of the service (A31.5)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tingtang.audit.actions import log_read
from tingtang.customers.queries import tied_customer
from tingtang.desk.forms import mistakes, typed
from tingtang.desk.language import lang, t
from tingtang.desk.names import people as people_named
from tingtang.desk.outreach import lists
from tingtang.desk.outreach.campaign_forms import OpinionForm, PlanForm, ReviewForm, StepForm
from tingtang.desk.outreach.words import plan_period
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import Tie, requires, viewer_of
from tingtang.organisation.masking import Masker
from tingtang.outreach import plans as read
from tingtang.outreach.actions import add_step, make_plan, record_opinion, review_plan, tick_step
from tingtang.outreach.criteria import WIDEST, Criteria
from tingtang.outreach.finding import find
from tingtang.outreach.models import Opinion
from tingtang.shared.refusal import Refused
from tingtang.shared.times import business_date

OPINIONS, PLANS = 20, 12  # shown
STEPS = 5  # lines of a new plan


@require_GET
@never_cache
@login_required
@requires("plan.make")
def plans(request: HttpRequest) -> HttpResponse:
    """Clients of the tiers that have a plan, most assets first, each with the plan in force or without."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    today, book = business_date(at), rulebook()
    start, text = request.GET.get("start", ""), request.GET.get("page", "")
    start = start if len(start) <= 2 * WIDEST + 1 and start.isprintable() else ""
    page = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
    tiers = read.tiers(today, book)
    found = find(viewer, Criteria(tiers=tiers), today, book, start=start, page=page)
    current = read.current_plans([one.pk for one in found.rows], today)
    mask = Masker(viewer, Tie.HEAD)
    context = {
        "rows": [(one, mask.field("name", one.name), current.get(one.pk)) for one in found.rows],
        "found": found,
        "tiers": tiers,
        "period": read.code_of(*read.quarter_of(today)),
        "page_address": lambda n: lists.query_address("outreach:client_plans", start=start, page=n),
        "next_piece": lists.query_address("outreach:client_plans", start=found.piece.end) if found.piece.end else "",
        "at": at,
        "today": today,
        "code_of": read.code_of,
    }
    return render(request, "desk/outreach/plans.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("plan.make")
def plan(request: HttpRequest, customer_id: str) -> HttpResponse:
    """A client's plans and opinions; POST writes a plan. Who is not the manager leaves a trace."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    customer, tie = tied_customer(viewer, customer_id)
    if request.method == "GET":
        if tie != Tie.MANAGER:
            place = customer.home_institution_id
            log_read(
                by=viewer.actor,
                at=at,
                subject=("customer", customer.pk),
                action="plan.read",
                institution=place,
                tie=tie,
            )
        return _page(request, customer_id)
    form = PlanForm(request.POST)
    if form.is_valid():
        steps = _steps(request, form)
        if form.is_valid():
            return _do(request, customer_id, form, make_plan, customer_id=customer.pk, steps=steps, **form.cleaned_data)
    return _page(request, customer_id, form)


def _steps(request: HttpRequest, form: PlanForm) -> list[Any]:
    """The steps that were filled in; a line half filled in is a mistake of them, said with its number."""
    found = []
    lines = zip(request.POST.getlist("what"), request.POST.getlist("due_on"), strict=False)
    for n, (what, on) in enumerate(lines, start=1):
        if not what.strip() and not on.strip():
            continue
        line = StepForm({"what": what, "due_on": on})
        if not line.is_valid():
            said = t("；", "; ").join(str(one[0]) for one in line.errors.values())
            form.errors["steps"] = form.error_class([t(f"第 {n} 步：{said}", f"step {n}: {said}")])
            break
        found.append((line.cleaned_data["what"], line.cleaned_data["due_on"]))
    return found


def _do(request: HttpRequest, of: str, form: forms.Form, action: Any, /, **given: Any) -> HttpResponse:
    """Call an action; what it refuses comes back on the page with what was typed."""
    try:
        action(**given, by=viewer_of(request).staff_id, at=request.at)  # type: ignore[attr-defined]
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.text.pick(lang()))
        return _page(request, of, form)
    return HttpResponseRedirect(reverse("outreach:client_plan", args=[of]))


def _page(request: HttpRequest, customer_id: str, form: forms.Form | None = None) -> HttpResponse:
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    customer, tie = tied_customer(viewer, customer_id)
    today = business_date(at)
    found = list(read.plans_of(customer.pk)[:PLANS])
    taken = {read.code_of(one.first, one.last) for one in found}
    codes = [code for code in read.codes_from(today) if code not in taken]
    said = list(Opinion.objects.filter(customer=customer).order_by("-at", "-pk")[:OPINIONS])
    names = ("period", "goals", "what", "due_on", "review", "text", "satisfied")
    plain = {**dict.fromkeys(names, ""), "about": "service"}
    context = {
        "customer": customer,
        "name": Masker(viewer, tie).field("name", customer.name),
        "plans": [(one, read.code_of(one.first, one.last)) for one in found],
        "opinions": said,
        "people": people_named({one.by for one in said} | {one.made_by for one in found}),
        "codes": codes,
        "code_pairs": [(code, plan_period(code)) for code in codes],
        "abouts": Opinion.About.values,
        "owed": read.owed_for(customer.pk).exists(),
        "values": {**plain, **typed(form)} if form else plain,
        "wrong": type(form).__name__ if form else "",
        "mistakes": mistakes(form) if form else {},
        "typed_steps": list(zip(request.POST.getlist("what"), request.POST.getlist("due_on"), strict=False))[:STEPS],
        "steps": STEPS,
        "at": at,
        "today": today,
    }
    return render(request, "desk/outreach/plan.html", context, status=422 if form else 200)


@require_POST
@login_required
@requires("plan.make")
def add(request: HttpRequest, customer_id: str, plan_id: int) -> HttpResponse:
    """One more step."""
    form = StepForm(request.POST)
    if not form.is_valid():
        return _page(request, customer_id, form)
    return _do(request, customer_id, form, add_step, plan_id=plan_id, **form.cleaned_data)


@require_POST
@login_required
@requires("plan.make")
def tick(request: HttpRequest, customer_id: str, plan_id: int, step_id: int) -> HttpResponse:
    """A step is done, or not after all."""
    tick_step(plan_id=plan_id, step_id=step_id, by=viewer_of(request).staff_id, at=request.at)  # type: ignore[attr-defined]
    return HttpResponseRedirect(reverse("outreach:client_plan", args=[customer_id]))


@require_POST
@login_required
@requires("plan.make")
def review(request: HttpRequest, customer_id: str, plan_id: int) -> HttpResponse:
    """What came of a plan; it is final then."""
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _page(request, customer_id, form)
    return _do(request, customer_id, form, review_plan, plan_id=plan_id, **form.cleaned_data)


@require_POST
@login_required
@requires("plan.make")
def opinion(request: HttpRequest, customer_id: str) -> HttpResponse:
    """What the client says of the service."""
    form = OpinionForm(request.POST)
    if not form.is_valid():
        return _page(request, customer_id, form)
    given = form.cleaned_data
    satisfied = {"yes": True, "no": False}.get(given.pop("satisfied"))
    return _do(request, customer_id, form, record_opinion, customer_id=customer_id, satisfied=satisfied, **given)

"""Information of a customer: fields with their sources, filled in, confirmed, corrected; answering a correction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tingtang.audit import actions as audit
from tingtang.contacts.queries import open_duties
from tingtang.customers.actions import (
    confirm_fields,
    decide_correction,
    propose_correction,
    state_consent,
    state_field,
    state_guardian,
)
from tingtang.customers.consent import ANSWERS, CHANNELS, PURPOSES
from tingtang.customers.fields import FIELDS, Field
from tingtang.customers.models import Correction, Customer
from tingtang.customers.queries import tied_customer
from tingtang.desk import answers
from tingtang.desk.customers import information
from tingtang.desk.customers.information_forms import (
    ENTERED,
    GUARDIAN_PURPOSE,
    AnswerForm,
    ConsentForm,
    CorrectionForm,
    SourceForm,
    ValueForm,
)
from tingtang.desk.forms import mistakes, posted, typed
from tingtang.desk.language import lang, t
from tingtang.desk.pages import filtered
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import Tie, Viewer, may_at, requires, viewer_of
from tingtang.organisation.masking import Masker
from tingtang.shared.refusal import Refused
from tingtang.shared.times import business_date


@require_GET
@never_cache
@login_required
@requires("customer.see")
def fields(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Every field with its value, source, age and fault; whoever is not the manager leaves a trace."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    customer, tie = tied_customer(viewer, customer_id)
    if tie != Tie.MANAGER:
        audit.log_read(
            by=viewer.actor, at=at, subject=("customer", customer.pk), action="customer.read",
            institution=customer.home_institution_id, tie=tie,
        )  # fmt: skip
    return _page(request, customer, Masker(viewer, tie), SourceForm())


def _page(
    request: HttpRequest, customer: Customer, mask: Masker, form: SourceForm, chosen: tuple[str, ...] = ()
) -> HttpResponse:
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    today, duties = business_date(at), open_duties(customer.pk)
    kind = duties[0].kind if duties else "contact"
    context = {
        "customer": customer,
        "name": mask.field("name", customer.name),
        "rows": information.table(customer, mask, kind, today, rulebook()),
        "lines": information.history(customer, mask),
        "corrections": information.corrections_of(customer)[: information.HISTORY],
        "mask": mask,
        "chosen": chosen,
        "sources": ENTERED,
        "values": typed(form),
        "mistakes": mistakes(form) if form.is_bound else {},
        "may_write": viewer.may("information.record"),
        "today": today,
        "at": at,
    }
    return render(request, "desk/customers/information.html", context, status=422 if form.is_bound else 200)


@require_POST
@never_cache
@login_required
@requires("information.record")
def confirm(request: HttpRequest, customer_id: str) -> HttpResponse:
    """The fields that are ticked were confirmed with the customer, or by a paper."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    customer, tie = tied_customer(viewer, customer_id)
    form, chosen = SourceForm(request.POST), tuple(request.POST.getlist("fields"))[: len(FIELDS)]
    if form.is_valid():
        try:
            source = form.cleaned_data["source"]
            confirm_fields(customer_id=customer.pk, fields=chosen, source=source, by=viewer.staff_id, at=at)
            address = reverse("desk:information", args=[customer.pk])
            return answers.done(request, t("已记录核实。", "Confirmed."), back=address, changed="information:changed")
        except Refused as refused:
            form.add_error(None, refused.text.pick(lang()))
    return _page(request, customer, Masker(viewer, tie), form, chosen)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("information.record")
def field(request: HttpRequest, customer_id: str, field: str) -> HttpResponse:
    """Fill in one field, or, where the core bank keeps it, propose a correction. A sheet with htmx."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    customer, tie = tied_customer(viewer, customer_id)
    if field not in FIELDS or customer.kind not in FIELDS[field].of:
        raise Http404
    one = FIELDS[field]
    form = (CorrectionForm if one.core else ValueForm)(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            said = _keep(viewer, customer, one, form.cleaned_data, at)
            address = reverse("desk:information", args=[customer.pk])
            return answers.done(request, said, back=address, changed="information:changed")
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.text.pick(lang()))
    context = {
        "customer": customer,
        "name": Masker(viewer, tie).field("name", customer.name),
        "field": one,
        "draft": f"information:{customer.pk}:{field}",
        "sources": ENTERED,
        "values": typed(form),
        "mistakes": mistakes(form) if form.is_bound else {},
    }
    return answers.sheet(request, "desk/customers/information_field.html", context, 422 if form.is_bound else 200)


def _keep(viewer: Viewer, customer: Customer, one: Field, given: dict[str, Any], at: datetime) -> str:
    who: dict[str, Any] = {"customer_id": customer.pk, "field": one.name, "by": viewer.staff_id, "at": at}
    if one.core:
        propose_correction(**who, **given)
        return t("已提出更正，等待归属机构处理。", "Proposed; the home institution answers.")
    state_field(**who, **given)
    return t("已记录。", "Kept.")


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("information.record")
def consent(request: HttpRequest, customer_id: str) -> HttpResponse:
    """What the customer wants to be contacted for, and how. A sheet with htmx."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    customer, tie = tied_customer(viewer, customer_id)
    form = ConsentForm(posted(request))
    if request.method == "POST" and form.is_valid():
        _answer(customer, form.cleaned_data, viewer, at)
        address = reverse("desk:customer", args=[customer.pk])
        return answers.done(request, t("已记录客户意愿。", "Kept."), back=address, changed="consent:changed")
    context = {
        "customer": customer,
        "name": Masker(viewer, tie).field("name", customer.name),
        "purposes": (*PURPOSES, GUARDIAN_PURPOSE) if customer.kind == "P" else PURPOSES,
        "channels": CHANNELS,
        "consent_answers": ANSWERS,
        "sources": ENTERED,
        "chosen": request.POST.getlist("channels"),
        "values": typed(form),
        "mistakes": mistakes(form) if form.is_bound else {},
    }
    return answers.sheet(request, "desk/customers/consent.html", context, 422 if form.is_bound else 200)


def _answer(customer: Customer, given: dict[str, Any], viewer: Viewer, at: datetime) -> None:
    who: dict[str, Any] = {"customer_id": customer.pk, "by": viewer.staff_id, "at": at}
    if given["purpose"] == GUARDIAN_PURPOSE:
        state_guardian(**who, answer=given["answer"], source=given["source"])
    else:
        state_consent(**who, **given)


# -- answering --------------------------------------------------------------------------------------------------------


@require_GET
@never_cache
@login_required
@requires("correction.decide")
def corrections(request: HttpRequest) -> HttpResponse:
    """Corrections below this person, by state and field, page by page; values masked."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    filters = _filters(request)
    found = information.corrections_below(viewer, filters)
    context = {
        "found": found,
        "filters": filters,
        "states": Correction.State.values,
        "fields": [one.name for one in FIELDS.values() if one.core],
        "address": filtered("desk:corrections", filters),
        "viewer": viewer,
        "at": at,
    }
    return render(request, "desk/customers/corrections.html", context)


def _filters(request: HttpRequest) -> information.Filters:
    state, field, page = (request.GET.get(name, "") for name in ("state", "field", "page"))
    return information.Filters(
        state=state if state in Correction.State.values else Correction.State.PENDING,
        field=field if field in FIELDS else "",
        page=int(page) if page.isdecimal() and len(page) < 6 else 1,
    )


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("correction.decide")
def correction(request: HttpRequest, correction_id: int) -> HttpResponse:
    """One correction in full, for who enters it in the core bank: the look is logged as a reveal; then the answer."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found = get_object_or_404(Correction.objects.select_related("customer"), pk=correction_id)
    if not may_at(viewer, "correction.decide", found.customer.home_institution_id):
        raise Http404
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        accept = form.cleaned_data["decision"] == "accept"
        try:
            decide_correction(
                correction_id=found.pk, accept=accept, answer=form.cleaned_data["answer"], by=viewer.staff_id, at=at
            )
            said = t("已采纳。", "Accepted.") if accept else t("已答复不采纳。", "Refused, with the reason.")
            return answers.done(request, said, back=reverse("desk:corrections"), changed="corrections:changed")
        except Refused as refused:
            form.add_error("answer", refused.text.pick(lang()))
    mine = found.proposed_by == viewer.staff_id
    open_now = found.state == Correction.State.PENDING and not mine
    if open_now and request.method == "GET":
        _seen(viewer, found, at)
    context = {
        "p": information.proposal(found, full=open_now),
        "open_now": open_now,
        "mine": mine,
        "values": typed(form),
        "mistakes": mistakes(form) if form.is_bound else {},
        "at": at,
    }
    return answers.sheet(request, "desk/customers/correction.html", context, 422 if form.is_bound else 200)


def _seen(viewer: Viewer, found: Correction, at: datetime) -> None:
    audit.reveal(
        by=viewer.actor, at=at, field=found.field, subject=("customer", found.customer_id),
        reason=t("处理信息更正 #%d", "answering correction #%d") % found.pk,
        institution=found.customer.home_institution_id,
    )  # fmt: skip

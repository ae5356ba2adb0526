"""Handing customers over: propose, sign, see what moved; and for heads who has nobody accountable."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tingtang.customers.models import Customer
from tingtang.desk.contacts.forms import HandoverForm
from tingtang.desk.forms import ReasonForm, mistakes, typed
from tingtang.desk.handovers.handing import begin_handovers
from tingtang.desk.language import lang
from tingtang.desk.names import people
from tingtang.desk.pages import Paged, addressed, one_of
from tingtang.handovers import actions
from tingtang.handovers.accounting import absent, unaccounted_below
from tingtang.handovers.actions.signing import side_of
from tingtang.handovers.errors import HandoverRefused
from tingtang.handovers.models import Handover, Reason
from tingtang.handovers.people import takers
from tingtang.handovers.queries import handovers, lines_of, may_end, readable, standing
from tingtang.organisation.access import Tie, Viewer, may_at, requires, subtree, tied_customers, viewer_of
from tingtang.organisation.masking import Masker
from tingtang.organisation.models import Institution, Staff
from tingtang.shared.times import business_date

CHOOSE = 200  # customers to tick one by one; more go together
PEOPLE = 300


@require_GET
@never_cache
@login_required
@requires("handover.see")
def listed(request: HttpRequest) -> HttpResponse:
    """Handovers one gives, takes or heads: the open ones, or all."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    box = one_of(request, "box", ["open", "all"])
    context = {
        "found": Paged(handovers(viewer, open_only=box == "open"), request), "box": box,
        "address": addressed("handovers:listed", {"box": box}), "heads": viewer.may("handover.decide"),
        "at": at, "today": business_date(at), "me": viewer.staff_id,
    }  # fmt: skip
    return render(request, "desk/handovers/handovers.html", context)


@require_GET
@never_cache
@login_required
@requires("handover.see")
def handover(request: HttpRequest, handover_id: int) -> HttpResponse:
    """One handover: who, from when, whose signature waits, its customers, what came along."""
    return _page(request, readable(viewer_of(request), handover_id), ReasonForm())


def _page(
    request: HttpRequest, found: Handover, form: forms.Form, trouble: str = "", status: int = 200
) -> HttpResponse:
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    paged = Paged(lines_of(found), request)
    keys = [line.customer_id for line in paged.rows]
    tied = set(Customer.objects.filter(tied_customers(viewer), pk__in=keys).values_list("pk", flat=True))
    side = side_of(found, viewer.staff_id, at) if found.state == "proposed" else ""
    context = {
        "h": found, "found": paged, "trouble": trouble, "values": typed(form),
        "mistakes": mistakes(form) if form.is_bound else {},
        "rows": [(line, *_shown(viewer, line.customer, line.customer_id in tied)) for line in paged.rows],
        "may_sign": bool(side) and getattr(found, f"{side}_signed_at") is None, "may_end": may_end(viewer, found),
        "names": people({found.proposed_by, found.giver_signed_by} - {found.giver_id, found.taker_id}),
        "for_giver": side == "giver" and viewer.staff_id != found.giver_id,
        "address": addressed("handovers:handover", {}, found.pk), "at": at, "today": business_date(at),
    }  # fmt: skip
    return render(request, "desk/handovers/handover.html", context, status=status)


def _shown(viewer: Viewer, customer: Customer, tied: bool) -> tuple[Customer, str, bool]:
    return customer, str(Masker(viewer, Tie.HEAD if tied else None).field("name", customer.name)), tied


@require_POST
@never_cache
@login_required
@requires("handover.see")
def signed(request: HttpRequest, handover_id: int) -> HttpResponse:
    """Sign for one's side; with both signatures and its day come it is in force at once."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found = readable(viewer, handover_id)
    if not side_of(found, viewer.staff_id, at):
        raise PermissionDenied("handover.sign")
    try:
        actions.sign(handover_id=found.pk, by=viewer.staff_id, at=at)
    except HandoverRefused as refused:
        return _page(request, found, ReasonForm(), refused.text.pick(lang()), status=409)
    begin_handovers(at)
    return HttpResponseRedirect(reverse("handovers:handover", args=[found.pk]))


@require_POST
@never_cache
@login_required
@requires("handover.see")
def ended(request: HttpRequest, handover_id: int) -> HttpResponse:
    """Refuse it or take it back, with the reason."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found, form = readable(viewer, handover_id), ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        actions.end(handover_id=found.pk, answer=form.cleaned_data["reason"], by=viewer.staff_id, at=at)
    except HandoverRefused as refused:
        return _page(request, found, form, refused.text.pick(lang()), status=409)
    return HttpResponseRedirect(reverse("handovers:handover", args=[found.pk]))


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("handover.propose")
def new(request: HttpRequest) -> HttpResponse:
    """Propose one: one's own customers, or as a head those of somebody below. A refusal keeps everything (422)."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    giver = _giver(viewer, request.POST.get("giver") or request.GET.get("giver") or "")
    if request.method == "GET":
        form = HandoverForm(initial={"reason": Reason.TRANSFER, "which": "all", "from_on": business_date(at)})
        return _form(request, viewer, giver, form, at)
    form = HandoverForm(request.POST)
    if form.is_valid() and giver is not None:
        given = dict(form.cleaned_data)
        chosen = None if given.pop("which") == "all" else request.POST.getlist("customers")
        try:
            made = actions.propose(
                giver_id=giver.pk, taker_id=given.pop("taker"), customer_ids=chosen, by=viewer.staff_id, at=at, **given
            )
            return HttpResponseRedirect(reverse("handovers:handover", args=[made.pk]))
        except HandoverRefused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.text.pick(lang()))
    return _form(request, viewer, giver, form, at, status=422)


def _giver(viewer: Viewer, key: str) -> Staff | None:
    """Whose customers: somebody below a head, else one's own. PermissionDenied for anybody else."""
    heads = viewer.may("handover.decide")
    found = Staff.objects.select_related("institution").filter(pk=key or ("" if heads else viewer.staff_id)).first()
    if found is None:
        if key:
            raise PermissionDenied("handover.propose")
        return None
    if found.pk != viewer.staff_id and not may_at(viewer, "handover.decide", found.institution_id):
        raise PermissionDenied("handover.propose")
    return found


def _form(
    request: HttpRequest, viewer: Viewer, giver: Staff | None, form: forms.Form, at: datetime, status: int = 200
) -> HttpResponse:
    customers = Customer.objects.filter(manager=giver).order_by("-assets", "pk") if giver else Customer.objects.none()
    rows = list(customers[:CHOOSE])
    keys = [one.pk for one in rows]
    tied = set(Customer.objects.filter(tied_customers(viewer), pk__in=keys).values_list("pk", flat=True))
    context = {
        "giver": giver, "givers": _givers(viewer), "values": typed(form), "today": business_date(at),
        "mistakes": mistakes(form) if form.is_bound else {}, "reasons": Reason.values,
        "takers": [one for one in takers(_around(giver), business_date(at))[:PEOPLE] if one != giver] if giver else [],
        "rows": [_shown(viewer, one, one.pk in tied) for one in rows], "total": customers.count(),
        "chosen": set(request.POST.getlist("customers")),
    }  # fmt: skip
    return render(request, "desk/handovers/new.html", context, status=status)


def _givers(viewer: Viewer) -> list[Staff]:
    """The people below a head who have customers, whether they are still there or not."""
    tops = viewer.institutions_for("handover.decide")
    found = Staff.objects.filter(institution__in=subtree(tops), customers__isnull=False).distinct()
    return list(found.select_related("institution").order_by("name", "pk")[:PEOPLE]) if tops else []


def _around(giver: Staff) -> list[str]:
    """Where takers are looked for: the giver's institution and its neighbours under the same one."""
    above: Any = Institution.objects.filter(pk=giver.institution_id).values_list("parent_id", flat=True).first()
    return [above or giver.institution_id]


@require_GET
@never_cache
@login_required
@requires("handover.decide")
def accounts(request: HttpRequest) -> HttpResponse:
    """For a head: customers with nobody accountable and what to do; handovers that the core bank has yet to enter."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    box, on = one_of(request, "box", ["nobody", "standing"]), business_date(at)
    tops = sorted(viewer.institutions_for("handover.decide"))
    found, rows = _nobody(request, viewer, tops, on) if box == "nobody" else _standing(request, viewer)
    context = {
        "rows": rows, "found": found, "box": box, "at": at, "today": on,
        "address": addressed("handovers:accounts", {"box": box}), "me": viewer.staff_id,
    }  # fmt: skip
    return render(request, "desk/handovers/accounts.html", context)


def _nobody(request: HttpRequest, viewer: Viewer, tops: list[str], on: date) -> tuple[Any, list[Any]]:
    """A page of customers with nobody accountable: customer, name, tied, why."""
    missing = absent(on)
    found = Paged(unaccounted_below(tops, on, missing), request)
    return found, [(*_shown(viewer, one, True), missing.get(one.manager_id or "", "nobody")) for one in found.rows]


def _standing(request: HttpRequest, viewer: Viewer) -> tuple[Any, list[Any]]:
    """A page of customers of whom the core bank names another: customer, name, tied, line."""
    found = Paged(standing(viewer), request)
    return found, [(*_shown(viewer, line.customer, True), line) for line in found.rows]

"""Campaigns: those of one's places, a new one from a saved list, one from its preparation to its lessons (A22.2g)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tingtang.customers.models import Customer
from tingtang.desk.forms import mistakes, posted, typed
from tingtang.desk.language import lang, t
from tingtang.desk.outreach import lists
from tingtang.desk.outreach.campaign_forms import CampaignForm, EndForm, GuestForm, GuestsForm
from tingtang.manual.queries import rulebook, value
from tingtang.organisation.access import Tie, Viewer, requires, tied_customers, viewer_of
from tingtang.organisation.masking import MASK_ALL, Masker
from tingtang.outreach import campaigns as read
from tingtang.outreach.actions import call_off, close_campaign, list_guests, plan_campaign, prepared, record_guest
from tingtang.outreach.criteria import parse
from tingtang.outreach.finding import matching_ids
from tingtang.outreach.models import Campaign, Guest
from tingtang.outreach.queries import saved_lists
from tingtang.shared.refusal import Refused
from tingtang.shared.times import business_date

GUESTS = 50  # a page


@require_GET
@never_cache
@login_required
@requires("campaign.see")
def campaigns(request: HttpRequest) -> HttpResponse:
    """The campaigns of one's places with what each came to, the latest first."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    page = _number(request)
    found = list(read.campaigns_of(viewer)[(page - 1) * read.PAGE : page * read.PAGE + 1])
    shown = found[: read.PAGE]
    outcomes = read.outcomes(one.pk for one in shown)
    context = {
        "rows": [(one, outcomes.get(one.pk, read.Outcome())) for one in shown],
        "page_number": page,
        "more": len(found) > read.PAGE,
        "page_address": lambda n: lists.query_address("outreach:campaigns", page=n),
        "at": at,
        "today": business_date(at),
    }
    return render(request, "desk/outreach/campaigns.html", context)


def _number(request: HttpRequest) -> int:
    text = request.GET.get("page", "")
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 6 else 1


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("campaign.see")
def new(request: HttpRequest) -> HttpResponse:
    """Plan a campaign, with the customers of a saved list if one likes."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    form = CampaignForm(posted(request), initial={"on": business_date(at).isoformat()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = plan_campaign(
                title=given["title"], place=given["place"], goal=given["goal"], on=given["on"],
                preparations=given["preparations"].splitlines(), by=viewer.staff_id, at=at,
            )  # fmt: skip
            _from_list(viewer, made, given["saved"], at)
            return HttpResponseRedirect(reverse("outreach:campaign", args=[made.pk]))
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.text.pick(lang()))
    context = {
        "values": typed(form), "mistakes": mistakes(form) if form.is_bound else {}, "saved": list(saved_lists(viewer)),
        "at": at,
    }  # fmt: skip
    return render(request, "desk/outreach/campaign_new.html", context, status=422 if form.is_bound else 200)


def _from_list(viewer: Viewer, campaign: Campaign, list_id: int | None, at: datetime) -> int:
    """Put the customers of a saved list on the campaign's; how many are new."""
    chosen = next((one for one in saved_lists(viewer) if one.pk == list_id), None)
    if chosen is None:
        return 0
    today = business_date(at)
    most = int(str(value("campaign.list_most", today, campaign.institution_id).value))
    ids, _ = matching_ids(viewer, parse(chosen.criteria), today, rulebook(), most=most)
    return list_guests(campaign_id=campaign.pk, customer_ids=ids, by=viewer.staff_id, at=at)


@require_GET
@never_cache
@login_required
@requires("campaign.see")
def campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """One campaign from plan to lessons. Customers the viewer has no tie to are masked."""
    return _page(request, campaign_id)


def _page(
    request: HttpRequest, campaign_id: int, form: forms.Form | None = None, guest_id: int | None = None
) -> HttpResponse:
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found, page = read.campaign_for(viewer, campaign_id), _number(request)
    guests = list(read.guests_of(found)[(page - 1) * GUESTS : page * GUESTS + 1])
    wrong = {"mistakes": mistakes(form), "values": typed(form)} if form else {"mistakes": {}, "values": {}}
    context = {
        **wrong,
        "campaign": found,
        "outcome": read.outcomes([found.pk]).get(found.pk, read.Outcome()),
        "preparations": list(found.preparations.order_by("pk")),
        "guests": _masked(viewer, guests[:GUESTS]),
        "wrong_guest": guest_id,
        "page_number": page,
        "more": len(guests) > GUESTS,
        "page_address": lambda n: lists.query_address_of(reverse("outreach:campaign", args=[found.pk]), page=n),
        "may_change": read.may_change(viewer, found),
        "saved": list(saved_lists(viewer)) if read.may_change(viewer, found) else [],
        "states": Guest.State.values,
        "results": Guest.Result.values,
        "is_over": found.on <= business_date(at),
        "at": at,
        "today": business_date(at),
    }
    return render(request, "desk/outreach/campaign.html", context, status=422 if form else 200)


def _masked(viewer: Viewer, guests: list[Guest]) -> list[tuple[Guest, str, str, bool]]:
    """(guest, name, phone, whether the viewer is tied) for each. One query."""
    ids = [one.customer_id for one in guests]
    tied = set(Customer.objects.filter(tied_customers(viewer), pk__in=ids).values_list("pk", flat=True))
    seen = Masker(viewer, Tie.HEAD)
    return [
        (one, str(mask.field("name", one.customer.name)), str(mask.field("phone", one.customer.phone)), mask is seen)
        for one in guests
        for mask in [seen if one.customer_id in tied else MASK_ALL]
    ]


def _changeable(request: HttpRequest, campaign_id: int) -> Campaign:
    """The campaign, for whoever may change it. PermissionDenied for others, and for one that is over or not there."""
    found = read.campaign_for(viewer_of(request), campaign_id)
    if not read.may_change(viewer_of(request), found):
        raise PermissionDenied("campaign.change")
    return found


def _done(campaign_id: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("outreach:campaign", args=[campaign_id]))


@require_POST
@login_required
@requires("campaign.see")
def prepare(request: HttpRequest, campaign_id: int, preparation_id: int) -> HttpResponse:
    """Tick a preparation, or take the tick back."""
    at, by = request.at, viewer_of(request).staff_id  # type: ignore[attr-defined]
    prepared(campaign_id=campaign_id, preparation_id=preparation_id, by=by, at=at)
    return _done(campaign_id)


@require_POST
@login_required
@requires("campaign.see")
def add_guests(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """More customers: those of a saved list, or one by number."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found, form = _changeable(request, campaign_id), GuestsForm(request.POST)
    if form.is_valid():
        number = form.cleaned_data["customer"]
        try:
            added = (
                list_guests(campaign_id=found.pk, customer_ids=[number], by=viewer.staff_id, at=at)
                if number
                else _from_list(viewer, found, form.cleaned_data["saved"], at)
            )
            if added or not number:
                return _done(campaign_id)
            form.add_error(
                "customer", t("没有这位客户，或已在名单中", "No such customer of yours, or on the list already")
            )
        except Refused as refused:
            form.add_error(None, refused.text.pick(lang()))
    return _page(request, campaign_id, form)


@require_POST
@login_required
@requires("campaign.see")
def guest(request: HttpRequest, campaign_id: int, guest_id: int) -> HttpResponse:
    """How far it went with a customer and what came of it."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    _changeable(request, campaign_id)
    form = GuestForm(request.POST)
    if form.is_valid():
        try:
            record_guest(campaign_id=campaign_id, guest_id=guest_id, by=viewer.staff_id, at=at, **form.cleaned_data)
            return HttpResponseRedirect(f"{reverse('outreach:campaign', args=[campaign_id])}#guest-{guest_id}")
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.text.pick(lang()))
    return _page(request, campaign_id, form, guest_id)


@require_POST
@login_required
@requires("campaign.see")
def end(request: HttpRequest, campaign_id: int, ending: str) -> HttpResponse:
    """Close it with its lessons, or call it off with the reason."""
    if ending not in ("close", "call-off"):
        raise Http404
    _changeable(request, campaign_id)
    by, at = viewer_of(request).staff_id, request.at  # type: ignore[attr-defined]
    form = EndForm(request.POST)
    if form.is_valid():
        said: dict[str, Any] = {"campaign_id": campaign_id, "by": by, "at": at}
        try:
            if ending == "close":
                close_campaign(lessons=form.cleaned_data["lessons"], **said)
            else:
                call_off(reason=form.cleaned_data["lessons"], **said)
            return _done(campaign_id)
        except Refused as refused:
            form.add_error("lessons", refused.text.pick(lang()))
    return _page(request, campaign_id, form)

"""Market events: write what happened and what to tell, see whom it touches, open the duties, follow them (A31.3)."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tingtang.contacts.actions import open_event, write_event
from tingtang.contacts.errors import EventRefused
from tingtang.contacts.market import (
    Share,
    Told,
    events,
    may_change,
    reach,
    readable,
    shares_now,
    shares_told,
    told_by,
)
from tingtang.contacts.models import MarketEvent
from tingtang.customers.models import Product
from tingtang.desk.contacts.forms import EventForm
from tingtang.desk.customers.words import product_type
from tingtang.desk.formats import clock
from tingtang.desk.forms import mistakes, typed
from tingtang.desk.language import lang
from tingtang.desk.pages import PAGE, Paged, addressed, number_of
from tingtang.desk.ties import own_tie
from tingtang.organisation.access import Viewer, requires, viewer_of
from tingtang.organisation.masking import Masker
from tingtang.organisation.models import Institution
from tingtang.shared.times import business_date

MOST = 200  # products of one kind to choose from


@require_GET
@never_cache
@login_required
@requires("market_event.see")
def listed(request: HttpRequest) -> HttpResponse:
    """The events of one's line, latest first."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    context = {
        "found": Paged(events(viewer), request), "address": addressed("contacts:events", {}),
        "may_make": viewer.may("market_event.make"), "at": at, "today": business_date(at),
    }  # fmt: skip
    return render(request, "desk/contacts/market_events.html", context)


@require_GET
@never_cache
@login_required
@requires("market_event.see")
def event(request: HttpRequest, event_id: int) -> HttpResponse:
    """One event: a draft with whom it would touch, manager by manager; an opened one with how the telling goes."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    return _page(request, readable(viewer, event_id), at)


def _page(request: HttpRequest, found: MarketEvent, at: datetime, trouble: str = "", status: int = 200) -> HttpResponse:
    viewer = viewer_of(request)
    shares = _shares(viewer, found, at)
    pages = max(1, -(-len(shares) // PAGE))
    number = min(max(1, number_of(request, "page")), pages)
    context = {
        "event": found, "trouble": trouble, "may_change": may_change(viewer, found), "shares": shares,
        "rows": shares[(number - 1) * PAGE : number * PAGE], "page_number": number, "pages": pages,
        "customers": sum(one.customers for one in shares), "told": sum((one.told for one in shares), Told()),
        "holds": sum(one.holds for one in shares),
        "products": Product.objects.filter(pk__in=found.products).order_by("name")[:MOST],
        "types": [product_type(code) for code in found.types],
        "mine": None if viewer.may("market_event.make") or not found.opened_at else _mine_to_tell(request, found, at),
        "address": addressed("contacts:event", {}, found.pk), "at": at, "today": business_date(at),
    }  # fmt: skip
    return render(request, "desk/contacts/market_event.html", context, status=status)


def _mine_to_tell(request: HttpRequest, found: MarketEvent, at: datetime) -> dict[str, Any]:
    """One's own customers whom it touched, those still to be told in front: a page of them."""
    viewer = viewer_of(request)
    page = Paged(told_by(found, {viewer.staff_id, *viewer.stands_in_for}), request)
    rows = [(one.customer, own_tie(viewer, one.customer), one.duty) for one in page.rows]
    return {
        "rows": [
            (one, Masker(viewer, tie).field("name", one.name), tie, duty, clock(duty.due_at, at))
            for one, tie, duty in rows
        ],
        "total": page.total, "number": page.number, "pages": page.pages,
    }  # fmt: skip


def _shares(viewer: Viewer, found: MarketEvent, at: datetime) -> list[Share]:
    """The managers below the viewer; of somebody who writes no events their own part alone."""
    below = reach(viewer) or [viewer.institution_id]
    shares = shares_told(found, below, at) if found.opened_at else shares_now(found, below)
    return shares if viewer.may("market_event.make") else [one for one in shares if one.staff.pk == viewer.staff_id]


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("market_event.make")
def new(request: HttpRequest) -> HttpResponse:
    """Write one down. A refusal keeps what was typed and chosen (422)."""
    return _written(request, None)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("market_event.make")
def edit(request: HttpRequest, event_id: int) -> HttpResponse:
    """Change a draft."""
    return _written(request, _mine(viewer_of(request), event_id))


def _mine(viewer: Viewer, event_id: int) -> MarketEvent:
    found = readable(viewer, event_id)
    if not may_change(viewer, found):
        raise PermissionDenied("market_event.make")
    return found


def _written(request: HttpRequest, draft: MarketEvent | None) -> HttpResponse:
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    places = reach(viewer)
    if request.method == "GET":
        names = ("title", "happened", "tell", "happened_on")
        started = {name: getattr(draft, name) for name in names} if draft else {"happened_on": business_date(at)}
        return _form(request, draft, EventForm(initial=started), places, at)
    form = EventForm(request.POST)
    if form.is_valid():
        try:
            kept = write_event(
                institution_id=_place(request, places), types=request.POST.getlist("types"),
                products=request.POST.getlist("products"), by=viewer.staff_id, at=at,
                event_id=draft.pk if draft else None, **form.cleaned_data,
            )  # fmt: skip
            return HttpResponseRedirect(reverse("contacts:event", args=[kept.pk]))
        except EventRefused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.text.pick(lang()))
    return _form(request, draft, form, places, at, status=422)


def _place(request: HttpRequest, places: list[str]) -> str:
    chosen = request.POST.get("institution", "") or (places[0] if places else "")
    if chosen not in places:
        raise PermissionDenied("market_event.make")
    return chosen


def _form(
    request: HttpRequest,
    draft: MarketEvent | None,
    form: forms.Form,
    places: list[str],
    at: datetime,
    status: int = 200,
) -> HttpResponse:
    chosen = {
        name: set(request.POST.getlist(name) if form.is_bound else (getattr(draft, name) if draft else []))
        for name in ("types", "products")
    }
    rows = Product.objects.order_by("type", "name", "pk")
    kinds = [(code, product_type(code), list(found)) for code, found in groupby(rows, key=lambda one: one.type)]
    context = {
        "draft": draft, "values": typed(form), "mistakes": mistakes(form) if form.is_bound else {}, "chosen": chosen,
        "kinds": [(code, name, found[:MOST], len(found)) for code, name, found in kinds],
        "places": Institution.objects.filter(pk__in=places), "today": business_date(at),
        "place": request.POST.get("institution", draft.institution_id if draft else ""),
    }  # fmt: skip
    return render(request, "desk/contacts/market_event_form.html", context, status=status)


@require_POST
@never_cache
@login_required
@requires("market_event.make")
def opened(request: HttpRequest, event_id: int) -> HttpResponse:
    """Open the duties of everybody it touches; asked twice it happens once."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found = _mine(viewer, event_id)
    try:
        open_event(event_id=found.pk, by=viewer.staff_id, at=at)
    except EventRefused as refused:
        return _page(request, found, at, refused.text.pick(lang()), status=422)
    return HttpResponseRedirect(reverse("contacts:event", args=[found.pk]))

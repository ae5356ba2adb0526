"""Finding one's customers; one customer's page; the brief to take along."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tingtang.advice.fees import channels, eligible_tiers
from tingtang.audit.actions import log_read
from tingtang.customers.models import Customer, Tier
from tingtang.customers.queries import tied_customer
from tingtang.customers.search import CARDS, search
from tingtang.desk import answers
from tingtang.desk.customers.page import portrait
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import Tie, Viewer, requires, viewer_of
from tingtang.organisation.masking import Masker
from tingtang.shared.times import business_date

LONGEST = 40


@require_GET
@never_cache
@login_required
@requires("customer.list")
def customers(request: HttpRequest) -> HttpResponse:
    """Search among those the viewer is tied to; with htmx only the list."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    q, tier = request.GET.get("q", "").strip()[:LONGEST], request.GET.get("tier", "")
    tier = tier if tier in Tier.values else ""
    card = request.GET.get("card", "")
    card = card if card in CARDS else ""
    found = search(viewer, q, tier=tier, card=card, at=at)
    # Whoever is found is tied to the viewer: by which tie does not change what a list shows.
    mask = Masker(viewer, Tie.HEAD)
    rows = [(one, mask.field("name", one.name), mask.field("phone", one.phone)) for one in found.rows]
    context = {
        "q": q,
        "tier": tier,
        "tiers": Tier.values,
        "card": card,
        "cards": CARDS,
        "found": found,
        "rows": rows,
    }
    return render(
        request,
        "desk/customers/list.html" if answers.is_fragment(request) else "desk/customers/customers.html",
        context,
    )


@require_GET
@never_cache
@login_required
@requires("customer.see")
def customer(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Everything this viewer may know of one customer; who is not the manager leaves a trace."""
    return _page(request, customer_id, "desk/customers/customer.html")


@require_GET
@never_cache
@login_required
@requires("customer.see")
def brief(request: HttpRequest, customer_id: str) -> HttpResponse:
    """The same on one printed page, to read before a contact; always a trace, for paper leaves the house."""
    return _page(request, customer_id, "desk/customers/brief.html", printed=True)


def _page(request: HttpRequest, customer_id: str, template: str, *, printed: bool = False) -> HttpResponse:
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    found, tie = tied_customer(viewer, customer_id)
    if printed or tie != Tie.MANAGER:
        _log(viewer, found, tie, at, "customer.brief.read" if printed else "customer.read")
    context = {
        "p": portrait(viewer, found, tie, at, rulebook()), "at": at, "viewer": viewer,
        "fees": _fees_told(request, found, business_date(at)),
    }  # fmt: skip
    return render(request, template, context)


def _fees_told(request: HttpRequest, found: Customer, on: date) -> bool:
    """Whether the page offers the discounts of the customer's tier: to the right role in a channel of A32. At other
    places they stand at the counter's console, while the customer is there."""
    staff = getattr(request.user, "staff", None)
    here = staff is not None and staff.institution.kind in channels(on)
    return here and viewer_of(request).may("fees.table") and found.tier in eligible_tiers(on)


def _log(viewer: Viewer, found: Customer, tie: Tie, at: datetime, action: str) -> None:
    place = found.home_institution_id
    log_read(by=viewer.actor, at=at, subject=("customer", found.pk), action=action, institution=place, tie=tie)

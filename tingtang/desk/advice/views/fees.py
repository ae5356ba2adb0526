"""Fee discounts (A32): the whole table in wealth and private channels; one tier's for the customer at one's counter."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tingtang.advice import fees
from tingtang.audit.actions import log_read
from tingtang.customers.models import Customer
from tingtang.desk import answers
from tingtang.desk.advice.at_hand import customer_at_hand, served_now
from tingtang.lobby.models import Ticket
from tingtang.organisation.access import Viewer, requires, viewer_of
from tingtang.shared.times import business_date

Subject = tuple[str, str]


@require_GET
@never_cache
@login_required
@requires("fees.table")
def fee_table(request: HttpRequest) -> HttpResponse:
    """Every tier's discounts, for who serves in a channel where they may be told; any other asking is kept."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    if not fees.told_in_channel(viewer, business_date(at)):
        raise _refused(viewer, at, ("fees", "table"))
    return _shown(request, viewer, at, ("fees", "table"), fees.eligible_tiers(business_date(at)), "channel")


@require_GET
@never_cache
@login_required
@requires("fees.at_hand")
def fees_at_hand(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """The discounts of the tier of the customer who was recognised and is at the viewer's own counter this minute."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    ticket = Ticket.objects.filter(pk=ticket_id, institution=viewer.institution_id).first()
    subject = ("ticket", str(ticket_id))
    if ticket is None or not served_now(viewer, ticket.customer_id, at):
        raise _refused(viewer, at, subject)
    tier = Customer.objects.filter(pk=ticket.customer_id).values_list("tier", flat=True).first() or ""
    if tier not in fees.eligible_tiers(business_date(at)):
        raise _refused(viewer, at, subject)
    return _shown(request, viewer, at, subject, (tier,), "at_counter")


@require_GET
@never_cache
@login_required
@requires("fees.at_hand")
def fees_of_customer(request: HttpRequest, customer_id: str) -> HttpResponse:
    """The discounts of one customer's tier, from their page: where they may be told (A32), else as at the counter."""
    viewer, at = viewer_of(request), request.at  # type: ignore[attr-defined]
    on, subject = business_date(at), ("customer", customer_id)
    customer, _ = customer_at_hand(viewer, customer_id, at)
    told = fees.told_in_channel(viewer, on)
    if customer.tier not in fees.eligible_tiers(on) or not (told or served_now(viewer, customer_id, at)):
        raise _refused(viewer, at, subject)
    return _shown(request, viewer, at, subject, (customer.tier,), "own_page" if told else "at_counter")


def _refused(viewer: Viewer, at: datetime, subject: Subject) -> PermissionDenied:
    """The refusal, kept in the trail."""
    log_read(by=viewer.actor, at=at, subject=subject, action="fees.refused", institution=viewer.institution_id)
    return PermissionDenied("fees")


def _shown(
    request: HttpRequest, viewer: Viewer, at: datetime, subject: Subject, tiers: tuple[str, ...], why: str
) -> HttpResponse:
    log_read(by=viewer.actor, at=at, subject=subject, action="fees.read", institution=viewer.institution_id, tie=why)
    on = business_date(at)
    context = {
        "rows": fees.table(on, tiers), "tiers": tiers, "schedule": fees.schedule(on), "on": on, "why": why, "at": at,
    }  # fmt: skip
    if why == "channel":
        return render(request, "desk/advice/fees.html", context)
    return answers.sheet(request, "desk/advice/fees_sheet.html", context)

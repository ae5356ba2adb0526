"""A referral or contact card from a ticket, in one sentence (A19.2e, A20.2e): the lobby and referrals joined."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tingtang.desk import answers
from tingtang.desk.language import lang, t
from tingtang.lobby.models import Ticket
from tingtang.organisation.access import may_at, requires, viewer_of
from tingtang.referrals.actions import Referred, refer
from tingtang.referrals.errors import BadInput, ReferralError
from tingtang.referrals.models import Need

FIELDS = ("sentence", "need", "willing", "prospect_name", "phone", "key")


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@requires("referral.make")
def from_ticket(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Write the card; whoever it goes to is found by the manual's routing. Only for tickets of one's own outlet."""
    viewer = viewer_of(request)
    ticket = Ticket.objects.filter(pk=ticket_id).first()
    if ticket is None or not may_at(viewer, "referral.make", ticket.institution_id):
        raise Http404(str(ticket_id))
    typed = {name: request.POST.get(name, "") for name in FIELDS}
    context: dict[str, Any] = {"ticket": ticket, "needs": Need.choices, "typed": typed, "mistakes": {}}
    if request.method == "POST":
        try:
            made = _refer(request, ticket, typed)
            return answers.done(request, _said(made), back="/counter", changed="lobby:changed")
        except ReferralError as refused:
            field = refused.field if isinstance(refused, BadInput) else ""
            context["mistakes"] = {field: refused.text.pick(lang())}
    else:
        typed |= {"key": secrets.token_urlsafe(16), "willing": "1"}
    return answers.sheet(request, "desk/refer.html", context, 422 if request.method == "POST" else 200)


def _refer(request: HttpRequest, ticket: Ticket, typed: dict[str, str]) -> Referred:
    return refer(
        by=viewer_of(request).staff_id,
        at=request.at,  # type: ignore[attr-defined]
        institution_id=ticket.institution_id,
        sentence=typed["sentence"],
        prospect_name=typed["prospect_name"],
        phone=typed["phone"],
        need=typed["need"],
        willing=typed["willing"] == "1",
        customer_id=ticket.customer_id,
        source=("ticket", str(ticket.pk)),
        key=typed["key"],
    )


def _said(made: Referred) -> str:
    to = made.referral.to_staff.name if made.referral.to_staff else ""
    if made.again:
        return t(f"已补充到现有卡片 {to}", f"Added to the open card {to}")
    return t(f"已转介 {to}", f"Referred {to}")

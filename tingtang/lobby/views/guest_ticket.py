"""The public page of a ticket: whoever holds its key follows its place in line, and learns nothing else."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tingtang.live.pages import follow
from tingtang.lobby.actions import leave, rate
from tingtang.lobby.errors import LobbyError
from tingtang.lobby.queries import PublicTicket, ticket_by_key
from tingtang.lobby.states import ENDED, QUEUED, State
from tingtang.lobby.views import guest_words as words
from tingtang.lobby.views.guest_common import is_part
from tingtang.organisation.sign_in import at_of
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

BY = "public:ticket"  # the key was the right; who held it is not known, and not asked


@login_not_required
@never_cache
@require_safe
def ticket(request: HttpRequest, ticket_key: str) -> HttpResponse:
    """GET the page; as a part (htmx) what may have changed on it."""
    return _page(request, ticket_key)


@login_not_required
@never_cache
@require_POST
def leave_line(request: HttpRequest, ticket_key: str) -> HttpResponse:
    """The holder gives the number up. 409 where the visit has moved on meanwhile, with the page as it is now."""
    at = at_of(request)
    found = ticket_by_key(ticket_key, at)
    if found is None:
        return _none(request)
    if not _may_leave(found):
        return _page(request, ticket_key, Bilingual("已不在排队，无需取消", "no longer in line: nothing to leave"))
    try:
        leave(ticket_id=found.ticket_id, by=BY, at=at, reason="客户自行取消")
    except LobbyError as refused:
        return _page(request, ticket_key, refused.text)
    return HttpResponseRedirect(reverse("lobby:ticket", args=[ticket_key]))


@login_not_required
@never_cache
@require_POST
def rating(request: HttpRequest, ticket_key: str) -> HttpResponse:
    """Rate a service whose question at the counter was missed. One rating a ticket: where there is one, it stands."""
    at = at_of(request)
    found = ticket_by_key(ticket_key, at)
    if found is None:
        return _none(request)
    if not found.ratings and not _may_rate(found, request):
        return _page(request, ticket_key, Bilingual("现在不能评价", "this cannot be rated now"))
    score = request.POST.get("score", "")
    if not found.ratings:
        try:
            rate(
                ticket_id=found.ticket_id,
                score=int(score) if score.isdecimal() and len(score) == 1 else 0,
                reasons=_reasons(request),
                comment=request.POST.get("comment", ""),
                client_key=f"page-{found.ticket_id}",  # sent twice, kept once
                by=BY,
                at=at,
            )
        except LobbyError as refused:
            return _page(request, ticket_key, refused.text, status=422)
    return HttpResponseRedirect(reverse("lobby:ticket", args=[ticket_key]))


def _reasons(request: HttpRequest) -> list[str]:
    sent = request.POST.getlist("reasons")
    return [one.code for one in words.RATING_REASONS if one.code in sent]


def _may_leave(found: PublicTicket) -> bool:
    return found.state in (*QUEUED, State.CALLED)


def _may_rate(found: PublicTicket, request: HttpRequest) -> bool:
    """Served today and not rated yet."""
    today = business_date(at_of(request))
    return found.state == State.SERVED and not found.ratings and business_date(found.taken_at) == today


def _page(request: HttpRequest, ticket_key: str, mistake: Bilingual | None = None, status: int = 409) -> HttpResponse:
    at = at_of(request)
    live = None if is_part(request) else follow(request, [f"ticket:{ticket_key}"], at=at)
    found = ticket_by_key(ticket_key, at)
    if found is None:
        return _none(request)
    context: dict[str, Any] = {
        "ticket": found,
        "over": found.state in ENDED,
        "may_leave": _may_leave(found),
        "may_rate": _may_rate(found, request),
        "rated": found.ratings > 0,
        "levels": words.LEVELS,
        "rating_reasons": words.RATING_REASONS,
        "mistake": mistake,
        "live": live if found.state not in ENDED else None,
    }
    template = "lobby/ticket_now.html" if is_part(request) else "lobby/ticket.html"
    return _unlisted(render(request, template, context, status=status if mistake else 200))


def _none(request: HttpRequest) -> HttpResponse:
    return _unlisted(render(request, "lobby/ticket_none.html", status=404))


def _unlisted(response: HttpResponse) -> HttpResponse:
    """Nothing of it in a search engine, whoever posts the address somewhere."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response

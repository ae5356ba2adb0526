"""The rating panel of a counter: what it shows, that it asked, and what the customer said."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tingtang.live.pages import follow
from tingtang.lobby.actions import rate, rating_asked
from tingtang.lobby.errors import BadInput, LobbyError, NoSuchTicket
from tingtang.lobby.models import Counter, Ticket
from tingtang.lobby.queries.panel import ASKS_FOR, panel
from tingtang.lobby.views import guest_words as words
from tingtang.lobby.views.guest_common import counter_for
from tingtang.organisation.access import requires, viewer_of
from tingtang.organisation.sign_in import at_of
from tingtang.shared.text import Bilingual

REVISE_SECONDS = 20  # how long "change it" stands on the panel; a revision keeps what was said before


@requires("lobby.rate")
@never_cache
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """GET the counters of the panel's outlet: at which of them it stands."""
    here = viewer_of(request).institutions_for("lobby.rate")
    counters = Counter.objects.select_related("institution").filter(institution__in=here)
    rows = sorted(counters, key=lambda one: (one.institution_id, len(one.label), one.label))
    return render(request, "lobby/panel_choose.html", {"counters": rows})


@requires("lobby.rate")
@never_cache
@require_safe
def page(request: HttpRequest, counter_id: int) -> HttpResponse:
    """GET the panel of a counter."""
    counter = counter_for(request, "lobby.rate", counter_id)
    at = at_of(request)
    live = follow(request, [f"counter:{counter.pk}"], at=at)
    context = {
        "counter": counter,
        "state": _state(counter, at),
        "seconds": int(ASKS_FOR.total_seconds()),
        "revise": REVISE_SECONDS,
        "levels": words.LEVELS,
        "rating_reasons": words.RATING_REASONS,
        "live": live,
    }
    return render(request, "lobby/panel.html", context)


@requires("lobby.rate")
@never_cache
@require_safe
def now(request: HttpRequest, counter_id: int) -> JsonResponse:
    """GET what the panel is to show: {at, shows, number, staff, reason, rate: {ticket, number, seconds, wasAsked}}."""
    counter = counter_for(request, "lobby.rate", counter_id)
    return JsonResponse(_state(counter, at_of(request)))


@requires("lobby.rate")
@require_POST
def asked(request: HttpRequest, counter_id: int) -> JsonResponse:
    """POST `ticket`: the question stands on the panel. The first time is kept."""
    counter = counter_for(request, "lobby.rate", counter_id)
    by = viewer_of(request).actor
    return _answer(lambda: rating_asked(ticket_id=_served_here(request, counter), by=by, at=at_of(request)))


@requires("lobby.rate")
@require_POST
def rating(request: HttpRequest, counter_id: int) -> JsonResponse:
    """POST `ticket`, `score` 1-5, `reasons`, `comment`, `client_key`: kept once, however often it is sent."""
    counter = counter_for(request, "lobby.rate", counter_id)
    sent = request.POST
    score = sent.get("score", "")
    return _answer(
        lambda: rate(
            ticket_id=_served_here(request, counter),
            score=int(score) if score.isdecimal() and len(score) == 1 else 0,
            reasons=[one.code for one in words.RATING_REASONS if one.code in sent.getlist("reasons")],
            comment=sent.get("comment", ""),
            client_key=sent.get("client_key", "")[:64],
            by=viewer_of(request).actor,
            at=at_of(request),
        )
    )


def _served_here(request: HttpRequest, counter: Counter) -> int:
    """The ticket named by the form; a panel speaks for its own counter only. Raises BadInput, NoSuchTicket."""
    named = request.POST.get("ticket", "")
    if not (named.isascii() and named.isdecimal() and len(named) < 19):
        raise BadInput("ticket", Bilingual("请指明号票", "say which ticket"))
    if not Ticket.objects.filter(pk=int(named), counter=counter).exists():
        raise NoSuchTicket
    return int(named)


def _answer(write: Any) -> JsonResponse:
    try:
        write()
    except NoSuchTicket as refused:
        return _refuse(404, refused)
    except BadInput as refused:
        return _refuse(422, refused, refused.field)
    except LobbyError as refused:
        return _refuse(409, refused)
    return JsonResponse({"kept": True})


def _refuse(status: int, refused: LobbyError, field: str = "") -> JsonResponse:
    return JsonResponse({"error": str(refused), "field": field}, status=status)


def _state(counter: Counter, at: datetime) -> dict[str, Any]:
    shown = panel(counter, at=at)
    rate_now = shown.rate and {
        "ticket": shown.rate.ticket_id,
        "number": shown.rate.number,
        "seconds": shown.rate.seconds,
        "wasAsked": shown.rate.was_asked,
    }
    plain = {name: value for name, value in asdict(shown).items() if name not in ("rate", "staff_id")}
    return {"at": at.isoformat(), **plain, "staff": shown.staff_id, "rate": rate_now}

"""`/lobby`: the lobby by its zones; care, pre-processing, a ticket for somebody; a ticket's story."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tingtang.lobby import actions
from tingtang.lobby.actions import Wish, items_of
from tingtang.lobby.errors import LobbyError
from tingtang.lobby.facts import business_of
from tingtang.lobby.models import Ticket
from tingtang.lobby.queries.broadcasts import shown_at
from tingtang.lobby.queries.console import prepared
from tingtang.lobby.queries.devices import devices_at
from tingtang.lobby.queries.elastic import change_at
from tingtang.lobby.queries.floor import floor
from tingtang.lobby.queries.tickets import story, why_called
from tingtang.lobby.states import ENDED, QUEUED, Need
from tingtang.lobby.views.staff import Here, done, here, is_part, live, mistakes, page, say, sheet, ticket_here
from tingtang.lobby.views.staff_reasons import CARES
from tingtang.lobby.views.staff_words import ASSISTANCE, GROUPS, LANGUAGES, ZONE_ARTICLES, Words
from tingtang.manual.queries import rulebook, values
from tingtang.organisation.access import may_at, requires, viewer_of
from tingtang.organisation.sign_in import at_of
from tingtang.organisation.skills import Speaker, codes_for, speakers
from tingtang.shared.times import business_date

SPEAKERS = 4  # named on a ticket
ACTS = ("take", "care", "prepare", "recognise")  # what the board offers to whom may


@require_GET
@never_cache
@requires("lobby.board")
def board(request: HttpRequest) -> HttpResponse:
    """The board of an outlet. With htmx only the part that changes."""
    found = here(request, "lobby.board")
    context = _floor(request, found)
    if is_part(request):
        return page(request, "lobby/board_now.html", context)
    context["live"] = live(request, f"outlet:{found.outlet.pk}")
    return page(request, "lobby/board.html", context)


def _floor(request: HttpRequest, found: Here) -> dict[str, Any]:
    at, viewer = at_of(request), viewer_of(request)
    whole = floor(found.outlet.pk, at)
    return {
        "here": found,
        "outlet": found.outlet,
        "floor": whole,
        "change": change_at(found.outlet, whole.board),
        "zone_articles": ZONE_ARTICLES,
        "news": shown_at(found.outlet.pk, at),
        "devices": devices_at(found.outlet.pk),
        "may": {name: may_at(viewer, f"lobby.{name}", found.outlet.pk) for name in ACTS},
    }


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": viewer_of(request).actor, "at": at_of(request)}


@require_http_methods(["GET", "POST"])
@never_cache
@requires("lobby.care")
def care(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Somebody cared for a waiting customer: what was done is one tap, or a sentence."""
    ticket = ticket_here(request, ticket_id, "lobby.care")
    words = Words(viewer_of(request).language)
    context: dict[str, Any] = {
        "ticket": ticket,
        "choices": [words.pick(one) for one in CARES],
        "mistakes": {},
        "typed": {},
    }
    if request.method == "POST":
        note = request.POST.get("other", "").strip() or request.POST.get("note", "")
        try:
            actions.care(ticket_id=ticket.pk, note=note, **_who(request))
            return done(
                request, f"{ticket.number} {say(request, '已记录关怀', 'care recorded')}", reverse("lobby:board")
            )
        except LobbyError as error:
            context |= {"mistakes": mistakes(request, error), "typed": request.POST.dict()}
    return sheet(request, "lobby/care.html", context, 422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@requires("lobby.prepare")
def prepare(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """The pre-processing card of a waiting customer: papers, forms, checks, each with who ticked it when (A19.2a)."""
    ticket = ticket_here(request, ticket_id, "lobby.prepare")
    context: dict[str, Any] = {"ticket": ticket, "mistakes": {}, "items": items_of(business_of(ticket.business))}
    if request.method == "POST":
        ready = [(kind, text) for kind, _, text in (one.partition(":") for one in request.POST.getlist("ready")[:60])]
        try:
            actions.prepare(ticket_id=ticket.pk, ready=ready, **_who(request))
            return done(request, f"{ticket.number} {say(request, '预处理已保存', 'prepared')}", reverse("lobby:board"))
        except LobbyError as error:
            context["mistakes"] = mistakes(request, error)
    context["prepared"] = prepared(ticket.pk)
    return sheet(request, "lobby/prepare.html", context, 422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@requires("lobby.take")
def take(request: HttpRequest) -> HttpResponse:
    """Take a ticket for somebody: business, need with its reason, language, assistance."""
    found = here(request, "lobby.take")
    context: dict[str, Any] = {"outlet": found.outlet, "typed": {}, "chosen": (), "mistakes": {}, **_offers()}
    if request.method == "POST":
        try:
            taken = actions.take_ticket(institution_id=found.outlet.pk, wish=_wish(request), **_who(request))
            return sheet(request, "lobby/taken.html", {"taken": taken, "outlet": found.outlet})
        except LobbyError as error:
            typed = request.POST.dict()
            context |= {
                "typed": typed,
                "chosen": request.POST.getlist("assistance"),
                "mistakes": mistakes(request, error),
            }
    return sheet(request, "lobby/take.html", context, 422 if request.method == "POST" else 200)


def _offers() -> dict[str, Any]:
    kinds = rulebook().businesses.values()
    return {
        "groups": [(group, [one for one in kinds if one.group == group]) for group in GROUPS],
        "needs": Need.values,
        "languages": tuple(LANGUAGES),
        "helps": tuple(ASSISTANCE),
    }


def _wish(request: HttpRequest) -> Wish:
    typed = request.POST
    need = typed.get("need", "")
    return Wish(
        business=typed.get("business", ""),
        need=need,
        need_reason=typed.get("need_reason", "") if need else "",
        language=typed.get("language", "zh"),
        assistance=tuple(typed.getlist("assistance")[:8]),
    )


@require_GET
@never_cache
@requires("lobby.ticket")
def ticket(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """A ticket's story from its steps: everything that happened, with how long it lasted."""
    found = ticket_here(request, ticket_id, "lobby.ticket")
    context = {
        "ticket": found,
        "outlet": found.institution,
        "story": story(found, at_of(request)),
        "prepared": prepared(found.pk).values(),
        "ended": found.state in ENDED,
        "queued": found.state in QUEUED,
        "may_refer": viewer_of(request).may("referral.make"),
        "speakers": _speakers(found, at_of(request)),
    }
    return page(request, "lobby/ticket_story.html", context)


def _speakers(found: Ticket, at: datetime) -> list[Speaker] | None:
    """Whom to ask where the customer needs a language or signs (A33.1); None where none is needed."""
    codes = codes_for(found.language, found.assistance)
    return speakers(found.institution_id, codes, business_date(at))[:SPEAKERS] if codes else None


@require_GET
@never_cache
@requires("lobby.ticket")
def why(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Why this ticket was called: the rule, whom it was compared with, the values in force."""
    found = ticket_here(request, ticket_id, "lobby.ticket")
    called = why_called(found)
    held = values(business_date(called.at), found.institution_id) if called else {}
    book = rulebook()
    keys = called.values if called else ()
    context = {"ticket": found, "called": called, "held": [(book.entries[key], held[key]) for key in keys]}
    return sheet(request, "lobby/why_called.html", context)

"""What is done with one ticket: one tap each, or a short sheet where a reason or a target is needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tingtang.lobby import actions
from tingtang.lobby.actions import Standing
from tingtang.lobby.errors import LobbyError
from tingtang.lobby.models import Ticket
from tingtang.lobby.queries.console import counters_of
from tingtang.lobby.states import CounterState
from tingtang.lobby.views.staff import done, mistakes, refused, require_mine, say, sheet, ticket_here
from tingtang.lobby.views.staff_reasons import HOLDS, TRANSFERS, both
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import requires, viewer_of
from tingtang.organisation.sign_in import at_of
from tingtang.shared.text import Bilingual

View = Callable[[HttpRequest, int], HttpResponseBase]
Move = Callable[..., Standing]


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": viewer_of(request).actor, "at": at_of(request)}


def _back(ticket: Ticket) -> str:
    return reverse("lobby:counter" if ticket.counter_id else "lobby:board")


def _one_tap(move: Move, said: Bilingual, doc: str) -> View:
    """A view that makes one move of the ticket of whoever serves it; `said` follows its number."""

    @require_POST
    @requires("lobby.serve")
    def view(request: HttpRequest, ticket_id: int) -> HttpResponse:
        ticket = ticket_here(request, ticket_id, "lobby.serve")
        require_mine(request, ticket.institution_id, ticket.staff_id)
        try:
            stands = move(ticket_id=ticket.pk, outlet=ticket.institution_id, **_who(request))
        except LobbyError as error:
            return refused(request, error, _back(ticket))
        return done(request, f"{stands.number} {say(request, said.zh, said.en)}", _back(ticket))

    view.__doc__ = doc
    return view


recall = _one_tap(actions.recall, Bilingual("再次呼叫", "called again"), "Call the same number again.")
start = _one_tap(actions.start, Bilingual("开始办理", "started"), "The customer is at the counter.")
resume = _one_tap(actions.resume_ticket, Bilingual("继续办理", "resumed"), "Go on with a ticket on hold.")
no_show = _one_tap(actions.no_show, Bilingual("作过号处理", "is a no-show"), "Nobody came.")


@require_POST
@requires("lobby.serve")
def finish(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """The service is done; `farewell`: the customer was seen to the door (A19.2g)."""
    ticket = ticket_here(request, ticket_id, "lobby.serve")
    require_mine(request, ticket.institution_id, ticket.staff_id)
    try:
        farewell = request.POST.get("farewell") == "1"
        stands = actions.finish(ticket_id=ticket.pk, farewell=farewell, outlet=ticket.institution_id, **_who(request))
    except LobbyError as error:
        return refused(request, error, _back(ticket))
    return done(
        request,
        f"{stands.number} {say(request, '已办结，请客户评价', 'done; the panel asks for a rating')}",
        _back(ticket),
    )


@require_POST
@requires("lobby.serve")
def tell_time(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """The customer was told how many minutes it takes (A20.2c)."""
    ticket = ticket_here(request, ticket_id, "lobby.serve")
    require_mine(request, ticket.institution_id, ticket.staff_id)
    typed = request.POST.get("minutes", "").strip()
    minutes = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 0
    try:
        told = actions.tell_time(ticket_id=ticket.pk, minutes=minutes, **_who(request))
    except LobbyError as error:
        return refused(request, error, _back(ticket))
    said = say(request, f"已告知约 {told.minutes} 分钟", f"was told about {told.minutes} min")
    return done(request, f"{ticket.number} {said}", _back(ticket))


@require_POST
@requires("lobby.care")
def farewell(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """An important customer was seen to the door after the service (A19.2g)."""
    ticket = ticket_here(request, ticket_id, "lobby.care")
    try:
        actions.farewell(ticket_id=ticket.pk, **_who(request))
    except LobbyError as error:
        return refused(request, error, reverse("lobby:board"))
    said = say(request, "已送至门口", "was seen to the door")
    return done(request, f"{ticket.number} {said}", reverse("lobby:board"))


@require_POST
@requires("lobby.leave")
def leave(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """A customer went away before the service was done."""
    ticket = ticket_here(request, ticket_id, "lobby.leave")
    if ticket.staff_id or not viewer_of(request).may("lobby.board"):
        require_mine(request, ticket.institution_id, ticket.staff_id)
    try:
        stands = actions.leave(ticket_id=ticket.pk, outlet=ticket.institution_id, **_who(request))
    except LobbyError as error:
        return refused(request, error, _back(ticket))
    return done(request, f"{stands.number} {say(request, '已离开', 'left')}", _back(ticket))


def _reason(request: HttpRequest) -> str:
    return request.POST.get("other", "").strip() or request.POST.get("reason", "")


def _sheet(
    request: HttpRequest,
    ticket_id: int,
    template: str,
    act: Callable[[Ticket], str],
    context: Callable[[Ticket], dict[str, Any]],
) -> HttpResponse:
    """A sheet about a ticket one serves: shown, done, or shown again with what was typed and what is wrong."""
    ticket = ticket_here(request, ticket_id, "lobby.serve")
    require_mine(request, ticket.institution_id, ticket.staff_id)
    shown: dict[str, Any] = {"ticket": ticket, "typed": {}, "mistakes": {}, **context(ticket)}
    if request.method == "POST":
        try:
            return done(request, f"{ticket.number} {act(ticket)}", _back(ticket))
        except LobbyError as error:
            shown |= {"typed": request.POST.dict(), "mistakes": mistakes(request, error)}
    return sheet(request, template, shown, 422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@requires("lobby.serve")
def hold(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Set the service aside for a reason; the counter may call the next."""

    def act(ticket: Ticket) -> str:
        actions.hold(ticket_id=ticket.pk, reason=_reason(request), **_who(request))
        return say(request, "已暂挂", "is on hold")

    return _sheet(request, ticket_id, "lobby/hold.html", act, lambda _: {"choices": [both(one) for one in HOLDS]})


@require_http_methods(["GET", "POST"])
@never_cache
@requires("lobby.serve")
def transfer(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Back into the line for another business or a certain counter; number and waiting time stay."""

    def act(ticket: Ticket) -> str:
        to = request.POST.get("counter", "")
        counter_id = int(to) if to.isdecimal() and len(to) < 10 else None
        business = request.POST.get("business") or None
        reason = _reason(request)
        actions.transfer(ticket_id=ticket.pk, reason=reason, business=business, counter_id=counter_id, **_who(request))
        return say(request, "已转办，号码和等候时间保留", "transferred; number and waiting time stay")

    def context(ticket: Ticket) -> dict[str, Any]:
        others = [one for one in counters_of(ticket.institution_id) if one.pk != ticket.counter_id]
        return {
            "choices": [both(one) for one in TRANSFERS],
            "counters": [one for one in others if one.state != CounterState.CLOSED],
            "businesses": rulebook().businesses.values(),
        }

    return _sheet(request, ticket_id, "lobby/transfer.html", act, context)


@require_http_methods(["GET", "POST"])
@never_cache
@requires("lobby.serve")
def next_service(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """A second service on the same visit; its time counts on its own."""

    def act(ticket: Ticket) -> str:
        actions.next_service(ticket_id=ticket.pk, business=request.POST.get("business", ""), **_who(request))
        return say(request, "开始下一项业务", "goes on with another service")

    return _sheet(
        request, ticket_id, "lobby/next_service.html", act, lambda _: {"businesses": rulebook().businesses.values()}
    )

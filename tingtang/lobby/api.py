"""The lobby's interface for kiosks, screens, panels, consoles and other systems.

Every POST takes an `Idempotency-Key`: the same request again gets the first answer and nothing happens twice; another
request under the same key is refused. A repeated request is one with the same body, byte for byte.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from ninja import Router

from tingtang.lobby import actions
from tingtang.lobby.actions import Wish
from tingtang.lobby.actions.recognising import arrive
from tingtang.lobby.api_calls import CounterId, done, keyed, nobody, of_counter, of_outlet, require_at, require_outlet
from tingtang.lobby.api_reception import router as reception
from tingtang.lobby.api_registers import router as registers
from tingtang.lobby.api_telling import router as telling
from tingtang.lobby.api_tickets import router as tickets
from tingtang.lobby.api_words import (
    CallOut,
    CounterOut,
    OpenIn,
    ReasonIn,
    TakeIn,
    TakenOut,
    TicketOut,
    counter_out,
    taken_out,
    ticket_out,
)
from tingtang.lobby.errors import BadInput
from tingtang.lobby.queries import Board, Screen, board, screen
from tingtang.organisation.access import viewer_of
from tingtang.organisation.api import ERRORS, needs, require_place
from tingtang.organisation.positions import Position
from tingtang.organisation.sign_in import at_of
from tingtang.shared.text import Bilingual

router = Router(tags=["lobby"])
router.add_router("", tickets)
router.add_router("", reception)
router.add_router("", registers)
router.add_router("", telling)


TICKET = {200: TicketOut, **ERRORS}
COUNTER = {200: CounterOut, **ERRORS}


@router.post("/lobby/tickets", auth=needs("lobby.take"), response={200: TakenOut, **ERRORS}, summary="Take a ticket")
def take(request: HttpRequest, wish: TakeIn) -> HttpResponse:
    """The next number of the outlet's day, with people ahead and the expected wait. 422 names the field."""
    viewer = viewer_of(request)
    if wish.service_class and not viewer.may("lobby.board"):  # a class is claimed by recognition, need or booking
        raise PermissionDenied("lobby.board")
    if wish.outlet_id:
        require_at(request, "lobby.take", wish.outlet_id)
    given = wish.model_dump(exclude={"outlet_id", "recognition"})
    origin = "kiosk" if viewer.position == Position.KIOSK else "api"

    def act(outlet: str, **order: Any) -> actions.Taken:
        here, asked = wish.outlet_id or outlet, Wish(origin=origin, **given)
        if wish.recognition:
            return arrive(institution_id=here, key=wish.recognition, wish=asked, **order)
        return actions.take_ticket(institution_id=here, wish=asked, **order)

    return done(request, "lobby.take", act, taken_out)


# -- counters ---------------------------------------------------------------------------------------------------------


@router.post(
    "/lobby/counters/{counter_id}/call-next",
    auth=needs("lobby.serve", of_counter),
    response={200: CallOut, **ERRORS},
    summary="Call the next ticket",
)
def call_next(request: HttpRequest, counter_id: CounterId) -> HttpResponse:
    """Whom the manual's rules choose for this counter, and why; `ticket` is null when nobody waits for it."""

    def act(**order: Any) -> dict[str, Any]:
        called = actions.call_next(counter_id=counter_id, **order)
        return {"ticket": ticket_out(called)} if called else nobody(request, order["once"])

    return done(request, "lobby.serve", act, _as_it_is)


@router.post(
    "/lobby/counters/{counter_id}/recall",
    auth=needs("lobby.serve", of_counter),
    response=TICKET,
    summary="Call the same ticket again",
)
def recall(request: HttpRequest, counter_id: CounterId) -> HttpResponse:
    """409 when nobody is called to this counter."""
    return done(request, "lobby.serve", partial(actions.recall_at, counter_id=counter_id), ticket_out)


@router.post(
    "/lobby/counters/{counter_id}/open",
    auth=needs("lobby.serve", of_counter),
    response=COUNTER,
    summary="Open a counter",
)
def open_counter(
    request: HttpRequest,
    counter_id: CounterId,
    who: OpenIn | None = None,
) -> HttpResponse:
    """The caller stands there, or whom a lobby manager or head names."""
    require_place(request)  # before what is wrong with the input
    viewer = viewer_of(request)
    staff_id = (who.staff_id if who else "") or viewer.staff_id
    if not staff_id:
        raise BadInput("staff_id", Bilingual("请说明谁在窗口", "say who stands at the counter"))
    if viewer.staff_id not in ("", staff_id) and not viewer.may("lobby.board"):
        raise PermissionDenied("lobby.board")
    act = partial(actions.open_counter, counter_id=counter_id, staff_id=staff_id)
    return done(request, "lobby.serve", act, counter_out)


@router.post(
    "/lobby/counters/{counter_id}/suspend",
    auth=needs("lobby.serve", of_counter),
    response=COUNTER,
    summary="Suspend a counter",
)
def suspend(
    request: HttpRequest,
    counter_id: CounterId,
    why: ReasonIn,
) -> HttpResponse:
    """For a reason that the screen shows."""
    act = partial(actions.suspend, counter_id=counter_id, reason=why.reason)
    return done(request, "lobby.serve", act, counter_out)


@router.post(
    "/lobby/counters/{counter_id}/resume",
    auth=needs("lobby.serve", of_counter),
    response=COUNTER,
    summary="Resume a counter",
)
def resume_counter(request: HttpRequest, counter_id: CounterId) -> HttpResponse:
    """After a suspension."""
    return done(request, "lobby.serve", partial(actions.resume_counter, counter_id=counter_id), counter_out)


@router.post(
    "/lobby/counters/{counter_id}/close",
    auth=needs("lobby.serve", of_counter),
    response=COUNTER,
    summary="Close a counter",
)
def close_counter(request: HttpRequest, counter_id: CounterId) -> HttpResponse:
    """409 while it has a ticket."""
    return done(request, "lobby.serve", partial(actions.close_counter, counter_id=counter_id), counter_out)


# -- reading ----------------------------------------------------------------------------------------------------------


@router.get(
    "/lobby/outlets/{outlet_id}/board",
    auth=needs("lobby.board", of_outlet),
    response={200: Board, **ERRORS},
    summary="The lobby as it is now",
)
def read_board(request: HttpRequest, outlet_id: str) -> Board:
    """Zones, counters with their tickets, who waits how long; tiers, no customers."""
    require_outlet(request, outlet_id)
    return board(outlet_id, at_of(request))


@router.get(
    "/lobby/outlets/{outlet_id}/screen",
    auth=needs("lobby.screen", of_outlet),
    response={200: Screen, **ERRORS},
    summary="The calling screen",
)
def read_screen(request: HttpRequest, outlet_id: str) -> Screen:
    """Numbers only."""
    require_outlet(request, outlet_id)
    return screen(outlet_id, at_of(request))


for _router in (router, tickets, reception, registers, telling):
    keyed(_router)


def _as_it_is(body: dict[str, Any]) -> dict[str, Any]:
    return body

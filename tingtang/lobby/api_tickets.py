"""The interface of one ticket: from the call to the rating."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from tingtang.lobby import actions
from tingtang.lobby.api_calls import TicketId, done, of_ticket
from tingtang.lobby.api_words import (
    BusinessIn,
    CareIn,
    FinishIn,
    LeaveIn,
    RatingIn,
    ReasonIn,
    TicketOut,
    TransferIn,
    ticket_out,
)
from tingtang.organisation.api import ERRORS, needs

router = Router()
TICKET = {200: TicketOut, **ERRORS}


def _on_ticket(request: HttpRequest, capability: str, act: Any, ticket_id: int, **given: Any) -> HttpResponse:
    return done(request, capability, partial(act, ticket_id=ticket_id, **given), ticket_out)


@router.post(
    "/lobby/tickets/{ticket_id}/start",
    auth=needs("lobby.serve", of_ticket),
    response=TICKET,
    summary="The service begins",
)
def start(request: HttpRequest, ticket_id: TicketId) -> HttpResponse:
    """409 unless called."""
    return _on_ticket(request, "lobby.serve", actions.start, ticket_id)


@router.post(
    "/lobby/tickets/{ticket_id}/hold",
    auth=needs("lobby.serve", of_ticket),
    response=TICKET,
    summary="Set a service aside",
)
def hold(request: HttpRequest, ticket_id: TicketId, why: ReasonIn) -> HttpResponse:
    """409 unless being served."""
    return _on_ticket(request, "lobby.serve", actions.hold, ticket_id, reason=why.reason)


@router.post(
    "/lobby/tickets/{ticket_id}/resume",
    auth=needs("lobby.serve", of_ticket),
    response=TICKET,
    summary="Go on with a service set aside",
)
def resume(request: HttpRequest, ticket_id: TicketId) -> HttpResponse:
    """409 unless on hold, or while the counter has another ticket."""
    return _on_ticket(request, "lobby.serve", actions.resume_ticket, ticket_id)


@router.post(
    "/lobby/tickets/{ticket_id}/transfer",
    auth=needs("lobby.serve", of_ticket),
    response=TICKET,
    summary="Back into the line, for another counter",
)
def transfer(request: HttpRequest, ticket_id: TicketId, to: TransferIn) -> HttpResponse:
    """Number and waiting time stay."""
    return _on_ticket(request, "lobby.serve", actions.transfer, ticket_id, **to.model_dump())


@router.post(
    "/lobby/tickets/{ticket_id}/finish",
    auth=needs("lobby.serve", of_ticket),
    response=TICKET,
    summary="The service is done",
)
def finish(
    request: HttpRequest,
    ticket_id: TicketId,
    how: FinishIn | None = None,
) -> HttpResponse:
    """The panel asks for the rating by itself."""
    return _on_ticket(request, "lobby.serve", actions.finish, ticket_id, farewell=bool(how and how.farewell))


@router.post(
    "/lobby/tickets/{ticket_id}/next-service",
    auth=needs("lobby.serve", of_ticket),
    response=TICKET,
    summary="A second service on the same visit",
)
def next_service(request: HttpRequest, ticket_id: TicketId, what: BusinessIn) -> HttpResponse:
    """409 unless being served."""
    return _on_ticket(request, "lobby.serve", actions.next_service, ticket_id, business=what.business)


@router.post(
    "/lobby/tickets/{ticket_id}/no-show", auth=needs("lobby.serve", of_ticket), response=TICKET, summary="Nobody came"
)
def no_show(request: HttpRequest, ticket_id: TicketId) -> HttpResponse:
    """409 before the least number of calls."""
    return _on_ticket(request, "lobby.serve", actions.no_show, ticket_id)


@router.post(
    "/lobby/tickets/{ticket_id}/leave",
    auth=needs("lobby.leave", of_ticket),
    response=TICKET,
    summary="The customer went away",
)
def leave(
    request: HttpRequest,
    ticket_id: TicketId,
    why: LeaveIn | None = None,
) -> HttpResponse:
    """409 when the visit has ended."""
    return _on_ticket(request, "lobby.leave", actions.leave, ticket_id, reason=why.reason if why else "")


@router.post(
    "/lobby/tickets/{ticket_id}/rating",
    auth=needs("lobby.rate", of_ticket),
    response=TICKET,
    summary="Rate a served visit",
)
def rating(request: HttpRequest, ticket_id: TicketId, given: RatingIn) -> HttpResponse:
    """A further rating is a revision; the earlier ones stay. 409 unless served."""
    return _on_ticket(request, "lobby.rate", actions.rate, ticket_id, **given.model_dump())


@router.post(
    "/lobby/tickets/{ticket_id}/care",
    auth=needs("lobby.care", of_ticket),
    response=TICKET,
    summary="Somebody cared for a waiting customer",
)
def care(
    request: HttpRequest,
    ticket_id: TicketId,
    what: CareIn | None = None,
) -> HttpResponse:
    """409 unless waiting (A19.2d)."""
    return _on_ticket(request, "lobby.care", actions.care, ticket_id, note=what.note if what else "")

"""The interface of what is said to a customer: how long the service takes, the farewell at the door."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tingtang.lobby.actions import farewell, tell_time
from tingtang.lobby.api_calls import TicketId, of_ticket, once_each
from tingtang.lobby.errors import NoSuchTicket
from tingtang.lobby.models.records import MOST_TOLD
from tingtang.organisation.api import ERRORS, In, needs, require_place

router = Router()


class ToldIn(In):
    """How many minutes the customer was told; left out, those of the manual."""

    minutes: Annotated[int, Field(ge=1, le=MOST_TOLD)] | None = None


class ToldOut(Schema):
    """What was told; said again, the first time stands."""

    ticket_id: int
    business: str
    minutes: int
    at: datetime


class FarewellOut(Schema):
    """When the customer was seen to the door."""

    ticket_id: int
    at: datetime


def _require(request: HttpRequest) -> None:
    """Raises NoSuchTicket for an address that names none, PermissionDenied without the right where it stands."""
    if require_place(request) is None:
        raise NoSuchTicket


@router.post(
    "/lobby/tickets/{ticket_id}/expected-time",
    auth=needs("lobby.serve", of_ticket),
    response={200: ToldOut, **ERRORS},
    summary="The customer was told how long it takes",
)
def expected_time(request: HttpRequest, ticket_id: TicketId, told: ToldIn | None = None) -> HttpResponse:
    """409 unless at a counter (A20.2c)."""
    _require(request)
    minutes = told.minutes if told else None

    def act(by: str, at: datetime) -> dict[str, object]:
        row = tell_time(ticket_id=ticket_id, minutes=minutes, by=by, at=at)
        return {"ticket_id": ticket_id, "business": row.business, "minutes": row.minutes, "at": row.at.isoformat()}

    return once_each(request, act)


@router.post(
    "/lobby/tickets/{ticket_id}/farewell",
    auth=needs("lobby.care", of_ticket),
    response={200: FarewellOut, **ERRORS},
    summary="An important customer was seen to the door",
)
def seen_off(request: HttpRequest, ticket_id: TicketId) -> HttpResponse:
    """409 unless served, or for another class (A19.2g)."""
    _require(request)

    def act(by: str, at: datetime) -> dict[str, object]:
        return {"ticket_id": ticket_id, "at": farewell(ticket_id=ticket_id, by=by, at=at).at.isoformat()}

    return once_each(request, act)

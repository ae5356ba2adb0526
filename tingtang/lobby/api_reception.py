"""The interface of recognition: who somebody is, at any outlet of the province."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tingtang.lobby.actions.recognising import Answer, recognise
from tingtang.lobby.api_calls import of_outlet, once_each, require_outlet
from tingtang.lobby.api_words import Text
from tingtang.lobby.recognition import Given
from tingtang.organisation.access import viewer_of
from tingtang.organisation.api import ERRORS, In, needs

router = Router()
Words = Annotated[Text, Field(max_length=120)]


class RecogniseIn(In):
    """One of `card` (the customer number on it), `id_no`, `phone`; or `name` with `phone_tail` and what is asked."""

    card: Words = ""
    id_no: Words = ""
    phone: Words = ""
    name: Words = ""
    phone_tail: Words = ""
    birth_date: date | None = None
    id_tail: Words = ""


class KnownOut(Schema):
    """As far as service needs; told to people of the outlet, never to a device."""

    tier: str
    service_class: str
    card_shown: bool
    card: str
    home_institution_id: str
    home: str
    manager_id: str | None
    manager: str | None


class RecognisedOut(Schema):
    """`ask`: the fact more that would decide. Else `key` is the `recognition` to take a ticket with, whoever it is."""

    key: str
    ask: str | None
    known: KnownOut | None


@router.post(
    "/lobby/outlets/{outlet_id}/recognise",
    auth=needs("lobby.recognise", of_outlet),
    response={200: RecognisedOut, **ERRORS},
    summary="Recognise a customer",
)
def recognise_customer(
    request: HttpRequest,
    outlet_id: str,
    given: RecogniseIn,
) -> HttpResponse:
    """At any outlet of the province. 409 once the caller asked in vain too often. The answer to a device is the same
    whether or not somebody was found."""
    require_outlet(request, outlet_id)
    person = bool(viewer_of(request).staff_id)
    asked: dict[str, Any] = {"institution_id": outlet_id, "given": Given(**given.model_dump()), "quiet": not person}

    def act(**who: Any) -> dict[str, Any]:
        return _recognised(recognise(**asked, **who), person=person)

    return once_each(request, act)


def _recognised(answer: Answer, *, person: bool) -> dict[str, Any]:
    known = answer.known if person else None
    shown = known and {
        "tier": known.tier,
        "service_class": known.service_class,
        "card_shown": known.card_shown,
        "card": known.card,
        "home_institution_id": known.home.pk,
        "home": known.home.name,
        "manager_id": known.manager.pk if known.manager else None,
        "manager": known.manager.name if known.manager else None,
    }
    return {"key": answer.key, "ask": answer.ask, "known": shown}

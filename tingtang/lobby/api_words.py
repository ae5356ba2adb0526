"""What the lobby's interface takes and gives."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, Field

from tingtang.lobby.actions import CounterStanding, Standing, Taken
from tingtang.lobby.states import Need
from tingtang.organisation.api import In


def _storable(text: str) -> str:
    """Neither a NUL nor half a character: no database keeps them."""
    if "\0" in text:
        raise ValueError("holds a NUL")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("is not valid text") from None
    return text


Text = Annotated[str, AfterValidator(_storable)]
Code = Annotated[str, Field(max_length=40), AfterValidator(_storable)]
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
NeedCode = Annotated[str, Field(max_length=10, description=f"one of {', '.join(Need.values)}, or empty")]


class TakeIn(In):
    """A wish for a ticket. `outlet_id`: the caller's own when left out. `recognition`: the key of `recognise`."""

    business: Code
    outlet_id: Annotated[Text, Field(max_length=32)] = ""
    recognition: Annotated[Text, Field(max_length=43)] = ""
    service_class: Code = ""
    need: NeedCode = ""
    need_reason: Annotated[Text, Field(max_length=120)] = ""
    language: Code = "zh"
    assistance: list[Code] = []
    booked_for: AwareDatetime | None = None
    suggested_channel: Code = ""
    suggestion: Code = ""


class ReasonIn(In):
    """Why."""

    reason: Annotated[Text, Field(max_length=120)]


class LeaveIn(In):
    """Why, if known."""

    reason: Annotated[Text, Field(max_length=120)] = ""


class TransferIn(In):
    """To another business, to a certain counter, or both; and why."""

    reason: Annotated[Text, Field(max_length=120)]
    business: Code | None = None
    counter_id: Id | None = None


class FinishIn(In):
    """`farewell`: the customer was seen to the door (A19.2g)."""

    farewell: bool = False


class BusinessIn(In):
    """The second business of the visit."""

    business: Code


class RatingIn(In):
    """1 to 5; `client_key`: the panel's own, so that a rating sent again after a lost network is kept once."""

    score: Annotated[int, Field(ge=1, le=5)]
    reasons: Annotated[list[Code], Field(max_length=10)] = []
    comment: Annotated[Text, Field(max_length=500)] = ""
    client_key: Annotated[Text, Field(min_length=1, max_length=64)] | None = None


class CareIn(In):
    """What was done."""

    note: Annotated[Text, Field(max_length=200)] = ""


class OpenIn(In):
    """Who stands at the counter; the caller when left out."""

    staff_id: Annotated[Text, Field(max_length=32)] = ""


class TicketOut(Schema):
    """Where a ticket stands. `told`: why it was called, the score, as the operation says."""

    ticket_id: int
    number: str
    state: str
    n: int
    counter_id: int | None
    counter: str | None
    business: str
    service_class: str
    calls: int
    told: dict[str, Any]


class CallOut(Schema):
    """Whom to call; null when nobody waits for this counter."""

    ticket: TicketOut | None


class TakenOut(Schema):
    """The ticket as told to the customer. Minutes are the median and the ninth decile; null: no counter is open."""

    ticket_id: int
    number: str
    key: str
    service_class: str
    business: str
    ahead: int
    wait_low: int | None
    wait_high: int | None
    papers: list[dict[str, str]]


class CounterOut(Schema):
    """Where a counter stands."""

    counter_id: int
    label: str
    institution_id: str
    state: str
    staff_id: str | None
    reason: str
    n: int


def ticket_out(standing: Standing) -> dict[str, Any]:
    """As TicketOut; the key of the public page is told to whoever took the ticket, to nobody else."""
    return {
        "ticket_id": standing.ticket_id,
        "number": standing.number,
        "state": standing.state,
        "n": standing.n,
        "counter_id": standing.counter_id,
        "counter": standing.counter,
        "business": standing.business,
        "service_class": standing.service_class,
        "calls": standing.calls,
        "told": standing.told,
    }


def taken_out(taken: Taken) -> dict[str, Any]:
    """As TakenOut."""
    return {
        "ticket_id": taken.ticket_id,
        "number": taken.number,
        "key": taken.key,
        "service_class": taken.service_class,
        "business": taken.business,
        "ahead": taken.ahead,
        "wait_low": taken.wait_low,
        "wait_high": taken.wait_high,
        "papers": taken.papers,
    }


def counter_out(standing: CounterStanding) -> dict[str, Any]:
    """As CounterOut."""
    return {
        "counter_id": standing.counter_id,
        "label": standing.label,
        "institution_id": standing.institution_id,
        "state": standing.state,
        "staff_id": standing.staff_id,
        "reason": standing.reason,
        "n": standing.n,
    }

"""The interface to cards."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import Header, Router, Schema, Status
from pydantic import Field

from tingtang.organisation.access import Viewer, viewer_of
from tingtang.organisation.api import ERRORS, In, needs
from tingtang.organisation.sign_in import at_of
from tingtang.referrals import actions
from tingtang.referrals.models import Referral
from tingtang.referrals.queries import Filters, Row, Shown, listing, shown

router = Router(tags=["referrals"])
Words = Annotated[str, Field(max_length=400)]
Code = Annotated[str, Field(max_length=64)]
Number = Annotated[int, Field(ge=1, le=10**18)]
PageNumber = Annotated[int, Field(ge=1, le=99_999)]


class ReferIn(In):
    """A card. `willing` false: a contact card, which needs a phone. `source`: where it was made, kind:id."""

    sentence: Words
    need: Code
    willing: bool = True
    prospect_name: Words = ""
    phone: Code = ""
    customer_id: Code = ""
    source: Annotated[str, Field(max_length=80, pattern=r"^([a-z_]{1,16}:.{1,63})?$")] = ""
    to_staff: Code = ""


class OutcomeIn(In):
    """What came of a card: attempt, contacted, won or lost; `channel`: visit, phone, video, wechat, sms, mail."""

    outcome: Code
    text: Words = ""
    next_on: date | None = None
    channel: Code = ""


class ReasonIn(In):
    """Why."""

    reason: Words


class ReassignIn(ReasonIn):
    """To whom, and why."""

    to_staff: Code


class CardOut(Schema):
    """A card as the caller may see it; name and phone masked."""

    id: int
    willing: bool
    need: str
    state: str
    sentence: str
    prospect_name: str
    phone: str
    known: bool
    institution_id: str
    sender: str
    holder: str
    made_at: datetime
    next_on: date | None
    answer: str
    why: str
    due_at: datetime | None


class MadeOut(Schema):
    """A card as made: `again` when it was added to the prospect's open card; `known` when the bank maintains them."""

    id: int
    again: bool
    known: bool
    state: str
    to_staff: str


class MovedOut(Schema):
    """Where a card stands now."""

    id: int
    state: str
    to_staff: str


class EventOut(Schema):
    """What happened to a card."""

    at: datetime
    what: str
    by: str
    to: str
    text: str
    channel: str


class ShownOut(Schema):
    """One card with its history, newest first."""

    card: CardOut
    events: list[EventOut]


class CardPage(Schema):
    """A page of cards, and how many there are by state."""

    rows: list[CardOut]
    counts: dict[str, int]
    total: int
    page: int
    pages: int


def of_card(arguments: dict[str, Any]) -> str | None:
    """Where the card of an address was made, "" for none: what is wrong with the input is told there and above only."""
    key = str(arguments.get("referral_id", ""))
    if not (key.isdecimal() and len(key) < 19):
        return None
    return Referral.objects.filter(pk=int(key)).values_list("institution_id", flat=True).first() or ""


MOVED = {200: MovedOut, **ERRORS}


@router.post("/referrals", auth=needs("referral.make"), response={201: MadeOut, **ERRORS}, summary="Make a card")
def make(
    request: HttpRequest, body: ReferIn, key: Annotated[str, Header(alias="Idempotency-Key", max_length=64)] = ""
) -> Status[MadeOut]:
    """At the caller's own institution; a repeat with the same Idempotency-Key returns the first card."""
    viewer = _person(request)
    kind, _, ident = body.source.partition(":")
    made = actions.refer(
        by=viewer.staff_id, at=at_of(request), institution_id=viewer.institution_id,
        source=(kind, ident) if kind else None, key=key, **body.model_dump(exclude={"source"}),
    )  # fmt: skip
    card = made.referral
    told = MadeOut(id=card.pk, again=made.again, known=made.known, state=card.state, to_staff=card.to_staff_id or "")
    return Status(201, told)


@router.get(
    "/referrals",
    auth=needs("referral.make"),
    response={200: CardPage, **ERRORS},
    summary="Cards given to me, made by me, or below me",
)
def cards(
    request: HttpRequest,
    box: Literal["to_me", "made", "below"] = "to_me",
    state: Code = "",
    need: Code = "",
    page: PageNumber = 1,
) -> CardPage:
    """`state`: empty for the open ones, `all`, or one state."""
    viewer = viewer_of(request)
    if box == "below":
        viewer.require("referral.board")
    found = listing(viewer, Filters(box, state, need, page=page), at_of(request))
    rows = [_card(row) for row in found.rows]
    return CardPage(rows=rows, counts=dict(found.counts), total=found.total, page=found.page, pages=found.pages)


@router.get(
    "/referrals/{referral_id}", auth=needs("referral.make"), response={200: ShownOut, **ERRORS}, summary="One card"
)
def card(request: HttpRequest, referral_id: Number) -> ShownOut:
    """404 for a card that is none of the caller's, as if it were not there."""
    viewer = viewer_of(request)
    found = _shown(viewer, referral_id, at_of(request))
    events = [EventOut(at=e.at, what=e.what, by=e.by, to=e.to, text=e.text, channel=e.channel) for e in found.happened]
    return ShownOut(card=_card(found.row), events=events)


@router.post(
    "/referrals/{referral_id}/accept", auth=needs("referral.take", of_card), response=MOVED, summary="Take a card up"
)
def accept(request: HttpRequest, referral_id: Number) -> MovedOut:
    """409 when somebody was quicker."""
    viewer, at = _person(request), at_of(request)
    _shown(viewer, referral_id, at)
    return _moved(actions.accept(referral_id=referral_id, by=viewer.staff_id, at=at))


@router.post(
    "/referrals/{referral_id}/outcome", auth=needs("referral.take", of_card), response=MOVED, summary="What came of it"
)
def outcome(request: HttpRequest, referral_id: Number, body: OutcomeIn) -> MovedOut:
    """An attempt, a contact, won or lost."""
    viewer, at = _person(request), at_of(request)
    _shown(viewer, referral_id, at)
    return _moved(actions.record_outcome(referral_id=referral_id, by=viewer.staff_id, at=at, **body.model_dump()))


@router.post(
    "/referrals/{referral_id}/hand-back",
    auth=needs("referral.take", of_card),
    response=MOVED,
    summary="Hand a card back",
)
def hand_back(request: HttpRequest, referral_id: Number, body: ReasonIn) -> MovedOut:
    """With a reason; the head gives it to another."""
    viewer, at = _person(request), at_of(request)
    _shown(viewer, referral_id, at)
    return _moved(actions.hand_back(referral_id=referral_id, by=viewer.staff_id, at=at, reason=body.reason))


@router.post(
    "/referrals/{referral_id}/reassign",
    auth=needs("referral.board", of_card),
    response=MOVED,
    summary="Give it to another",
)
def reassign(request: HttpRequest, referral_id: Number, body: ReassignIn) -> MovedOut:
    """By a head of the place or above."""
    viewer, at = _person(request), at_of(request)
    _shown(viewer, referral_id, at)
    return _moved(actions.reassign(referral_id=referral_id, by=viewer.staff_id, at=at, **body.model_dump()))


def _person(request: HttpRequest) -> Viewer:
    """The caller, who must be a person: a device makes no cards and answers for none."""
    viewer = viewer_of(request)
    if not viewer.staff_id:
        raise PermissionDenied("a device")
    return viewer


def _shown(viewer: Viewer, referral_id: int, at: datetime) -> Shown:
    try:
        return shown(viewer, referral_id, at)
    except PermissionDenied:
        raise Http404(str(referral_id)) from None


def _moved(referral: Referral) -> MovedOut:
    return MovedOut(id=referral.pk, state=referral.state, to_staff=referral.to_staff_id or "")


def _card(row: Row) -> CardOut:
    return CardOut(
        id=row.id, willing=row.willing, need=row.need, state=row.state, sentence=row.sentence,
        prospect_name=row.prospect_name, phone=row.phone, known=row.known, institution_id=row.institution.pk,
        sender=row.sender.pk, holder=row.holder.pk if row.holder else "", made_at=row.made_at, next_on=row.next_on,
        answer=row.answer, why=row.why, due_at=row.due_at,
    )  # fmt: skip

"""The interface to bookings (A28.2, A30): free times, book, move, cancel, not come, confirmed by phone.

That the customer came is said to the desk (`tingtang/desk/api.py`): they join the lobby in the same moment.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import Header, Router, Schema, Status
from pydantic import AwareDatetime, Field

from tingtang.bookings import actions
from tingtang.bookings.errors import BadInput
from tingtang.bookings.hours import free_times
from tingtang.bookings.models import Booking
from tingtang.bookings.queries import Shown, of_outlet, of_person, resources_of, shown, tie_to_booking
from tingtang.customers.queries import tied_customer
from tingtang.organisation.access import Viewer, may_at, viewer_of
from tingtang.organisation.api import ERRORS, In, needs
from tingtang.organisation.models import Staff
from tingtang.organisation.sign_in import at_of
from tingtang.organisation.tree import line_of
from tingtang.shared.text import Bilingual
from tingtang.shared.times import ZONE, business_date

router = Router(tags=["bookings"])
Code = Annotated[str, Field(max_length=64)]
Words = Annotated[str, Field(max_length=200)]
Number = Annotated[int, Field(ge=1, le=10**18)]
Minutes = Annotated[int, Field(ge=1, le=1440)]
IdempotencyKey = Annotated[str, Header(alias="Idempotency-Key", max_length=64)]
NOBODY = Bilingual("没有这个人", "there is no such person")


class SpanOut(Schema):
    """A stretch of time, its end exclusive."""

    starts_at: datetime
    ends_at: datetime


class PlaceOut(Schema):
    """A room, counter or parking space that can be booked."""

    id: int
    kind: str
    name: str


class FreeOut(Schema):
    """When a person can be met on a day, and the places of the outlet."""

    free: list[SpanOut]
    places: list[PlaceOut]


class BookIn(In):
    """An appointment as agreed with the customer; without `staff_id` with the caller, at the caller's outlet."""

    customer_id: Code
    starts_at: AwareDatetime
    minutes: Minutes
    purpose: Code
    about: Words
    consent: Code
    channel: Code
    reach: Annotated[str, Field(max_length=120)] = ""
    wishes: Words = ""
    resources: Annotated[list[Number], Field(max_length=20)] = []


class MoveIn(In):
    """Another time or place, and why."""

    starts_at: AwareDatetime
    minutes: Minutes
    reason: Words
    resources: Annotated[list[Number], Field(max_length=20)] = []


class ReasonIn(In):
    """Why."""

    reason: Words = ""


class BookingOut(Schema):
    """A booking; `customer_id` only for whom it concerns, or who heads the place."""

    id: int
    institution_id: str
    staff_id: str
    customer_id: str
    tier: str
    purpose: str
    starts_at: datetime
    ends_at: datetime
    places: list[str]
    state: str


@router.get("/bookings/free-times", auth=needs("booking.make"), response={200: FreeOut, **ERRORS}, summary="Free times")
def free(
    request: HttpRequest, on: date, minutes: Minutes = 60, staff_id: Code = "", room: bool = True
) -> FreeOut:  # fmt: skip
    """Of the caller, or of another person of an outlet where the caller sees the bookings."""
    viewer = _person(request)
    staff = Staff.objects.select_related("institution").filter(pk=staff_id or viewer.staff_id).first()
    if staff is None or not may_at(viewer, "booking.see", staff.institution_id):
        raise BadInput("staff_id", NOBODY)
    spans = free_times(staff=staff, institution=staff.institution, on=on, at=at_of(request), minutes=minutes, room=room)
    places = [PlaceOut(id=one.pk, kind=one.kind, name=one.name) for one in resources_of(staff.institution_id)]
    return FreeOut(free=[SpanOut(starts_at=one.starts_at, ends_at=one.ends_at) for one in spans], places=places)


@router.get("/bookings", auth=needs("booking.see"), response={200: list[BookingOut], **ERRORS}, summary="A day")
def day(
    request: HttpRequest, on: date | None = None, institution_id: Code = "", mine: bool = False
) -> list[BookingOut]:
    """Bookings of an outlet's day, or the caller's own of that day; customers only with a tie."""
    viewer, when = viewer_of(request), on or business_date(at_of(request))
    here = institution_id or viewer.institution_id
    if not may_at(viewer, "booking.see", here):
        raise PermissionDenied("booking.see")
    found = of_person(viewer.staff_id, when, 1) if mine else of_outlet(here, when)
    rows = list(found[:500])
    lines = {place: line_of(place) for place in {one.institution_id for one in rows}}
    return [told(one, tie_to_booking(viewer, one, lines[one.institution_id]) is not None) for one in rows]


@router.post("/bookings", auth=needs("booking.make"), response={201: BookingOut, **ERRORS}, summary="Book")
def book(request: HttpRequest, body: BookIn, key: IdempotencyKey = "") -> Status[BookingOut]:
    """A customer of one's own with oneself; a repeat with the same Idempotency-Key returns the first."""
    viewer = _person(request)
    try:
        tied_customer(viewer, body.customer_id)
    except PermissionDenied:
        raise Http404(body.customer_id) from None
    given = {**body.model_dump(), "resources": tuple(body.resources)}
    wish = actions.Wish(staff_id=viewer.staff_id, institution_id=viewer.institution_id, **given)
    made = actions.book(wish=wish, by=viewer.staff_id, at=at_of(request), key=key)
    return Status(201, _out(viewer, made.booking))


@router.get("/bookings/{booking_id}", auth=needs("booking.see"), response={200: BookingOut, **ERRORS}, summary="One")
def one(request: HttpRequest, booking_id: Number) -> BookingOut:
    """404 for one of elsewhere, as if it were not there."""
    viewer = viewer_of(request)
    return _out(viewer, seen(viewer, booking_id).booking)


@router.post(
    "/bookings/{booking_id}/move", auth=needs("booking.make"), response={200: BookingOut, **ERRORS}, summary="Move"
)
def move(request: HttpRequest, booking_id: Number, body: MoveIn) -> BookingOut:
    """All of it moves or nothing does; 422 names what is taken. To the time it has already it moves no more."""
    viewer = _who_may_change(request, booking_id)
    standing = seen(viewer, booking_id).booking
    long = (standing.ends_at - standing.starts_at).total_seconds() / 60
    if (standing.starts_at, long, _held(standing)) == (body.starts_at, body.minutes, sorted(set(body.resources))):
        return _out(viewer, standing)  # the same request again
    moved = actions.move(booking_id=booking_id, by=viewer.staff_id, at=at_of(request), **body.model_dump())
    return _out(viewer, moved)


@router.post(
    "/bookings/{booking_id}/{how}", auth=needs("booking.make"), response={200: BookingOut, **ERRORS}, summary="End it"
)
def end(request: HttpRequest, booking_id: Number, how: Code, body: ReasonIn) -> BookingOut:
    """cancel, not-come: with the reason; confirm: the details were confirmed in a call. 409 when it has ended."""
    viewer = _who_may_change(request, booking_id)
    told: dict[str, Any] = {"booking_id": booking_id, "by": viewer.staff_id, "at": at_of(request)}
    if how == "confirm":
        return _out(viewer, actions.confirm_by_phone(**told))
    ends = {"cancel": actions.cancel, "not-come": actions.not_come}
    if how not in ends:
        raise Http404(how)
    return _out(viewer, ends[how](reason=body.reason, **told))


def seen(viewer: Viewer, booking_id: int) -> Shown:
    """A booking the viewer may see. Raises Http404 for any other."""
    try:
        return shown(viewer, booking_id)
    except PermissionDenied:
        raise Http404(str(booking_id)) from None


def _who_may_change(request: HttpRequest, booking_id: int) -> Viewer:
    viewer = _person(request)
    if not seen(viewer, booking_id).may_change:
        raise PermissionDenied("booking.change")
    return viewer


def _person(request: HttpRequest) -> Viewer:
    viewer = viewer_of(request)
    if not viewer.staff_id:
        raise PermissionDenied("a device")
    return viewer


def _held(booking: Booking) -> list[int]:
    held = booking.holds.filter(released=False, resource__isnull=False)
    return sorted(held.values_list("resource", flat=True))


def _out(viewer: Viewer, one: Booking) -> BookingOut:
    return told(one, seen(viewer, one.pk).tie is not None)


def told(one: Booking, tied: bool) -> BookingOut:
    """A booking as it is told; the customer only to who is tied to it."""
    held = [hold.resource.name for hold in one.holds.all() if hold.resource and not hold.released]
    return BookingOut(
        id=one.pk, institution_id=one.institution_id, staff_id=one.staff_id, tier=one.tier, purpose=one.purpose,
        customer_id=one.customer_id if tied else "", starts_at=one.starts_at.astimezone(ZONE),
        ends_at=one.ends_at.astimezone(ZONE), places=sorted(held), state=one.state,
    )  # fmt: skip

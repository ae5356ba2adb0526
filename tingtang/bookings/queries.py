"""Reading bookings: one, the day of an outlet, the week of a person, the days of a customer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from tingtang.bookings.models import Booking, BookingEvent, Directions, Resource, State
from tingtang.messaging.models import Message
from tingtang.messaging.queries import about as messages_about
from tingtang.organisation.access import CustomerFacts, Tie, Viewer, may_at, tie_to_customer
from tingtang.organisation.models import Staff
from tingtang.organisation.tree import line_of

STANDS = (State.BOOKED, State.ARRIVED)


@dataclass(frozen=True, slots=True)
class Shown:
    """One booking as a viewer may see it. Without a tie the customer is masked and nothing may be changed."""

    booking: Booking
    tie: Tie | None
    resources: tuple[str, ...]
    events: tuple[BookingEvent, ...]
    people: dict[str, str]
    directions: Directions | None
    messages: tuple[Message, ...]

    @property
    def may_change(self) -> bool:
        """Who is booked, their deputy, a head of the place."""
        return self.tie is not None


def tie_to_booking(viewer: Viewer, booking: Booking, line: frozenset[str] | None = None) -> Tie | None:
    """Why this viewer may read who comes: is booked, stands in, or heads the place."""
    above = line if line is not None else line_of(booking.institution_id)
    return tie_to_customer(viewer, CustomerFacts(manager_id=booking.staff_id, line=above))


def shown(viewer: Viewer, booking_id: int) -> Shown:
    """One booking with its history. PermissionDenied for one of elsewhere and for none: the answer tells not which."""
    booking = Booking.objects.select_related("institution", "staff").filter(pk=booking_id).first()
    tie = tie_to_booking(viewer, booking) if booking else None
    if booking is None or (tie is None and not may_at(viewer, "booking.see", booking.institution_id)):
        raise PermissionDenied("booking.see")
    events = tuple(BookingEvent.objects.filter(booking=booking).select_related("staff").order_by("-n"))
    people = dict(Staff.objects.filter(pk__in={event.by for event in events}).values_list("pk", "name"))
    held = booking.holds.filter(released=False, resource__isnull=False).order_by("resource__kind", "resource__name")
    return Shown(
        booking=booking,
        tie=tie,
        resources=tuple(held.values_list("resource__name", flat=True)),
        events=events,
        people=people,
        directions=Directions.objects.filter(pk=booking.institution_id).first(),
        messages=tuple(messages_about(f"booking:{booking.pk}")) if tie else (),
    )


def of_outlet(institution_id: str, on: date) -> QuerySet[Booking]:
    """Bookings of an outlet's day in their order, with what they hold."""
    found = Booking.objects.filter(institution=institution_id, on=on).select_related("staff")
    return found.prefetch_related("holds__resource").order_by("starts_at", "pk")


def of_person(staff_id: str, first: date, days: int) -> QuerySet[Booking]:
    """Bookings with a person from `first` on, in their order."""
    found = Booking.objects.filter(staff=staff_id, on__range=(first, first + timedelta(days=days - 1)))
    return found.select_related("staff").prefetch_related("holds__resource").order_by("starts_at", "pk")


def of_customer(customer_id: str, most: int) -> list[Booking]:
    """A customer's latest bookings, those to come first. One query."""
    found = Booking.objects.filter(customer_id=customer_id).select_related("staff", "institution")
    return list(found.order_by("-starts_at", "-pk")[:most])


def resources_of(institution_id: str) -> list[Resource]:
    """What can be booked at an outlet."""
    return list(Resource.objects.filter(institution=institution_id, is_active=True).order_by("kind", "name"))

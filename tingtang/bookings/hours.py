"""When a person can be met at an outlet on a day: its opening hours, their working days, what they are booked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q

from tingtang.bookings.models import Hold, Resource, ResourceKind
from tingtang.bookings.slots import Span, free_slots
from tingtang.manual.book import Value
from tingtang.manual.queries import values
from tingtang.organisation.calendar_queries import working_calendar
from tingtang.organisation.hours import opening_hours
from tingtang.organisation.models import Institution, Leave, Staff
from tingtang.organisation.tree import on_leave
from tingtang.shared.times import ZONE, day_end, day_start


@dataclass(frozen=True, slots=True)
class Policy:
    """The manual's numbers for bookings at an institution."""

    step: int
    minutes: int
    longest: int
    ahead_days: int
    reminder_hours: int
    usual: tuple[time, time]


def policy(institution_id: str, on: date) -> Policy:
    """What is in force there on a day."""
    found = values(on, institution_id)
    hours = found["booking.usual_hours"].value
    if not isinstance(hours, tuple):
        raise TypeError("booking.usual_hours is a list of two times")
    opens, closes = hours
    return Policy(
        step=_n(found["booking.step_minutes"]), minutes=_n(found["booking.usual_minutes"]),
        longest=_n(found["booking.longest_minutes"]), ahead_days=_n(found["booking.ahead_days"]),
        reminder_hours=_n(found["booking.reminder_hours"]),
        usual=(time.fromisoformat(opens), time.fromisoformat(closes)),
    )  # fmt: skip


def _n(value: Value) -> int:
    return int(str(value.value))


def open_span(institution: Institution, on: date, rules: Policy) -> Span | None:
    """When the outlet is open on a day, None when it is closed. Where only the calendar speaks: the usual hours."""
    opening = opening_hours(institution, on, working_calendar())
    if not opening.is_open:
        return None
    opens, closes = opening.opens or rules.usual[0], opening.closes or rules.usual[1]
    return Span(datetime.combine(on, opens, ZONE), datetime.combine(on, closes, ZONE))


def works_on(staff: Staff, on: date) -> bool:
    """Whether a person works for the bank on a day and is not on leave."""
    employed = (staff.from_on is None or staff.from_on <= on) and (staff.to_on is None or on <= staff.to_on)
    return employed and not Leave.objects.filter(on_leave(on), staff=staff).exists()


def free_times(
    *, staff: Staff, institution: Institution, on: date, at: datetime, minutes: int = 0, room: bool = True,
    but: int = 0,
) -> list[Span]:  # fmt: skip
    """When the person (and a room, where one is wanted and the outlet has some) is free on a day. `but`: a booking
    that is to be moved, which does not stand in its own way."""
    rules = policy(institution.pk, on)
    opening = open_span(institution, on, rules)
    if opening is None or not works_on(staff, on):
        return []
    today = Q(released=False, starts_at__lt=day_end(on), ends_at__gt=day_start(on))
    held = list(Hold.objects.filter(today, Q(staff=staff) | Q(resource__institution=institution)).exclude(booking=but))
    busy = [Span(hold.starts_at, hold.ends_at) for hold in held if hold.staff_id == staff.pk]
    found = free_slots(opening, busy, minutes=minutes or rules.minutes, step=rules.step, not_before=at)
    rooms = rooms_of(institution.pk) if room else []
    return [slot for slot in found if not rooms or _a_room_is_free(slot, rooms, held)]


def rooms_of(institution_id: str) -> list[Resource]:
    """The rooms of an outlet that can be booked."""
    return list(Resource.objects.filter(institution=institution_id, kind=ResourceKind.ROOM, is_active=True))


def _a_room_is_free(slot: Span, rooms: Sequence[Resource], held: Sequence[Hold]) -> bool:
    taken = {hold.resource_id for hold in held if slot.meets(Span(hold.starts_at, hold.ends_at))}
    return any(room.pk not in taken and usable(room, slot) for room in rooms)


def usable(resource: Resource, span: Span) -> bool:
    """Whether a stretch of one day lies within the resource's own hours; without any it is there with the outlet."""
    if resource.opens is None or resource.closes is None:
        return True
    on = span.starts_at.astimezone(ZONE).date()
    return Span(datetime.combine(on, resource.opens, ZONE), datetime.combine(on, resource.closes, ZONE)).holds(span)


def free_resources(institution_id: str, span: Span, *, but: int = 0) -> list[Resource]:
    """Active resources of an outlet that are there and that nothing holds in a stretch of time, by kind and name."""
    overlapping = Q(starts_at__lt=span.ends_at, ends_at__gt=span.starts_at)
    held = Hold.objects.filter(overlapping, released=False, resource__isnull=False).exclude(booking=but)
    found = Resource.objects.filter(institution=institution_id, is_active=True)
    free = found.exclude(pk__in=held.values("resource")).order_by("kind", "name")
    return [one for one in free if usable(one, span)]

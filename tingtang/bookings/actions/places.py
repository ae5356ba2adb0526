"""What an outlet lets be booked, and how it is found."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal

from django.db import transaction

from tingtang.audit import actions as audit
from tingtang.bookings.actions.history import words
from tingtang.bookings.actions.keeping import NO_SUCH
from tingtang.bookings.errors import BadInput
from tingtang.bookings.models import Directions, Resource, ResourceKind
from tingtang.shared.text import Bilingual

NAMED = Bilingual("已有同名的资源", "there is one of this name")
BOTH = Bilingual("经度和纬度要一起填写", "give both longitude and latitude")
BOTH_TIMES = Bilingual("起止时间要一起填写", "give both times, or neither")
WRONG_ORDER = Bilingual("结束时间须晚于开始时间", "it closes after it opens")
OFF_MAP = Bilingual("坐标超出范围", "no such place on earth")


@transaction.atomic
def add_resource(*, institution_id: str, kind: str, name: str, by: str, at: datetime) -> Resource:
    """A room, counter or parking space that can be booked. Raises BadInput."""
    if kind not in ResourceKind.values:
        raise BadInput("kind", NO_SUCH)
    name = words("name", name, longest=40)
    resource, made = Resource.objects.get_or_create(institution_id=institution_id, name=name, defaults={"kind": kind})
    if not made:
        raise BadInput("name", NAMED)
    _trail("booking.resource_add", resource.pk, institution_id, by=by, at=at)
    return resource


@transaction.atomic
def set_resource_active(*, resource_id: int, institution_id: str, active: bool, by: str, at: datetime) -> Resource:
    """Take it out of use for new bookings, or back. Raises Resource.DoesNotExist."""
    resource = Resource.objects.select_for_update().get(pk=resource_id, institution=institution_id)
    resource.is_active = active
    resource.save(update_fields=["is_active"])
    _trail("booking.resource_on" if active else "booking.resource_off", resource.pk, institution_id, by=by, at=at)
    return resource


@transaction.atomic
def set_resource_hours(
    *, resource_id: int, institution_id: str, opens: time | None, closes: time | None, by: str, at: datetime
) -> Resource:
    """When it can be booked on a day; without both times with the outlet. What is booked stays.

    Raises Resource.DoesNotExist, BadInput.
    """
    if (opens is None) != (closes is None):
        raise BadInput("opens" if opens is None else "closes", BOTH_TIMES)
    if opens is not None and closes is not None and opens >= closes:
        raise BadInput("closes", WRONG_ORDER)
    resource = Resource.objects.select_for_update().get(pk=resource_id, institution=institution_id)
    resource.opens, resource.closes = opens, closes
    resource.save(update_fields=["opens", "closes"])
    _trail("booking.resource_hours", resource.pk, institution_id, by=by, at=at)
    return resource


@transaction.atomic
def set_directions(
    *,
    institution_id: str,
    address: str,
    way: str = "",
    longitude: Decimal | None = None,
    latitude: Decimal | None = None,
    by: str,
    at: datetime,
) -> Directions:
    """Say how the outlet is found. Raises BadInput."""
    address = words("address", address, longest=120)
    way = words("way", way, needed=False)
    if (longitude is None) != (latitude is None):
        raise BadInput("longitude", BOTH)
    if longitude is not None and latitude is not None and not (abs(longitude) <= 180 and abs(latitude) <= 90):
        raise BadInput("longitude", OFF_MAP)
    given = {"address": address, "way": way, "longitude": longitude, "latitude": latitude}
    found, _ = Directions.objects.update_or_create(institution_id=institution_id, defaults=given)
    _trail("booking.directions", institution_id, institution_id, by=by, at=at)
    return found


def _trail(action: str, ident: object, institution_id: str, *, by: str, at: datetime) -> None:
    subject = ("institution", institution_id) if action == "booking.directions" else ("resource", str(ident))
    audit.record(by=by, at=at, action=action, subject=subject, institution=institution_id)

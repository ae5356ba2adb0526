"""The register of private-bank bookings (私人银行客户预约服务登记表, A30.1): the rows of a month at an outlet."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from tingtang.bookings.models import Booking
from tingtang.customers.models import Tier
from tingtang.shared.times import ONE_DAY


def month_of(on: date) -> date:
    """The first day of its month."""
    return on.replace(day=1)


def last_of(month: date, months: int = 1) -> date:
    """The last day of the period of `months` that begins with `month`."""
    after = month.month - 1 + months
    return date(month.year + after // 12, after % 12 + 1, 1) - ONE_DAY


def register(institution_id: str, month: date) -> QuerySet[Booking]:
    """Bookings of private-bank clients whose day lies in the month, whether or not they took place, in order."""
    found = Booking.objects.filter(institution=institution_id, tier=Tier.PRIVATE, on__range=(month, last_of(month)))
    return found.select_related("staff", "institution").order_by("starts_at", "pk")

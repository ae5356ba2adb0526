"""Keeping a person and resources free for a booking. Rows are locked first, so that who comes second is told kindly;
the constraints of the database hold whatever comes past this way."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from tingtang.bookings.errors import BadInput, Taken
from tingtang.bookings.hours import Policy, open_span, policy, rooms_of, usable, works_on
from tingtang.bookings.models import Booking, Hold, Purpose, Resource, ResourceKind
from tingtang.bookings.slots import Span
from tingtang.organisation.capabilities import positions_with
from tingtang.organisation.models import Institution, Staff
from tingtang.shared.text import Bilingual
from tingtang.shared.times import ONE_DAY, business_date, day_end

if TYPE_CHECKING:
    from collections.abc import Iterator

NO_SUCH = Bilingual("没有这个选项", "there is no such choice")
PAST = Bilingual("预约时间已过", "this time has passed")
LENGTH = Bilingual("时长不合规定", "a booking cannot be this short or long")
CLOSED = Bilingual("网点当天不营业", "the outlet is closed on that day")
OUTSIDE = Bilingual("不在网点营业时间内", "outside the hours of the outlet")
AWAY = Bilingual("此人当天不在岗（休假或离岗）", "this person is away on that day")
NOT_A_RECEIVER = Bilingual("请选择接待人员", "choose who receives the customer")
NOT_HERE = Bilingual("不是该网点可预约的资源", "not a place of this outlet that can be booked")
NEEDS_ROOM = Bilingual("咨询洽谈须预订洽谈室（A30.4）", "advice needs a room (A30.4)")
STAFF_TAKEN = Bilingual("此人该时段已有预约", "this person is booked at that time")
PLACE_TAKEN = Bilingual("所选洽谈室、窗口或车位该时段已被预约", "a place you chose is booked at that time")


def span_of(starts_at: datetime, minutes: int, institution: Institution, at: datetime) -> Span:
    """The stretch of a booking. Raises BadInput: past, too far ahead, too long, when the outlet is closed."""
    rules = policy(institution.pk, business_date(at))
    if starts_at <= at:
        raise BadInput("starts_at", PAST)
    if starts_at >= day_end(business_date(at) + rules.ahead_days * ONE_DAY):
        far = Bilingual(f"最多提前{rules.ahead_days}天预约", f"at most {rules.ahead_days} days ahead")
        raise BadInput("starts_at", far)
    if minutes < rules.step or minutes > rules.longest:
        raise BadInput("minutes", LENGTH)
    if starts_at.second or starts_at.microsecond:
        raise BadInput("starts_at", Bilingual("请填写整分钟", "give a whole minute"))
    span = Span(starts_at, starts_at + timedelta(minutes=minutes))
    _check_open(span, institution, rules)
    return span


def _check_open(span: Span, institution: Institution, rules: Policy) -> None:
    opening = open_span(institution, business_date(span.starts_at), rules)
    if opening is None:
        raise BadInput("starts_at", CLOSED)
    if not opening.holds(span):
        raise BadInput("starts_at", OUTSIDE)


def receiver(staff_id: str, span: Span) -> Staff:
    """Who receives the customer, locked until the transaction ends. Raises BadInput: nobody who does, or away."""
    staff = Staff.objects.select_for_update(no_key=True).filter(pk=staff_id).first()
    if staff is None or staff.position not in positions_with("booking.receive"):
        raise BadInput("staff_id", NOT_A_RECEIVER)
    if not works_on(staff, business_date(span.starts_at)):
        raise BadInput("staff_id", AWAY)
    return staff


def places(ids: Sequence[int], institution: Institution, purpose: str, span: Span) -> list[Resource]:
    """The resources, locked in the order of their ids.

    Raises BadInput: not of this outlet, outside the hours of one, advice without a room.
    """
    wanted = sorted(set(ids))
    here = Resource.objects.select_for_update(no_key=True).filter(institution=institution, is_active=True)
    found = list(here.filter(pk__in=wanted).order_by("pk"))
    if len(found) != len(wanted):
        raise BadInput("resources", NOT_HERE)
    if late := next((one for one in found if not usable(one, span)), None):
        said = f"{late.opens:%H:%M}–{late.closes:%H:%M}"
        raise BadInput("resources", Bilingual(f"{late.name}可预约时间为 {said}", f"{late.name} can be booked {said}"))
    has_room = any(one.kind == ResourceKind.ROOM for one in found)
    if purpose == Purpose.ADVICE and not has_room and rooms_of(institution.pk):
        raise BadInput("resources", NEEDS_ROOM)
    return found


def keep(booking: Booking, staff: Staff, resources: Sequence[Resource]) -> None:
    """Hold them for the booking. Raises Taken for the one that is not free."""
    span = {"booking": booking, "starts_at": booking.starts_at, "ends_at": booking.ends_at}
    with _or_taken("staff_id", STAFF_TAKEN):
        Hold.objects.create(staff=staff, **span)
    for resource in resources:
        with _or_taken("resources", PLACE_TAKEN):
            Hold.objects.create(resource=resource, **span)


@contextmanager
def _or_taken(field: str, text: Bilingual) -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise Taken(field, text) from None


def release(booking: Booking, *, until: datetime | None = None) -> None:
    """Free what is held from now on. `until`: only what has not begun by then."""
    held = Hold.objects.filter(booking=booking, released=False)
    (held.filter(ends_at__gt=until) if until else held).update(released=True)

"""What the customer is written (A30.4): that it is agreed, moved or called off, and a reminder the day before.

A message names the outlet, the time and the way there, never what for: others read over a customer's shoulder.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import quote

from django.conf import settings
from django.utils import timezone

from tingtang.bookings.models import Booking, Channel, Directions
from tingtang.manual.queries import value
from tingtang.messaging.actions import Letter, send, withdraw
from tingtang.shared.times import ZONE, business_date

Kind = Literal["made", "moved", "cancelled", "reminder"]
TITLES: dict[Kind, str] = {
    "made": "预约确认",
    "moved": "预约改期",
    "cancelled": "预约取消",
    "reminder": "预约提醒",
}
DAYS = "一二三四五六日"


def about(booking: Booking) -> str:
    """What messages of a booking are filed under."""
    return f"booking:{booking.pk}"


def write(booking: Booking, kind: Kind, *, at: datetime) -> None:
    """Take back what waits, say what changed, and remind before the time. Nothing to who wants to be called."""
    withdraw(about=about(booking))
    if booking.channel == Channel.PHONE:
        return
    send(letter=_letter(booking, kind), at=at)
    if kind != "cancelled" and (before := _reminded_at(booking, at)) > at:
        send(letter=_letter(booking, "reminder"), at=at, not_before=before)


def silence(booking: Booking) -> None:
    """The customer is here, or will not come: nothing that waits is sent any more."""
    withdraw(about=about(booking))


def _reminded_at(booking: Booking, at: datetime) -> datetime:
    hours = value("booking.reminder_hours", business_date(at), booking.institution_id).value
    return booking.starts_at - timedelta(hours=int(str(hours)))


def _letter(booking: Booking, kind: Kind) -> Letter:
    return Letter(
        key=f"{about(booking)}:{booking.turn}:{kind}",
        about=about(booking),
        institution_id=booking.institution_id,
        way=booking.channel,
        to=booking.reach,
        title=TITLES[kind],
        text=_text(booking, kind),
    )


def _text(booking: Booking, kind: Kind) -> str:
    place, when = booking.institution.name, _when(booking.starts_at)
    if kind == "cancelled":
        return f"【{place}】您{when}的预约已取消。如需另约时间，请联系您的客户经理。"
    said = {
        "made": f"您已预约{when}到店，{booking.staff.name}将接待您。",
        "moved": f"您的预约已改为{when}，{booking.staff.name}将接待您。",
        "reminder": f"提醒您：{when}到店，{booking.staff.name}将接待您。",
    }[kind]
    return f"【{place}】{said}{_way(booking)}如需改期，请联系您的客户经理。"


def _when(instant: datetime) -> str:
    local = timezone.localtime(instant, ZONE)
    return f"{local.month}月{local.day}日（周{DAYS[local.weekday()]}）{local:%H:%M}"


def _way(booking: Booking) -> str:
    found = Directions.objects.filter(pk=booking.institution_id).first()
    if found is None:
        return ""
    way = f"（{found.way}）" if found.way else ""
    link = map_link(found, booking.institution.name)
    return f"地址：{found.address}{way}。" + (f"地图：{link} 。" if link else "")


def map_link(found: Directions, name: str) -> str:
    """Where the outlet stands on a map; empty without its coordinates."""
    if found.longitude is None or not settings.MAP_LINK:
        return ""
    return str(settings.MAP_LINK.format(longitude=found.longitude, latitude=found.latitude, name=quote(name)))

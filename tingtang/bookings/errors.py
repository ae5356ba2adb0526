"""What the room refuses, each with a sentence for a person in both languages."""

from __future__ import annotations

from tingtang.shared.refusals import Refusal, WrongField
from tingtang.shared.text import Bilingual


class BookingError(Refusal):
    """The room refuses; `text` says why."""


class NoSuchBooking(BookingError):
    """There is no such booking."""

    text = Bilingual("没有这个预约", "there is no such booking")


class WrongState(BookingError):
    """The state of the booking forbids it."""

    text = Bilingual("预约当前状态不能执行此操作", "the state of the booking forbids this")


class BadInput(WrongField, BookingError):
    """An input is wrong; `field` names it."""


class Taken(BadInput):
    """Somebody was quicker: the person or the place is booked at that time."""

"""What the room refuses, each with a sentence for a person in both languages."""

from __future__ import annotations

from tingtang.shared.text import Bilingual


class BookingError(ValueError):
    """The room refuses; `text` says why."""

    text = Bilingual("无法执行此操作", "this cannot be done")

    def __init__(self, text: Bilingual | None = None) -> None:
        if text is not None:
            self.text = text
        super().__init__(self.text.en)


class NoSuchBooking(BookingError):
    """There is no such booking."""

    text = Bilingual("没有这个预约", "there is no such booking")


class WrongState(BookingError):
    """The state of the booking forbids it."""

    text = Bilingual("预约当前状态不能执行此操作", "the state of the booking forbids this")


class BadInput(BookingError):
    """An input is wrong; `field` names it."""

    def __init__(self, field: str, text: Bilingual) -> None:
        super().__init__(text)
        self.field = field


class Taken(BadInput):
    """Somebody was quicker: the person or the place is booked at that time."""

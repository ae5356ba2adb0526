"""What the codes of bookings are called on a page, in both languages."""

from __future__ import annotations

from typing import Any

from tingtang.desk.language import lang
from tingtang.shared.text import Bilingual

# state -> words, tone of its chip, shape
STATES = {
    "booked": (Bilingual("已预约", "Booked"), "", "calendar"),
    "arrived": (Bilingual("已到店", "Arrived"), "ok", "circle-check"),
    "cancelled": (Bilingual("已取消", "Cancelled"), "", "circle-minus"),
    "not_come": (Bilingual("未到店", "Not come"), "late", "circle-x"),
}
WORDS = {
    "advice": Bilingual("咨询洽谈", "Advice"),
    "business": Bilingual("办理业务", "Business"),
    "other": Bilingual("其他", "Other"),
    "asked": Bilingual("客户提出", "the customer asked"),
    "agreed": Bilingual("邀约后同意", "agreed when invited"),
    "sms": Bilingual("短信", "Message"),
    "phone": Bilingual("电话", "Phone"),
    "mail": Bilingual("邮件", "Mail"),
    "room": Bilingual("洽谈室", "Room"),
    "counter": Bilingual("窗口", "Counter"),
    "parking": Bilingual("车位", "Parking"),
    "made": Bilingual("预约", "Booked"),
    "moved": Bilingual("改期", "Moved"),
    "confirmed": Bilingual("已电话确认", "Confirmed by phone"),
    "arrived": Bilingual("客户到店", "The customer came"),
    "cancelled": Bilingual("取消", "Cancelled"),
    "not_come": Bilingual("未到店", "Not come"),
    "message_waiting": Bilingual("待发送", "Waiting"),
    "message_sent": Bilingual("已发送", "Sent"),
    "message_failed": Bilingual("发送失败", "Failed"),
    "message_withdrawn": Bilingual("已撤回", "Withdrawn"),
}


def booking_word(code: str) -> str:
    """What a code is called."""
    return WORDS[code].pick(lang()) if code in WORDS else code


def booking_state(code: str) -> tuple[str, str, str]:
    """(words, tone of the chip, icon) of a state."""
    words, tone, icon = STATES[code]
    return words.pick(lang()), tone, icon


GLOBALS: dict[str, Any] = {"booking_word": booking_word, "booking_state": booking_state}

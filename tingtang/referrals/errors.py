"""What the room refuses, each with a sentence for a person in both languages."""

from __future__ import annotations

from tingtang.shared.refusals import Refusal, WrongField
from tingtang.shared.text import Bilingual


class ReferralError(Refusal):
    """The room refuses; `text` says why."""


class NoSuchReferral(ReferralError):
    """There is no such card."""

    text = Bilingual("没有这张卡片", "there is no such card")


class NotYours(ReferralError):
    """Neither the one who has the card, nor their deputy, nor a head above."""

    text = Bilingual(
        "只有持卡人、其代理人或上级负责人可以处理", "only who has the card, their deputy or a head above may do this"
    )


class AlreadyTaken(ReferralError):
    """Somebody was quicker."""

    text = Bilingual("这张卡片已被接收", "the card has been taken up already")


class WrongState(ReferralError):
    """The state of the card forbids it."""

    text = Bilingual("卡片当前状态不能执行此操作", "the state of the card forbids this")


class BadInput(WrongField, ReferralError):
    """An input is wrong; `field` names it."""


class Unroutable(BadInput):
    """Nobody here or above takes such a card: told to the sender; the trail and the log have it for who administers."""

    def __init__(self) -> None:
        text = Bilingual(
            "本机构及上级没有可接收此类卡片的人员，请指定接收人；已记录并提示管理员",
            "nobody here or above takes such cards: name somebody; the administrator was told",
        )
        super().__init__("to_staff", text)

"""What the lobby refuses, each with a sentence for a person in both languages."""

from __future__ import annotations

from tingtang.shared.refusals import Refusal, WrongField
from tingtang.shared.text import Bilingual


class LobbyError(Refusal):
    """The lobby refuses; `text` says why."""


class NoSuchTicket(LobbyError):
    """There is no such ticket."""

    text = Bilingual("没有这张号票", "there is no such ticket")


class NoSuchCounter(LobbyError):
    """There is no such counter."""

    text = Bilingual("没有这个窗口", "there is no such counter")


class NotHere(LobbyError):
    """It belongs to another outlet: `institution_id`."""

    text = Bilingual("属于其他网点", "it belongs to another outlet")

    def __init__(self, institution_id: str) -> None:
        super().__init__()
        self.institution_id = institution_id


class WrongState(LobbyError):
    """The state forbids it."""

    text = Bilingual("当前状态不能执行此操作", "its state forbids this")


class BadInput(WrongField, LobbyError):
    """An input is wrong; `field` names it."""


class OtherRequest(BadInput):
    """An idempotency key that was used for another request."""

    def __init__(self) -> None:
        super().__init__("Idempotency-Key", Bilingual("此键已用于另一请求", "this key was used for another request"))


class NoSuchRecord(LobbyError):
    """There is no such entry of a register."""

    text = Bilingual("没有这条记录", "there is no such record")


class TooManyMisses(LobbyError):
    """A device or person asked in vain too often; recognition pauses for them."""

    text = Bilingual(
        "识别次数过多，请稍后再试或请大堂经理协助", "too many tries; wait a while, or ask the lobby manager"
    )

"""What the room refuses, each with a sentence for a person in both languages."""

from __future__ import annotations

from tingtang.shared.refusals import Refusal, WrongField
from tingtang.shared.text import Bilingual


class AdviceError(Refusal):
    """The room refuses; `text` says why."""


class NoSuchRecord(AdviceError):
    """There is no such product, sale or request."""

    text = Bilingual("没有这条记录", "there is no such record")


class NotYours(AdviceError):
    """Somebody else's to do."""

    text = Bilingual("只有经办人可以处理", "only the adviser of this sale may do this")


class Ended(AdviceError):
    """A sale that is closed, stopped or given up changes no more."""

    text = Bilingual("此笔销售已了结", "the sale has ended")


class NotYet(AdviceError):
    """A step is missing before this one."""


class BadInput(WrongField, AdviceError):
    """An input is wrong; `field` names it."""

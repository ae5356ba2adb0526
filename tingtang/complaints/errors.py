"""What the room refuses, each with a sentence for a person in both languages."""

from __future__ import annotations

from tingtang.shared.refusals import Refusal, WrongField
from tingtang.shared.text import Bilingual


class ComplaintError(Refusal):
    """The room refuses; `text` says why."""


class NoSuchComplaint(ComplaintError):
    """There is no such complaint, or it is not for this person: the answer tells not which."""

    text = Bilingual("没有这件投诉", "there is no such complaint")


class NotYours(ComplaintError):
    """Somebody else does this: the handler, the coordinator, a head."""

    text = Bilingual("须由处理人或协调负责人办理", "the handler or whoever coordinates does this")


class WrongState(ComplaintError):
    """The state of the case forbids it."""

    text = Bilingual("投诉当前状态不能执行此操作", "the state of the case forbids this")


class TooMany(ComplaintError):
    """More by the public form from one network address in an hour than it takes."""

    text = Bilingual(
        "同一网络一小时内提交较多，请稍后再试或拨打 95566，已填内容保留",
        "many were sent from this network within the hour: try later or call 95566; nothing typed is lost",
    )


class BadInput(WrongField, ComplaintError):
    """An input is wrong; `field` names it."""

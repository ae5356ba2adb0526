"""What the room refuses, each with a sentence for a person in both languages."""

from __future__ import annotations

from tingtang.shared.refusals import Refusal, WrongField
from tingtang.shared.text import Bilingual


class SatisfactionError(Refusal):
    """The room refuses; `text` says why."""


class NoSuch(SatisfactionError):
    """There is no such questionnaire, record, task or person."""

    text = Bilingual("没有这条记录", "there is no such record")


class ChangedMeanwhile(SatisfactionError):
    """Somebody else saved it since it was read: nothing of theirs is overwritten."""

    text = Bilingual("此内容已被他人修改，请重新打开后再保存", "somebody else saved this meanwhile: open it again")


class WrongState(SatisfactionError):
    """It is ended, done, or not published yet."""

    text = Bilingual("当前状态不能执行此操作", "its state forbids this")


class AlreadyAnswered(SatisfactionError):
    """One answer each: there is one already."""

    text = Bilingual("您已经提交过，谢谢", "you have answered already, thank you")


class TooMany(SatisfactionError):
    """More answers in a minute than the link takes."""

    text = Bilingual(
        "提交的人较多，请一分钟后再试，已填内容保留", "too many at once: send again in a minute; nothing typed is lost"
    )


class BadInput(WrongField, SatisfactionError):
    """An input is wrong; `field` names it."""

"""What the room refuses, each with a sentence for a person in both languages."""

from __future__ import annotations

from tingtang.shared.refusals import Refusal, WrongField
from tingtang.shared.text import Bilingual


class InspectionError(Refusal):
    """The room refuses; `text` says why."""


class NoSuch(InspectionError):
    """There is no such inspection, sheet or finding."""

    text = Bilingual("没有这条记录", "there is no such record")


class ChangedMeanwhile(InspectionError):
    """Somebody else saved it since it was read: nothing of theirs is overwritten."""

    text = Bilingual("此检查已被他人修改，请重新打开后再保存", "somebody else saved this meanwhile: open it again")


class WrongState(InspectionError):
    """The state of the inspection or finding forbids it."""

    text = Bilingual("当前状态不能执行此操作", "its state forbids this")


class BadInput(WrongField, InspectionError):
    """An input is wrong; `field` names it."""

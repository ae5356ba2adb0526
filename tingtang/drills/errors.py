"""What the room refuses, each with a sentence for a person in both languages."""

from __future__ import annotations

from tingtang.shared.refusals import Refusal, WrongField
from tingtang.shared.text import Bilingual


class DrillError(Refusal):
    """The room refuses; `text` says why."""


class NoSuchThing(DrillError):
    """There is no such run or course."""

    text = Bilingual("没有这条记录", "there is no such record")


class AlreadyDone(DrillError):
    """It has happened before, and happens once."""

    text = Bilingual("此前已办理", "this was done before")


class BadInput(WrongField, DrillError):
    """An input is wrong; `field` names it."""

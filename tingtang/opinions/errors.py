"""What the room refuses, each with a sentence for a person in both languages."""

from __future__ import annotations

from tingtang.shared.refusals import Refusal, WrongField
from tingtang.shared.text import Bilingual


class OpinionError(Refusal):
    """The room refuses; `text` says why."""


class NoSuchOpinion(OpinionError):
    """There is no such entry."""

    text = Bilingual("没有这条意见", "there is no such entry")


class AlreadyDone(OpinionError):
    """It has happened before, and happens once."""

    text = Bilingual("此前已办理", "this was done before")


class BadInput(WrongField, OpinionError):
    """An input is wrong; `field` names it."""

"""What the room refuses, each with a sentence for a person in both languages."""

from __future__ import annotations

from tingtang.shared.refusals import Refusal, WrongField
from tingtang.shared.text import Bilingual


class RoutineError(Refusal):
    """The room refuses; `text` says why."""


class NoSuchRecord(RoutineError):
    """There is no such list, line or entry of a register."""

    text = Bilingual("没有这条记录", "there is no such record")


class NotYours(RoutineError):
    """Somebody else's list."""

    text = Bilingual("这份清单由本人填写", "this list is filled by the person it is for")


class AlreadyDone(RoutineError):
    """It has happened before, and happens once."""

    text = Bilingual("此前已办理", "this was done before")


class PastDay(RoutineError):
    """A list of another day: nothing is filled afterwards or ahead."""

    text = Bilingual("清单只能在当天填写，过期不补", "a list is filled on its own day: what was missed stays missed")


class NotOwed(RoutineError):
    """Nobody owes this list here today."""

    text = Bilingual("今天不营业，或本网点无此岗位", "closed today, or nobody here holds the position")


class BadInput(WrongField, RoutineError):
    """An input is wrong; `field` names it."""

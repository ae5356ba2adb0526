"""What the room refuses, each with a sentence for a person in both languages."""

from __future__ import annotations

from tingtang.shared.refusal import Refused
from tingtang.shared.text import Bilingual

NO_WORDS = Bilingual("请填写", "say it in words")
TOO_LONG = Bilingual("内容过长", "this is too long")


class OutreachRefused(Refused):
    """What was asked cannot stand; `field` names the input to change."""


def words(field: str, text: str, longest: int) -> str:
    """What was typed, trimmed. Raises OutreachRefused when nothing is left, or too much."""
    return _short(field, text, longest) or _none(field)


def remark(field: str, text: str, longest: int) -> str:
    """The same where nothing need be said."""
    return _short(field, text, longest)


def _short(field: str, text: str, longest: int) -> str:
    text = text.strip()
    if len(text) > longest:
        raise OutreachRefused(field, TOO_LONG)
    return text


def _none(field: str) -> str:
    raise OutreachRefused(field, NO_WORDS)

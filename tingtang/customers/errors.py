"""What the room refuses, each with a sentence for a person in both languages."""

from __future__ import annotations

from tingtang.shared.refusal import Refused
from tingtang.shared.text import Bilingual


class BadInformation(Refused):
    """A value, a source or a choice cannot stand; `field` is the input to change."""


class AlreadyDecided(Refused):
    """The correction has its answer."""

    def __init__(self) -> None:
        super().__init__("answer", Bilingual("这项更正已有答复", "this correction has been answered"))


class NotForYou(Refused):
    """Nobody decides on what they proposed themselves, nor on what lies elsewhere."""

    def __init__(self) -> None:
        text = Bilingual("须由归属机构的另一位负责人处理", "another head of the home institution decides this")
        super().__init__("answer", text)


class OtherRequest(Refused):
    """An idempotency key that was used for another request."""

    def __init__(self) -> None:
        super().__init__("Idempotency-Key", Bilingual("此键已用于另一请求", "this key was used for another request"))


class BadFile(Refused):
    """A file that cannot be read in as a whole."""

"""What rooms refuse, each with a sentence in both languages for a person: the two shapes of their errors. Pure."""

from __future__ import annotations

from tingtang.shared.text import Bilingual

NEEDED = Bilingual("请填写", "this is needed")
TOO_LONG = Bilingual("内容过长", "this is too long")


class Refusal(ValueError):
    """A room refuses; `text` says why. Each room has its own below this."""

    text = Bilingual("无法执行此操作", "this cannot be done")

    def __init__(self, text: Bilingual | None = None) -> None:
        if text is not None:
            self.text = text
        super().__init__(self.text.en)


class WrongField(Refusal):
    """An input is wrong; `field` names it."""

    def __init__(self, field: str, text: Bilingual) -> None:
        super().__init__(text)
        self.field = field

    @classmethod
    def words(
        cls, field: str, text: str, longest: int, *,
        needed: bool = True, none: Bilingual = NEEDED, long: Bilingual = TOO_LONG,
    ) -> str:  # fmt: skip
        """The text, trimmed. Raises this refusal when there is too much of it, or none where it is `needed`."""
        text = text.strip()
        if needed and not text:
            raise cls(field, none)
        if len(text) > longest:
            raise cls(field, long)
        return text

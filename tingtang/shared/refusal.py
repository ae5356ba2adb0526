"""What somebody asked for cannot stand, said so that a form can show it beside the input it is about."""

from __future__ import annotations

from tingtang.shared.text import Bilingual


class Refused(ValueError):
    """`field` is the input to change, `text` says why to the person who asked. Each room names its own kind of it."""

    def __init__(self, field: str, text: Bilingual) -> None:
        super().__init__(f"{field}: {text.en}")
        self.field = field
        self.text = text

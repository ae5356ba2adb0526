"""Texts in both languages of the interface: Chinese first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Lang = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """The same text in Chinese and in English."""

    zh: str
    en: str

    def pick(self, lang: str) -> str:
        """The text in `lang` ("zh" or "en"); anything else reads as Chinese."""
        return self.en if lang == "en" else self.zh

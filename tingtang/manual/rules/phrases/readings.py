"""How characters sound, so that what was typed by sound or heard wrong is found: tones and near sounds are one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from runpy import run_path

FIRST_CODE = 0xE000  # private characters of Unicode stand for syllables
# Sounds that a keyboard, a dialect or a recogniser takes for one another.
NEAR = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
_HAN = re.compile(r"[㐀-鿿]")


class Sounds(dict[int, str]):
    """For `str.translate`: a private character for the sound of a Chinese one; every other stays as it is."""

    def __init__(self) -> None:
        super().__init__()
        self._codes: dict[str, str] = {}

    def __missing__(self, code: int) -> str:
        char = chr(code)
        heard = self._code(syllable(char)) if _HAN.match(char) else char
        self[code] = heard
        return heard

    def _code(self, sound: str) -> str:
        return self._codes.setdefault(sound, chr(FIRST_CODE + len(self._codes)))


@cache
def syllable(char: str) -> str:
    """The first reading of a character without its tone, near sounds made one; the character where it has none."""
    reading = _readings().get(ord(char), char).split(",")[0]
    sound = "".join(part for part in unicodedata.normalize("NFD", reading) if not unicodedata.combining(part))
    for rare, common in NEAR:
        sound = re.sub(f"^{rare}|{rare}$", common, sound)
    return sound


@cache
def _readings() -> Mapping[int, str]:
    """Code of a character -> its readings: pypinyin's table alone, since the package reads its phrases too."""
    package = find_spec("pypinyin")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("pypinyin")
    table: Mapping[int, str] = run_path(str(Path(package.submodule_search_locations[0]) / "pinyin_dict.py"))[
        "pinyin_dict"
    ]
    return table

"""How a name may be typed: as written, the given name alone, in pinyin, by the initials. Surnames are read as surnames.

Pure. 单 is read shàn and 曾 zēng in a name; who does not know that types the common reading, so both lead there.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST = 160

# Where a surname is not read as the character is elsewhere. Two characters first: they are looked for first.
SURNAMES = {
    "万俟": ("mo", "qi"), "尉迟": ("yu", "chi"), "长孙": ("zhang", "sun"), "单于": ("chan", "yu"),
    "令狐": ("ling", "hu"), "澹台": ("tan", "tai"), "宰父": ("zai", "fu"),
    "单": ("shan",), "曾": ("zeng",), "仇": ("qiu",), "区": ("ou",), "任": ("ren",), "华": ("hua",), "解": ("xie",),
    "查": ("zha",), "朴": ("piao",), "盖": ("ge",), "冼": ("xian",), "翟": ("zhai",), "乐": ("yue",), "员": ("yun",),
    "黑": ("he",), "秘": ("bi",), "召": ("shao",), "种": ("chong",), "缪": ("miao",), "覃": ("qin",), "纪": ("ji",),
    "葛": ("ge",), "宁": ("ning",), "那": ("na",), "折": ("she",), "繁": ("po",), "燕": ("yan",), "洗": ("xian",),
    "隗": ("wei",), "祭": ("zhai",), "句": ("gou",), "不": ("fou",), "佴": ("nai",), "眭": ("sui",), "郇": ("xun",),
    "呙": ("guo",), "晟": ("cheng",),
}  # fmt: skip
COMPOUND = frozenset(
    re.findall(
        "..",
        "欧阳司马上官诸葛夏侯皇甫尉迟公孙慕容令狐司徒宇文长孙东方端木澹台轩辕独孤南宫西门呼延闻人赫连万俟钟离"
        "太史申屠百里单于拓跋公冶宗政濮阳淳于太叔仲孙",
    )
)
_HAN = re.compile(r"[㐀-鿿]")


def plain(text: str) -> str:
    """A name or what was typed of one: no spaces and dots, full-width characters made plain, letters small."""
    return re.sub(r"[\s·•.'’\-]", "", unicodedata.normalize("NFKC", text)).casefold()


def keys(name: str, *, person: bool = True) -> frozenset[str]:
    """Every way to type the name; a search finds what begins with what was typed."""
    text = plain(name)
    if not text:
        return frozenset()
    if not _HAN.search(text):
        return frozenset({text[:LONGEST], *_words(name)})
    found = {text}
    head = _surname(text) if person else ""
    if head and len(text) > len(head):
        found.add(text[len(head) :])
    for read in _readings(text, head):
        found |= {"".join(read), "".join(one[0] for one in read)}
    return frozenset(one[:LONGEST] for one in found)


def sounds(name: str, *, person: bool = True) -> frozenset[str]:
    """How the whole name is read, in letters; two names that share one may be one name written differently."""
    text = plain(name)
    if not text:
        return frozenset()
    if not _HAN.search(text):
        return frozenset({text[:LONGEST]})
    return frozenset("".join(read)[:LONGEST] for read in _readings(text, _surname(text) if person else ""))


def _words(name: str) -> set[str]:
    """Each word of a name in letters: people are looked for by either."""
    return {plain(word)[:LONGEST] for word in re.split(r"[\s·•]+", name) if len(plain(word)) > 1}


def _surname(text: str) -> str:
    return text[:2] if text[:2] in COMPOUND or text[:2] in SURNAMES else text[:1]


def _readings(text: str, surname: str) -> list[tuple[str, ...]]:
    """As the name is read, and as the characters are where that differs."""
    common = _read(text)
    proper = SURNAMES.get(surname)
    return [common] if proper is None else [common, (*proper, *_read(text[len(surname) :]))]


@lru_cache(maxsize=65_536)
def _read(text: str) -> tuple[str, ...]:
    """The syllables, ü as v; what is no character stays as it is."""
    from pypinyin import lazy_pinyin  # 30 MB of readings: only where names are read

    return tuple(part for part in lazy_pinyin(text, v_to_u=False) if part)

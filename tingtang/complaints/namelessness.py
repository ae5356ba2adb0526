"""Whether a text still tells who it is about: names that are known, and anything that looks like a number. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

NUMBER = re.compile(r"(?<!\d)(?:\d[ -]?){6,}[0-9Xx]?(?!\d)")  # phones, cards, identities, accounts
SIR = re.compile(r"[\u4e00-\u9fff](?:先生|女士|小姐)")
PLAIN = ("某先生", "某女士", "某小姐", "位先生", "位女士", "位小姐")
SHORTEST = 2


def names_in(text: str, known: Iterable[str]) -> str:
    """The first thing in `text` that tells who it was; empty when there is none."""
    for name in sorted(set(known), key=len, reverse=True):
        if len(name) >= SHORTEST and name in text:
            return name
    if found := NUMBER.search(text):
        return found.group(0)
    for found in SIR.finditer(text):
        if found.group(0) not in PLAIN:
            return found.group(0)
    return ""

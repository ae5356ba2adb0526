"""What the trail is called by people: its actions, what they were done to, and their details (data/trail.yaml)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import yaml

from tingtang.shared.text import Bilingual
from tingtang.shared.times import ZONE

FILE = Path(__file__).parent / "data" / "trail.yaml"
POINTER = re.compile(r"([a-z_]+):([\w.:-]+)", re.ASCII)  # such as contact:158
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d", re.ASCII)  # as isoformat writes it

# What a higher room calls a code that stands in a detail (manual: the kinds of duties); None where it knows none.
CODES_SAID: list[Callable[[str], Bilingual | None]] = []

# The zones of an outlet by kind (A5-A12).
ZONES: dict[str, Bilingual] = {
    "advice": Bilingual("咨询服务区", "Advice"),
    "display": Bilingual("营销信息发布区", "Product information"),
    "waiting": Bilingual("客户休息等候区", "Waiting and rest"),
    "open_counters": Bilingual("开放式柜台服务区", "Open-plan counters"),
    "closed_counters": Bilingual("封闭式柜台服务区", "Enclosed counters"),
    "wealth_centre": Bilingual("理财服务区", "Wealth services"),
    "self_service": Bilingual("自助服务区", "Self-service"),
    "auxiliary": Bilingual("辅助功能区", "Auxiliary"),
}


@lru_cache(maxsize=1)
def trail_words() -> dict[str, dict[str, Bilingual]]:
    """`actions`, `subjects`, `details`, `values`: code -> what it is called; `reasons`: form -> what is said."""
    read = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {part: {code: Bilingual(zh, en) for code, (zh, en) in words.items()} for part, words in read.items()}


def action_said(action: str, language: str) -> str:
    """The action in words; one without any is shown by its name."""
    return _word("actions", action, language)


def subject_said(kind: str, language: str) -> str:
    """What something was done to."""
    return _word("subjects", kind, language)


def detail_said(detail: Mapping[str, object], language: str, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """(what, its value) of an entry's detail. `names`: of the people whose numbers stand in it."""
    return [(_word("details", key, language), _value(value, language, names)) for key, value in detail.items()]


def reason_said(reason: str, language: str, name: Callable[[str], str]) -> str:
    """A reason that the system itself wrote down, in words; a person's own stay as they are. `name`: who has an id."""
    for form, said in trail_words()["reasons"].items():
        if found := re.fullmatch(form, reason):
            told = {part: name(text) if part == "who" else text for part, text in found.groupdict().items()}
            return said.pick(language).format(**told)
    return reason


def texts_in(detail: object) -> set[str]:
    """Every text in a detail, however deep: people's numbers are among them."""
    if isinstance(detail, str):
        return {detail}
    inner = detail.values() if isinstance(detail, Mapping) else detail if isinstance(detail, list) else ()
    return {text for one in inner for text in texts_in(one)}


def _word(part: str, code: str, language: str) -> str:
    known = trail_words()[part].get(code)
    return known.pick(language) if known else code


def _value(value: object, language: str, names: Mapping[str, str]) -> str:
    if value is None or value in ("", [], {}):
        return "—"
    if isinstance(value, bool):
        return _word("values", "yes" if value else "no", language)
    if isinstance(value, Mapping):
        return ("; " if language == "en" else "；").join(
            f"{label} {text}" for label, text in detail_said(value, language, names)
        )
    if isinstance(value, list):
        return (", " if language == "en" else "、").join(_value(one, language, names) for one in value)
    return _text(str(value), language, names)


def _text(text: str, language: str, names: Mapping[str, str]) -> str:
    """A person by name, a code in words, `contact:158` with its kind in words; other text as it was written."""
    if text in names:
        return names[text]
    if INSTANT.fullmatch(text):
        with suppress(ValueError):  # somebody may have typed what looks like one
            return f"{datetime.fromisoformat(text).astimezone(ZONE):%Y-%m-%d %H:%M}"
    if pointer := POINTER.fullmatch(text):
        kind = trail_words()["subjects"].get(pointer[1]) or trail_words()["details"].get(pointer[1])
        if kind:
            return f"{kind.pick(language)} {pointer[2]}"
    for ask in CODES_SAID:
        if said := ask(text):
            return said.pick(language)
    return reason_said(_word("values", text, language), language, lambda one: names.get(one, one))

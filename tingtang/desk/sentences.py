"""The why of a duty as people say it: the kind's sentence, with its days told as people tell them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from tingtang.desk.formats import day
from tingtang.desk.language import lang, t
from tingtang.desk.names import relation_name
from tingtang.manual.book import DutyKind, shown

# Inputs that say when something last happened: told as how long ago. Other days are named by their date.
AGO = frozenset({"last_reached_on"})
ONE = re.compile(r"(?<![\d.,])1 ((?:working |calendar |more )?)(day|hour|minute|week|month|year|contact|customer)s\b")
FULL_WIDTH = str.maketrans({",": "，", "(": "（", ")": "）", ";": "；"})


SECRET_INPUTS = frozenset(
    {"assets", "balance", "cost", "outflow", "overdue_amount", "peak", "last_assets", "birthday_on"}
)


def for_eyes(inputs: Mapping[str, Any], *, tied: bool) -> Mapping[str, Any]:
    """The inputs as this viewer may see them: without a tie to the customer, amounts and birthdays are not there."""
    return inputs if tied else {name: stored for name, stored in inputs.items() if name not in SECRET_INPUTS}


def sentence(kind: DutyKind, inputs: Mapping[str, Any], today: date) -> str:
    """The sentence of `kind` filled with `inputs` ({name: {value, as_of}} as the ledger keeps them)."""
    said = shown(kind, inputs, lang()) | _told(kind, inputs, today)
    return punctuated(kind.sentence.pick(lang()).format(**said))


def _told(kind: DutyKind, inputs: Mapping[str, Any], today: date) -> dict[str, str]:
    said = {}
    for name, shown_as in kind.inputs.items():
        stored = inputs.get(name)
        value = stored.get("value") if isinstance(stored, Mapping) else stored
        if shown_as == "day" and value:
            on = date.fromisoformat(str(value)[:10])
            said[name] = ago(on, today) if name in AGO else _dated(on, today)
        elif name == "relation" and value:
            said[name] = relation_name(str(value))
    return said


def ago(on: date, today: date) -> str:
    """11 天前 / 11 days ago; today and yesterday by name."""
    away = (today - on).days
    return day(on, today) if away <= 1 else t(f"{away} 天前", f"{away} days ago")


def _dated(on: date, today: date) -> str:
    if on.year != today.year:
        return t(f"{on.year}年{on.month}月{on.day}日", f"{on.day} {on:%b} {on.year}")
    return day(on)


def punctuated(text: str) -> str:
    """Chinese sentences carry full-width marks and no spaces between characters; the comma inside 9,200 stays. English
    ones begin large, and one is one: 1 working day."""
    if lang() == "en":
        text = ONE.sub(r"1 \1\2", text)
        return text[:1].upper() + text[1:]
    text = re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", text)
    return re.sub(r"(?<!\d)[,;()]|[,;()](?!\d)", lambda mark: mark[0].translate(FULL_WIDTH), text)

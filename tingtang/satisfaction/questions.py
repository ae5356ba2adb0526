"""Reading a draft's rows, and what a customer said to the questions that came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tingtang.satisfaction.errors import BadInput
from tingtang.satisfaction.models import CHOSEN, Kind, Question
from tingtang.shared.text import Bilingual

MOST_QUESTIONS, MOST_OPTIONS, LONGEST, LONGEST_WORDS = 12, 10, 200, 500
NOTHING = Bilingual("至少一个问题", "at least one question")
TOO_MANY = Bilingual(f"最多 {MOST_QUESTIONS} 个问题", f"{MOST_QUESTIONS} questions at most")
FIRST = Bilingual("第一题须为五级满意度，计入满意率", "the first is the five-level question: it counts as satisfaction")
NO_KIND = Bilingual("请选择题型", "choose a kind")
NO_WORDS = Bilingual("请填写中文问题，最多 200 字", "the question in Chinese, 200 characters at most")
NO_OPTIONS = Bilingual("每行一个选项，两到十个，不重复", "one option a line, two to ten, none twice")
OUTSIDE = Bilingual("请重新选择", "choose again")
TOO_LONG = Bilingual(f"最多 {LONGEST_WORDS} 字", f"{LONGEST_WORDS} characters at most")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it will be published."""

    kind: str
    text: Bilingual
    options: tuple[Bilingual, ...] = ()


def parse_draft(rows: Sequence[Mapping[str, str]]) -> list[Asked]:
    """The questions of a draft; an option's line is `中文 / English`. Raises BadInput naming the row (`row-2`)."""
    if not rows:
        raise BadInput("row-1", NOTHING)
    if len(rows) > MOST_QUESTIONS:
        raise BadInput(f"row-{MOST_QUESTIONS + 1}", TOO_MANY)
    if rows[0].get("kind") != Kind.SCALE:
        raise BadInput("row-1", FIRST)
    return [_asked(f"row-{n}", row) for n, row in enumerate(rows, 1)]


def _asked(where: str, row: Mapping[str, str]) -> Asked:
    kind, zh, en = row.get("kind", ""), row.get("zh", "").strip(), row.get("en", "").strip()
    if kind not in Kind.values:
        raise BadInput(where, NO_KIND)
    if not zh or len(zh) > LONGEST or len(en) > LONGEST:
        raise BadInput(where, NO_WORDS)
    options = _options(where, row.get("options", "")) if kind in CHOSEN else ()
    return Asked(kind, Bilingual(zh, en or zh), options)


def _options(where: str, text: str) -> tuple[Bilingual, ...]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not 2 <= len(lines) <= MOST_OPTIONS or len(set(lines)) < len(lines) or any(len(one) > LONGEST for one in lines):
        raise BadInput(where, NO_OPTIONS)
    pairs = [[part.strip() for part in line.split("/", 1)] for line in lines]
    return tuple(Bilingual(pair[0], pair[-1] or pair[0]) for pair in pairs)


def parse_lines(questions: Sequence[Question], said: Mapping[int, Any]) -> dict[int, dict[str, Any]]:
    """question id -> the fields of its line; what was left empty is in none. Raises BadInput naming the question."""
    found: dict[int, dict[str, Any]] = {}
    for question in questions:
        line = _line(question, said.get(question.pk))
        if line:
            found[question.pk] = line
    return found


def _line(question: Question, said: Any) -> dict[str, Any]:
    where = f"q-{question.pk}"
    if question.kind == Kind.TEXT:
        text = str(said or "").strip()
        if len(text) > LONGEST_WORDS:
            raise BadInput(where, TOO_LONG)
        return {"text": text} if text else {}
    places = [] if said is None or said == "" else list(said) if isinstance(said, list) else [said]
    most = 5 if question.kind == Kind.SCALE else len(question.options) - 1
    least = 1 if question.kind == Kind.SCALE else 0
    if any(not isinstance(one, int) or not least <= one <= most for one in places):
        raise BadInput(where, OUTSIDE)
    if len(places) > 1 and question.kind != Kind.SEVERAL:
        raise BadInput(where, OUTSIDE)
    if not places:
        return {}
    return {"score": places[0]} if question.kind == Kind.SCALE else {"chosen": sorted(set(places))}

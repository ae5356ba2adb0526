"""What the pages of the phrase check show: utterances with what was found in them, and the lists behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from tingtang.desk.language import t
from tingtang.manual.book import Phrase, Rulebook
from tingtang.manual.book.phrases import BY_TOPIC, SITUATIONS
from tingtang.manual.rules.phrases.checking import Utterance, check, in_force, with_missing
from tingtang.manual.rules.phrases.finder import Finding
from tingtang.manual.rules.phrases.transcript import TranscriptError, dialogue, utterances

LONGEST = 20_000
MOST_LINES = 500


@dataclass(frozen=True, slots=True)
class Line:
    """An utterance cut at its findings: (piece, finding or None); `missing`: the steps its conversation lacks."""

    number: int
    by_staff: bool
    pieces: tuple[tuple[str, Finding | None], ...]
    missing: tuple[Finding, ...]


class Refused(ValueError):
    """What was typed cannot be checked; the message says why, in the reader's language."""


def checked(book: Rulebook, on: date, text: str, *, whole: bool) -> dict[str, Any]:
    """The lines with findings, and how many findings by kind. `whole`: it is one conversation. Raises Refused."""
    said, is_table = _read(book, text, whole=whole)
    found = (with_missing if whole or is_table else check)(book, on, said)
    lines = [_line(one, findings) for one, findings in zip(said, found, strict=True) if findings]
    kinds = Counter(finding.kind for findings in found for finding in findings)
    return {"lines": lines, "kinds": kinds, "utterances": sum(bool(one.text.strip()) for one in said)}


def lists(book: Rulebook, on: date) -> list[tuple[str, list[Phrase]]]:
    """The phrases in force by situation."""
    phrases = sorted(in_force(book, on), key=lambda one: (*SITUATIONS, BY_TOPIC).index(one.situation))
    return [(situation, list(group)) for situation, group in groupby(phrases, key=lambda one: one.situation)]


def _read(book: Rulebook, text: str, *, whole: bool) -> tuple[list[Utterance], bool]:
    if not text.strip():
        raise Refused(t("请粘贴要检查的话", "Paste what is to be checked"))
    if len(text) > LONGEST or text.count("\n") > MOST_LINES:
        raise Refused(
            t(f"最多 {LONGEST} 字、{MOST_LINES} 行；更多请用命令 tingtang phrases", f"{LONGEST} characters and {MOST_LINES} lines at most; for more there is `tingtang phrases`")  # noqa: E501
        )  # fmt: skip
    if whole:
        return dialogue(text, book.phrases), False
    try:
        return utterances(text.replace("\r\n", "\n").encode(), t("表格", "table"), book.phrases)
    except TranscriptError as error:
        raise Refused(str(error)) from None


def _line(one: Utterance, findings: Sequence[Finding]) -> Line:
    pieces: list[tuple[str, Finding | None]] = []
    at = 0
    for finding in findings:
        if finding.kind != "missing":
            pieces += [(one.text[at : finding.start], None), (one.text[finding.start : finding.end], finding)]
            at = finding.end
    pieces.append((one.text[at:], None))
    missing = tuple(finding for finding in findings if finding.kind == "missing")
    return Line(one.line, one.by_staff, tuple(piece for piece in pieces if piece[0]), missing)

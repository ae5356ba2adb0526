"""What was said on a recording, checked by the lists of A18: findings are proposed, a person accepts them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tingtang.inspections.models import Severity
from tingtang.manual.queries import rulebook
from tingtang.manual.rules.phrases.checking import Utterance, with_missing
from tingtang.manual.rules.phrases.finder import TONE
from tingtang.manual.rules.phrases.transcript import dialogue, utterances

GRAVE = {"high": Severity.HIGH, "medium": Severity.MEDIUM, "low": Severity.LOW}
QUOTE = 120  # characters of an utterance that a finding keeps
MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A finding that the phrase check proposes: at [start, end) of a line, by an article; `said`: the line."""

    line: int
    start: int
    end: int
    article: str
    severity: Severity
    text: str
    said: str

    @property
    def key(self) -> str:
        """What names it on a form: the same transcript gives the same proposals."""
        return f"{self.line}:{self.start}:{self.end}:{self.article}"


def proposals(text: str, on: date) -> list[Proposal]:
    """What the staff said, or left unsaid, against A18 on a day. A table (CSV with speaker and text) or one dialogue.

    Raises TranscriptError for a table that cannot be read.
    """
    book = rulebook()
    said = _read(text)
    found: list[Proposal] = []
    for one, findings in zip(said, with_missing(book, on, said), strict=True):
        for finding in findings:
            words = _lacking(finding.phrase) if finding.kind == MISSING else f"“{finding.text}”：{_wrong(finding.kind)}"
            start, end = (0, 0) if finding.kind == MISSING else (finding.start, finding.end)
            found.append(
                Proposal(one.line, start, end, finding.clause, GRAVE[finding.severity], words, one.text[:QUOTE])
            )
    return found


def _wrong(kind: str) -> str:
    return "语气不当（推断，请回听）" if kind == TONE else "服务用语不规范"


def _lacking(phrase: str) -> str:
    return f"整段对话缺少礼貌用语：{phrase}"


def _read(text: str) -> list[Utterance]:
    book = rulebook().phrases
    text = text.replace("\r\n", "\n")
    said, is_table = utterances(text.encode(), "transcript", book)
    return said if is_table else dialogue(text, book)

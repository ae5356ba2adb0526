"""What was said on a recording, checked by the lists of A18: findings are proposed, a person accepts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tingtang.inspections.models import Severity
from tingtang.manual.queries import rulebook
from tingtang.manual.rules.phrases.checking import Utterance, with_missing
from tingtang.manual.rules.phrases.finder import TONE, Finding
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
            if finding.kind != MISSING:
                words = f"“{finding.text}”：{_wrong(finding.kind)}"
                found.append(_proposal(one, finding.start, finding.end, finding.clause, [finding], words))
        for clause in dict.fromkeys(finding.clause for finding in findings if finding.kind == MISSING):
            lacking = [finding for finding in findings if finding.kind == MISSING and finding.clause == clause]
            steps = "、".join(finding.phrase for finding in lacking)
            found.append(_proposal(one, 0, 0, clause, lacking, f"整段对话缺少礼貌用语：{steps}"))
    return found


def _wrong(kind: str) -> str:
    return "语气不当（推断，请回听）" if kind == TONE else "服务用语不规范"


def _proposal(
    one: Utterance, start: int, end: int, clause: str, findings: Sequence[Finding], words: str
) -> Proposal:  # fmt: skip
    """The proposal at a place: what is missing has none of its own, so one names all that a clause asks for."""
    grave = max(GRAVE[finding.severity] for finding in findings)
    return Proposal(one.line, start, end, clause, grave, words, one.text[:QUOTE])


def _read(text: str) -> list[Utterance]:
    book = rulebook().phrases
    text = text.replace("\r\n", "\n")
    said, is_table = utterances(text.encode(), "transcript", book)
    return said if is_table else dialogue(text, book)

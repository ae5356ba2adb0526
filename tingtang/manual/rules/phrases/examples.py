"""How well the check does on labelled utterances: precision and recall by situation (docs/language.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tingtang.manual.book import DATA
from tingtang.manual.rules.phrases.finder import Finder, Finding

EXAMPLES = DATA / "examples"
# Each was written apart from what it measures; docs/language.md tells how, and what was learned from which.
FILES = {
    "tuned": EXAMPLES / "phrases_tune.tsv",
    "held_out": EXAMPLES / "phrases_held.tsv",
    "adversary": EXAMPLES / "phrases_adversary.tsv",
    "fresh": EXAMPLES / "phrases_fresh.tsv",
    "counter": EXAMPLES / "phrases_counter.tsv",
    "plain": EXAMPLES / "phrases_plain.tsv",
    "second": EXAMPLES / "phrases_second.tsv",
    "flat": EXAMPLES / "phrases_flat.tsv",
    "third": EXAMPLES / "phrases_third.tsv",
    "fifth": EXAMPLES / "phrases_fifth.tsv",
    "fourth": EXAMPLES / "phrases_fourth.tsv",
}
FLAT = "plain"  # neutral talk and notes of no situation in particular
LEARNED_FROM = (
    "tuned",
    "adversary",
    "fresh",
    "counter",
    "second",
    "fifth",
    "plain",
)  # the weights of the tone; the others are kept from it
_MARK = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Example:
    """An utterance as it would be said; `bad`: the [start, end) of what is never said in it."""

    place: str
    situation: str
    text: str
    bad: tuple[tuple[int, int], ...]


@dataclass
class Score:
    """Of the places: found and labelled, found alone, labelled alone. Of the utterances: how many, how many without
    anything wrong, with a finding, with a finding and rightly so."""

    right: int = 0
    false: int = 0
    missed: int = 0
    utterances: int = 0
    clean: int = 0
    flagged: int = 0
    rightly: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """The share of findings that are labelled; 1 where nothing was found."""
        return self.right / (self.right + self.false) if self.right + self.false else 1.0

    @property
    def recall(self) -> float:
        """The share of labelled places that were found; 1 where nothing is labelled."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def flagged_rightly(self) -> float:
        """The share of utterances with a finding that have something wrong, whatever situation was told; 1 of none."""
        return self.rightly / self.flagged if self.flagged else 1.0

    @property
    def heard(self) -> float:
        """The share of utterances with something wrong that have a finding; 1 of none."""
        return self.rightly / (self.utterances - self.clean) if self.utterances > self.clean else 1.0


def read_examples(file: Path) -> list[Example]:
    """The examples of a file: situation, a tab, the utterance with what is wrong in {braces}."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [_example(f"{file.name}:{n}", line) for n, line in enumerate(lines, 1) if line.strip()]


def evaluate(look: Finder, examples: Iterable[Example]) -> dict[str, Score]:
    """The score by situation, and of `all`. A finding is right when it lies on a labelled place of its situation."""
    scores: dict[str, Score] = {}
    for example in examples:
        found = look.hear(example.text)
        for name in (example.situation, "all"):
            _add(scores.setdefault(name, Score()), example, found)
    return scores


def lessons(look: Finder) -> list[tuple[str, str, bool]]:
    """What the weights of the tone are learned from."""
    read = [(part, one) for part in LEARNED_FROM for one in read_examples(FILES[part])]
    return [(look.comparable(one.text), one.situation if part != FLAT else "", bool(one.bad)) for part, one in read]


def _add(score: Score, example: Example, found: Sequence[Finding]) -> None:
    score.utterances += 1
    score.clean += not example.bad
    score.flagged += bool(found)
    score.rightly += bool(found and example.bad)
    hit = [any(_meets(one, place) for place in example.bad) and one.situation == example.situation for one in found]
    missed = [
        place for place in example.bad if not any(_meets(one, place) for one, ok in zip(found, hit, strict=True) if ok)
    ]
    score.right += len(example.bad) - len(missed)
    score.missed += len(missed)
    score.false += hit.count(False)
    if missed or False in hit:
        said = "; ".join(f"{one.text} ({one.phrase}, {one.situation})" for one in found) or "nothing"
        score.wrong.append(f"{example.place}: {example.text}: found {said}")


def _meets(one: Finding, place: tuple[int, int]) -> bool:
    return one.start < place[1] and place[0] < one.end


def _example(place: str, line: str) -> Example:
    situation, marked = line.split("\t")
    text, bad, at = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        bad.append((len(text), len(text) + len(match[1])))
        text, at = text + match[1], match.end()
    return Example(place, situation, text + marked[at:], tuple(bad))

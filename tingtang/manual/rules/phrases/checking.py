"""The lists in force on a day, looked for in utterances, and the steps looked for in a conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from tingtang.manual.book import Rulebook
from tingtang.manual.book.phrases import SITUATIONS, Phrase, PoliteStep, list_of
from tingtang.manual.rules.phrases.finder import Finder, Finding, finder
from tingtang.manual.rules.phrases.forms import said

CLAUSE = "A18.6"  # what an edition adds to the lists of the manual
AT_THE_ENDS = 2  # a greeting stands in the first of the staff's utterances, a farewell in the last of them


@dataclass(frozen=True, slots=True)
class Utterance:
    """One thing said: `line` of the file it is from, by whom ("" where nobody is named), in which conversation."""

    line: int
    text: str
    by_staff: bool = True
    conversation: str = ""


def finder_on(book: Rulebook, on: date) -> Finder:
    """The finder of what is never said on that day: of the forbidden phrases those that the manual lists then."""
    return finder(book.phrases, in_force(book, on))


def in_force(book: Rulebook, on: date) -> tuple[Phrase, ...]:
    """The phrases that count on that day; one that an edition adds without forms is its own only form.

    Raises UnknownValue before the first list.
    """
    known = {(one.situation, one.phrase): one for one in book.phrases.phrases if one.kind == "forbidden"}
    listed = [
        known.get((place, said)) or _bare(place, said) for place in SITUATIONS for said in _listed(book, place, on)
    ]
    return (*listed, *(one for one in book.phrases.phrases if one.kind != "forbidden"))


def _listed(book: Rulebook, situation: str, on: date) -> tuple[str, ...]:
    return tuple(str(said) for said in book.value(list_of(situation), on).value)  # type: ignore[union-attr]


def _bare(situation: str, said: str) -> Phrase:
    return Phrase(said, "forbidden", situation, "medium", CLAUSE, (said,))


def check(book: Rulebook, on: date, utterances: Sequence[Utterance]) -> list[list[Finding]]:
    """The findings of each utterance. A customer may say anything: only the staff's are looked at."""
    look = finder_on(book, on).hear
    return [look(one.text) if one.by_staff else [] for one in utterances]


def warnings(book: Rulebook, on: date, text: str) -> list[tuple[int, Finding]]:
    """The findings in a text with their lines from 1, each wording once where it stands first, the gravest first."""
    look, grave = finder_on(book, on).find, {"high": 0, "medium": 1, "low": 2}
    found = [(n, one) for n, line in enumerate(text.splitlines(), 1) for one in look(line)]
    once = {one.text: (n, one) for n, one in reversed(found)}
    return sorted(once.values(), key=lambda pair: (grave[pair[1].severity], pair[0], pair[1].start))


def missing_steps(book: Rulebook, on: date, conversation: Sequence[Utterance]) -> list[Finding]:
    """The polite steps that a whole conversation lacks, placed at the end of the staff's last utterance.

    Kind "missing", no text, the step as its situation. A conversation without a word of the staff lacks nothing.
    """
    look = finder_on(book, on)
    turns = [(one.by_staff, look.comparable(one.text)) for one in conversation]
    spoken = [i for i, (by_staff, _) in enumerate(turns) if by_staff]
    if not spoken:
        return []
    end = len(conversation[spoken[-1]].text)
    lacking = [step for step in book.phrases.steps if _lacks(book, on, look, step, turns)]
    return [Finding("missing", "", end, end, s.step, s.severity, s.title.zh, s.clause) for s in lacking]


def with_missing(book: Rulebook, on: date, utterances: Sequence[Utterance]) -> list[list[Finding]]:
    """As `check`; each conversation's missing steps stand with the last utterance of its staff."""
    found = check(book, on, utterances)
    conversations: dict[str, list[int]] = {}
    for i, one in enumerate(utterances):
        conversations.setdefault(one.conversation, []).append(i)
    for places in conversations.values():
        lacking = missing_steps(book, on, [utterances[i] for i in places])
        if lacking:
            found[max(i for i in places if utterances[i].by_staff)] += lacking
    return found


def _lacks(book: Rulebook, on: date, look: Finder, step: PoliteStep, turns: list[tuple[bool, str]]) -> bool:
    since = _called_for(book, look, step, turns)
    if since is None:
        return False
    listed = book.value(step.polite, on).value if step.polite else ()
    words = tuple(str(word) for word in listed if not step.only or word in step.only)  # type: ignore[union-attr]
    wanted = said((*step.forms, *words), look.table)
    return not any(wanted.search(text) for text in _where(step, turns, since))


def _called_for(book: Rulebook, look: Finder, step: PoliteStep, turns: list[tuple[bool, str]]) -> int | None:
    """The turn from which the step is due; None where nothing calls for it."""
    if step.when == "always":
        return 0
    calls = said(book.phrases.thanked if step.when == "thanked" else book.phrases.unhappy, look.table)
    return next((i for i, (by_staff, text) in enumerate(turns) if not by_staff and calls.search(text)), None)


def _where(step: PoliteStep, turns: list[tuple[bool, str]], since: int) -> list[str]:
    spoken = [text for by_staff, text in turns[since:] if by_staff]
    if step.where == "first":
        return spoken[:AT_THE_ENDS]
    return spoken[-AT_THE_ENDS:] if step.where == "last" else spoken


def moved(found: Sequence[Finding], by: int) -> list[Finding]:
    """The findings of a piece of a text, placed in the whole: `by` characters stand before the piece."""
    return [replace(one, start=one.start + by, end=one.end + by) for one in found]

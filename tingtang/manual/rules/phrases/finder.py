"""Looking for what is never said: one pass for the words, one for their sounds, whatever the number of phrases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from re import Pattern
from typing import Any

from tingtang.manual.book import DATA, PhraseBook
from tingtang.manual.book.phrases import BY_TOPIC, Phrase
from tingtang.manual.rules.phrases.forms import Form, beside, compiled, said
from tingtang.manual.rules.phrases.plain import END, ENDS, Placed, Table, is_pause, place
from tingtang.manual.rules.phrases.readings import Sounds
from tingtang.manual.rules.phrases.speakers import Speakers
from tingtang.manual.rules.phrases.tone import PROSE, TALK, UNKIND, Tone, read_tone

WEIGHTS = DATA / "phrase_tone.tsv"
TONE, TONE_CLAUSE = "tone", "A13.4"
REQUEST_GAP = 3  # characters between a word of request and what it asks
QUOTE_GAP = 10  # between a rule or a letter and what stands in it
NEXT_TO = 0
LOOK = 60  # characters beside a phrase that are looked at
HEARD_FROM = 3  # a phrase shorter than this is not looked for by its sound
LONG = 6  # from here on two characters may be misheard


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found: `text` stands at [start, end) of the utterance; `phrase` is what it is a form of."""

    kind: str
    text: str
    start: int
    end: int
    situation: str
    severity: str
    phrase: str
    clause: str


@dataclass(frozen=True, slots=True)
class _Target:
    """A form of a phrase with what must not stand beside it."""

    phrase: Phrase
    form: Form
    before: Pattern[str] | None
    after: Pattern[str] | None
    then: Pattern[str] | None


class Finder:
    """Looks for the phrases in force. Built once for a day's lists (a tenth of a second), then asked many times."""

    def __init__(self, book: PhraseBook, phrases: Sequence[Phrase], tone: Tone | None = None) -> None:
        import ahocorasick  # beside its only use

        self._words, self._context = Table(book.fillers, book.same), Table("", _written(book.same))
        self._sounds = Sounds()
        self._fillers = frozenset(book.fillers)
        self._quoting = beside(book.quoting, self._context, QUOTE_GAP, after=False)
        self._speakers = Speakers(book, self._context)
        self._ruling = beside(book.ruling, self._context, QUOTE_GAP, after=False)
        self._requests = beside(book.requests, self._context, REQUEST_GAP, after=False)
        self._softened = beside(book.softened, self._context, NEXT_TO, after=True)
        self._softening = said(book.softened, self._context)
        self._ruling_here = said(book.ruling, self._context)
        self._asking = said(book.requests, self._context)
        self._tone = tone or learned()
        self._by_word: Any = ahocorasick.Automaton()
        self._by_sound: Any = ahocorasick.Automaton()
        self._fill([target for phrase in phrases for target in self._targets(phrase)])

    def find(self, text: str) -> list[Finding]:
        """Every finding of the lists in one utterance, in its order; of those that overlap the longest."""
        plain = text.translate(self._words)
        hits = list(self._by_word.iter(plain))
        heard = list(self._by_sound.iter(plain.translate(self._sounds)))
        if not hits and not heard:
            return []
        placed = place(text, self._words)
        return _longest(self._found(placed, hits, heard))

    def hear(self, text: str) -> list[Finding]:
        """As `find`, for what was said aloud: where the lists find nothing, what sounds unkind by its tone."""
        found = self.find(text)
        for start, end in self._stretches(text):
            if all(one.end <= start or one.start >= end for one in found) and self._sounds_unkind(text, start, end):
                found.append(self._by_tone(text, start, end))
        return sorted(found, key=lambda one: one.start)

    @property
    def table(self) -> Table:
        """How characters are compared."""
        return self._words

    def comparable(self, text: str) -> str:
        """The text as phrases are compared."""
        return text.translate(self._words)

    def _targets(self, phrase: Phrase) -> Iterator[_Target]:
        before = beside(phrase.before, self._context, NEXT_TO, after=False)
        after = beside(phrase.after, self._context, NEXT_TO, after=True)
        then = beside(phrase.then, self._context, NEXT_TO, after=True)
        for form in phrase.forms:
            yield _Target(phrase, compiled(form, self._words), before, after, then)

    def _fill(self, targets: Iterable[_Target]) -> None:
        words: dict[str, list[_Target]] = {}
        sounds: dict[str, list[tuple[_Target, str]]] = {}
        for target in targets:
            for literal in target.form.literals:
                words.setdefault(literal, []).append(target)
                if target.form.pattern is None and len(literal) >= HEARD_FROM:
                    sounds.setdefault(literal.translate(self._sounds), []).append((target, literal))
        for automaton, keys in ((self._by_word, words), (self._by_sound, sounds)):
            for key, held in keys.items():
                automaton.add_word(key, (len(key), held))
            automaton.make_automaton()

    def _found(self, placed: Placed, hits: list[Any], heard: list[Any]) -> Iterator[tuple[bool, Finding]]:
        for last, (length, targets) in hits:
            start = last - length + 1
            for target in targets:
                if (end := _end(placed, target.form, start, last + 1)) and self._counts(placed, target, start, end):
                    yield target.phrase.frame, self._finding(placed, target.phrase, start, end)
        for last, (length, held) in heard:
            start = last - length + 1
            for target, literal in held:
                if _misheard(literal, placed.said[start : last + 1]) and self._counts(placed, target, start, last + 1):
                    yield target.phrase.frame, self._finding(placed, target.phrase, start, last + 1)

    def _counts(self, placed: Placed, target: _Target, start: int, end: int) -> bool:
        """Whether what stands at [start, end) is the phrase: where it may stand, and neither a request nor quoted."""
        form = target.form
        first, beyond = placed.at[start], placed.at[end - 1] + 1
        near = placed.text[max(0, first - LOOK) : first]
        if form.ends and not placed.ends_clause(end):
            return False
        if form.begins and not (placed.begins_clause(start) or self._speakers.begins_to_say(near)):
            return False
        beyond_it = placed.text[beyond : beyond + LOOK]
        return not (
            _stands(target.after, _first_clause(beyond_it).translate(self._context), at_start=True)
            or _stands(target.then, beyond_it.translate(self._context), at_start=True)
            or _stands(target.before, head := near.translate(self._context))
            or _stands(self._asking, placed.text[first:beyond].translate(self._context))
            or _stands(self._ruling, head)
            or _stands(self._quoting, head)
            or self._speakers.of_somebody_else(near, beyond_it)
            or _stands(self._requests, _last_clause(near).translate(self._context).replace("请问", ""))
        )

    def _finding(self, placed: Placed, phrase: Phrase, start: int, end: int) -> Finding:
        first, beyond = placed.at[start], placed.at[end - 1] + 1
        while beyond < len(placed.text) and placed.text[beyond] in self._fillers:
            beyond += 1
        return Finding(
            kind=phrase.kind,
            text=placed.text[first:beyond],
            start=first,
            end=beyond,
            situation=self._tone.situation(placed.said) if phrase.situation == BY_TOPIC else phrase.situation,
            severity="low" if self._is_softened(placed.text[beyond:]) else phrase.severity,
            phrase=phrase.phrase,
            clause=phrase.clause,
        )

    def _stretches(self, text: str) -> list[tuple[int, int]]:
        """What is judged at once: short talk as a whole, longer talk by its sentences."""
        ends = [0, *(i + 1 for i, char in enumerate(text) if char in ENDS), len(text)]
        whole = [(0, len(text))] if len(text) <= TALK else list(pairwise(ends))
        spans = (_stripped(text, start, end) for start, end in whole)
        return [(start, end) for start, end in spans if start < end <= start + PROSE]

    def _sounds_unkind(self, text: str, start: int, end: int) -> bool:
        if self._tone.of(self.comparable(text[start:end])) < UNKIND:
            return False
        here = text[start:end].translate(self._context)
        kept = (self._asking, self._softening, self._ruling_here)
        return not (
            any(_stands(words, here) for words in kept) or self._speakers.of_somebody_else(text[:end], text[end:])
        )

    def _by_tone(self, text: str, start: int, end: int) -> Finding:
        plain = self.comparable(text[start:end])
        situation, named = self._tone.situation(plain), self._tone.named(plain)
        return Finding(TONE, text[start:end], start, end, situation, "low", named, TONE_CLAUSE)

    def _is_softened(self, tail: str) -> bool:
        """Whether one of the next clauses offers help."""
        clauses = (tail[i + 1 :] for i, char in enumerate(tail[:LOOK]) if is_pause(char))
        return any(_stands(self._softened, clause.translate(self._context), at_start=True) for clause in clauses)


@cache
def learned() -> Tone:
    """The weights that came with the manual."""
    return read_tone(WEIGHTS)


@lru_cache(maxsize=8)
def finder(book: PhraseBook, phrases: tuple[Phrase, ...]) -> Finder:
    """The finder of these phrases, kept."""
    return Finder(book, phrases)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the spaces at its ends."""
    piece = text[start:end]
    return end - len(piece.lstrip()), start + len(piece.rstrip())


def _written(same: Sequence[str]) -> list[str]:
    """The groups as context needs them: 您 and 你 tell a request from an order, so they stay apart."""
    return [group for group in same if "您" not in group]


def _stands(words: Pattern[str] | None, beside: str, *, at_start: bool = False) -> bool:
    """Whether the words stand there; those that come after a phrase begin right behind it."""
    return words is not None and bool(words.match(beside) if at_start else words.search(beside))


def _last_clause(head: str) -> str:
    """What stands of `head` since the last pause."""
    return next((head[i:] for i in range(len(head), 0, -1) if is_pause(head[i - 1])), head)


def _first_clause(tail: str) -> str:
    """What stands of `tail` before the first pause."""
    return next((tail[:i] for i, char in enumerate(tail) if is_pause(char)), tail)


def _end(placed: Placed, form: Form, start: int, end: int) -> int:
    """Where a form that begins at `start` ends; 0 where the rest of it does not follow."""
    if form.pattern is None:
        return end
    matched = form.pattern.match(placed.said, start)
    return matched.end() if matched and matched.end() > start else 0


def _misheard(meant: str, said: str) -> bool:
    """Whether `said` sounds like `meant` and differs in few enough characters to be a slip rather than other words."""
    if END in said or len(meant) != len(said):
        return False
    slips = sum(a != b for a, b in zip(meant, said, strict=True))
    return 0 < slips <= (2 if len(meant) >= LONG else 1)


def _longest(found: Iterable[tuple[bool, Finding]]) -> list[Finding]:
    """Of findings that overlap a phrase before a frame, then the longest, then the graver; in the order of the text."""
    grave = {"high": 0, "medium": 1, "low": 2}
    kept: list[Finding] = []
    for _, one in sorted(found, key=lambda f: (f[0], f[1].start - f[1].end, grave[f[1].severity], f[1].start)):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda f: f.start)

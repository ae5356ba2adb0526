"""Whose words they are: said by the one who speaks, or told of somebody else (客户说…, 他冲我喊…, “…”)."""

from __future__ import annotations

import re

from tingtang.manual.book import PhraseBook
from tingtang.manual.rules.phrases.forms import beside
from tingtang.manual.rules.phrases.plain import END, Table, is_pause

PAUSE = "，"  # stands for every pause within a sentence
FAR = 12  # characters between a word of saying and what was said
SUBJECT = 16  # between who says it and the word of saying
OPENING, CLOSING = "“「『‘", "”」』’"
OTHER, OWN, NOBODY = "other", "own", ""


class Speakers:
    """Tells from what stands before a phrase, in its sentence, whether somebody else is said to have said it.

    The word of saying next to the phrase counts, and who stands next before that without being spoken to: a customer or
    a colleague, or oneself. Where nobody is named one tells of oneself, but for what stands in quotation marks.
    """

    def __init__(self, book: PhraseBook, table: Table) -> None:
        self._table = table
        self._verb = _either(book.saying, table)
        self._no_verb = _either(book.no_saying, table)
        self._people = re.compile(f"(?P<own>{_one(book.own, table)})|{_one(book.others, table)}")
        self._spoken_to = re.compile(f"(?:{_one(book.spoken_to, table)})$")
        self._afterwards = _either(book.quoted_after, table)

    def of_somebody_else(self, before: str, beyond: str) -> bool:
        """`before`: the text up to the phrase; `beyond`: from its end on."""
        marked = _in_marks(before)
        head = self._plain(before).rpartition(END)[2]
        head = self._no_verb.sub(lambda found: "·" * len(found[0]), head)
        verbs = list(self._verb.finditer(head))
        for verb in reversed(verbs):
            if not marked and len(head[verb.end() :].replace(PAUSE, "")) > FAR:
                break
            who, at = self._subject(head, verb.start())
            if who == OWN:
                return self._quotes_me(head, at, verbs)
            if who == OTHER:
                return True
        return marked or self._is_said_so(beyond)

    def begins_to_say(self, before: str) -> bool:
        """Whether what follows is what somebody says: as good as the beginning of a clause."""
        head = self._no_verb.sub(lambda found: "·" * len(found[0]), self._plain(before))
        return any(verb.end() == len(head) for verb in self._verb.finditer(head))

    def _subject(self, head: str, end: int) -> tuple[str, int]:
        """Who stands last before the word of saying and is not spoken to, and where."""
        start = max(0, end - SUBJECT)
        for found in reversed(list(self._people.finditer(head, start, end))):
            if not self._spoken_to.search(head, 0, found.start()):
                return (OWN if found["own"] else OTHER), found.start()
        return NOBODY, 0

    def _quotes_me(self, head: str, at: int, verbs: list[re.Match[str]]) -> bool:
        """Whether somebody says right there that I said it: 客户说我说…"""
        return any(verb.end() == at and self._subject(head, verb.start())[0] == OTHER for verb in verbs)

    def _is_said_so(self, beyond: str) -> bool:
        """Whether it is said behind the phrase whose words those were: “…”，这是客户原话."""
        tail = self._plain(beyond[: FAR * 2]).partition(END)[0]
        return bool(self._afterwards.match(tail.lstrip(PAUSE)))

    def _plain(self, text: str) -> str:
        """The text as words are compared, with its pauses."""
        return "".join(PAUSE if is_pause(c) and self._table[ord(c)] != END else self._table[ord(c)] for c in text)


def _in_marks(before: str) -> bool:
    """Whether a quotation has begun and not ended."""
    opened = max(before.rfind(mark) for mark in OPENING)
    straight = before.rpartition("\n")[2].count('"') % 2 == 1
    return straight or (opened >= 0 and opened > max(before.rfind(mark) for mark in CLOSING))


def _one(forms: tuple[str, ...], table: Table) -> str:
    pattern = beside(forms, table, 0, after=True)
    return pattern.pattern if pattern is not None else "(?!)"


def _either(forms: tuple[str, ...], table: Table) -> re.Pattern[str]:
    return re.compile(_one(forms, table))

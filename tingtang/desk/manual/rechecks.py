"""The manual's numbers by the day each is to be checked again against its sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from tingtang.desk.language import lang
from tingtang.desk.manual.pages import ValueRow, value_row
from tingtang.manual.book import Entry, Rulebook, Value

PAGE = 50
SOON = timedelta(days=90)
DUE = ("overdue", "soon", "later")


@dataclass(frozen=True)
class Recheck:
    """A number of the manual, what is in force of it (None before its first day), and when to check it again."""

    entry: Entry
    what: str
    row: ValueRow | None
    stands: str  # one of DUE


@dataclass(frozen=True)
class Rechecks:
    """One page of the list, earliest day first; `counts` by DUE under the words alone."""

    rows: list[Recheck]
    page: int
    pages: int
    counts: dict[str, int] = field(default_factory=dict)


def stands(recheck_on: date, today: date) -> str:
    """overdue: its day has come; soon: within ninety days; later."""
    if recheck_on <= today:
        return "overdue"
    return "soon" if recheck_on <= today + SOON else "later"


def rechecks(
    book: Rulebook, values: Mapping[str, Value], today: date, *, words: str = "", due: str = "", page: int = 1
) -> Rechecks:
    """The numbers that say `words` (key, clause or description, either language) and stand as `due` ("": any)."""
    found = sorted(
        (one for one in book.entries.values() if _says(one, words)), key=lambda one: (one.recheck_on, one.key)
    )
    standing = [(one, stands(one.recheck_on, today)) for one in found]
    chosen = [(one, how) for one, how in standing if due in ("", how)]
    pages = max(1, -(-len(chosen) // PAGE))
    number = min(max(1, page), pages)
    rows = [
        Recheck(one, one.describe.pick(lang()), value_row(book, values[one.key]) if one.key in values else None, how)
        for one, how in chosen[(number - 1) * PAGE : number * PAGE]
    ]
    counts = {how: sum(stood == how for _, stood in standing) for how in DUE}
    return Rechecks(rows, number, pages, {"": len(standing), **counts})


def _says(entry: Entry, words: str) -> bool:
    texts = (entry.key, entry.article, entry.describe.zh, entry.describe.en)
    return any(words.casefold() in text.casefold() for text in texts)

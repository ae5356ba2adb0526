"""The forms of a phrase: written with alternatives, gaps and the ends of clauses, made into what can be looked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from tingtang.manual.rules.phrases.plain import END, Table

GAP = "…"
LONGEST_GAP = 6
_PART = re.compile(r"\[([^\]]*)\]|([^\[\]]+)")


@dataclass(frozen=True, slots=True)
class Form:
    """One form. `literals` are searched for; with a gap they only begin it, and `pattern` tells the rest."""

    literals: tuple[str, ...]
    pattern: re.Pattern[str] | None
    begins: bool
    ends: bool


def compiled(form: str, table: Table) -> Form:
    """A form as it can be looked for in a comparable text."""
    begins, ends = form.startswith("^"), form.endswith("$")
    body = form.removeprefix("^").removesuffix("$")
    if GAP not in body and ">" not in body:
        return Form(tuple(_spelled(body, table)), None, begins, ends)
    head = re.split(rf"[{GAP}>]", body, maxsplit=1)[0]
    return Form(tuple(_spelled(head, table)), re.compile(_pattern(body, table)), begins, ends)


def beside(forms: Iterable[str], table: Table, gap: int, *, after: bool) -> re.Pattern[str] | None:
    """What stands right before (or after) a phrase, at most `gap` characters away; None where there are no forms."""
    joined = "|".join(_pattern(form.strip("^$"), table) for form in forms)
    if not joined:
        return None
    return re.compile(f"(?:{joined})" if after else f"(?:{joined})[^{END}]{{0,{gap}}}$")


def said(forms: Iterable[str], table: Table) -> re.Pattern[str]:
    """Any of the forms, anywhere in a comparable text."""
    return re.compile("|".join(_pattern(form.strip("^$"), table) for form in forms))


def _spelled(body: str, table: Table) -> Iterator[str]:
    """Every way to say a body without gaps, as comparable text; one that is empty says nothing."""
    choices = [alternatives.split("|") if alternatives else [plain] for alternatives, plain in _PART.findall(body)]
    ways = dict.fromkeys("".join(way).translate(table) for way in product(*choices))
    return (way for way in ways if way)


def _pattern(body: str, table: Table) -> str:
    """A regular expression over comparable text; what stands after `>` is looked at and not taken."""
    taken, _, context = body.partition(">")
    return _piece(taken, table) + (f"(?={_piece(context, table)})" if context else "")


def _piece(body: str, table: Table) -> str:
    made = []
    for alternatives, plain in _PART.findall(body):
        if alternatives:
            ways = sorted({way.translate(table) for way in alternatives.split("|")}, key=len, reverse=True)
            made.append("(?:" + "|".join(re.escape(way) for way in ways) + ")")
        else:
            made.append(f"[^{END}]{{0,{LONGEST_GAP}}}?".join(re.escape(p.translate(table)) for p in plain.split(GAP)))
    return "".join(made)

"""How people speak (A13, A18): phrases.yaml and conduct.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from tingtang.manual.book.entries import Entry
from tingtang.manual.book.nodes import Node, read
from tingtang.shared.text import Bilingual

KINDS = ("forbidden", "scornful", "impatient", "negating", "defiant")
SITUATIONS = ("addressing", "asked", "handling", "complaint")
BY_TOPIC = "topic"  # the utterance tells the situation
SEVERITIES = ("low", "medium", "high")
WHEN = ("always", "thanked", "unhappy")
WHERE = ("first", "any", "after", "last")
PARTS = (
    "fillers", "same", "others", "own", "saying", "no_saying", "spoken_to", "quoted_after", "quoting", "ruling",
    "requests", "softened", "words", "phrases", "frames", "steps", "thanked", "unhappy", "staff", "customer",
)  # fmt: skip
NAMED = re.compile(r"\{(\w+)\}")
FORM = re.compile(r"\^?(?:[^\[\]|^$>…]|\[[^\[\]^$>…]+\]|…|>(?=.))+\$?")


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is not said, in all its forms; `before`, `after` and `then` are words beside it that change it.

    A `frame` is a way to build such phrases rather than one of them: it counts where none is found.
    """

    phrase: str
    kind: str
    situation: str
    severity: str
    clause: str
    forms: tuple[str, ...]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    then: tuple[str, ...] = ()
    frame: bool = False


@dataclass(frozen=True, slots=True)
class PoliteStep:
    """A step that a whole conversation has: `when` it is called for and `where` it stands; `polite` names its list."""

    step: str
    clause: str
    title: Bilingual
    when: str
    where: str
    severity: str
    forms: tuple[str, ...]
    polite: str = ""
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PhraseBook:
    """The whole of phrases.yaml. `same`: characters that stand for one another, the plain one last. `others` to
    `quoted_after`: by what one tells whose words they are."""

    fillers: str
    same: tuple[str, ...]
    others: tuple[str, ...]
    own: tuple[str, ...]
    saying: tuple[str, ...]
    no_saying: tuple[str, ...]
    spoken_to: tuple[str, ...]
    quoted_after: tuple[str, ...]
    quoting: tuple[str, ...]
    ruling: tuple[str, ...]
    requests: tuple[str, ...]
    softened: tuple[str, ...]
    phrases: tuple[Phrase, ...]
    steps: tuple[PoliteStep, ...]
    thanked: tuple[str, ...]
    unhappy: tuple[str, ...]
    staff: tuple[str, ...]
    customer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConductPart:
    """One part of the conduct code, e.g. the three knows; `value` is the dated list it spells out."""

    code: str
    article: str
    value: str
    title: Bilingual
    items: tuple[Bilingual, ...]


def read_phrases(file: Path, known: set[str], entries: Mapping[str, Entry]) -> PhraseBook:
    """The phrases with their forms. Every phrase of a forbidden list of the manual has its forms here."""
    parts = read(file).fields(PARTS)
    words = {name: node.text() for name, node in parts["words"].pairs()}
    phrases = tuple(_phrase(node, known, words) for node in parts["phrases"].items())
    frames = tuple(_phrase(node, known, words, frame=True) for node in parts["frames"].items())
    _check_lists(parts["phrases"], phrases, entries)
    return PhraseBook(
        fillers=parts["fillers"].text(),
        same=tuple(parts["same"].text().split()),
        others=_forms(parts["others"]),
        own=_forms(parts["own"]),
        saying=_forms(parts["saying"]),
        no_saying=_forms(parts["no_saying"]),
        spoken_to=_forms(parts["spoken_to"]),
        quoted_after=_forms(parts["quoted_after"]),
        quoting=_forms(parts["quoting"]),
        ruling=_forms(parts["ruling"]),
        requests=_forms(parts["requests"]),
        softened=_forms(parts["softened"]),
        phrases=phrases + frames,
        steps=tuple(_step(node, known, entries) for node in parts["steps"].items()),
        thanked=_forms(parts["thanked"]),
        unhappy=_forms(parts["unhappy"]),
        staff=parts["staff"].texts(),
        customer=parts["customer"].texts(),
    )


def list_of(situation: str) -> str:
    """The key of the dated list of what is forbidden in a situation."""
    return f"language.forbidden.{situation}"


def read_conduct(file: Path, known: set[str], entries: Mapping[str, Entry]) -> tuple[ConductPart, ...]:
    """The parts of the conduct code; each spells out the dated list it stands for, item by item."""
    return tuple(_part(node, known, entries) for node in read(file).items())


def _phrase(node: Node, known: set[str], words: Mapping[str, str], *, frame: bool = False) -> Phrase:
    parts = node.fields(("phrase", "kind", "situation", "severity", "clause", "forms"), ("unless",))
    unless = parts["unless"].fields((), ("before", "after", "then")) if "unless" in parts else {}
    beside = {name: _forms(told) for name, told in unless.items()}
    return Phrase(
        phrase=parts["phrase"].text(),
        kind=parts["kind"].one_of(KINDS),
        situation=parts["situation"].one_of((*SITUATIONS, BY_TOPIC)),
        severity=parts["severity"].one_of(SEVERITIES),
        clause=parts["clause"].article(known),
        forms=_forms(parts["forms"], words),
        before=beside.get("before", ()),
        after=beside.get("after", ()),
        then=beside.get("then", ()),
        frame=frame,
    )


def _check_lists(node: Node, phrases: tuple[Phrase, ...], entries: Mapping[str, Entry]) -> None:
    """A phrase that the manual forbids and nobody could find would be a hole."""
    has = {(phrase.situation, phrase.phrase) for phrase in phrases if phrase.kind == "forbidden"}
    if len(has) < sum(phrase.kind == "forbidden" for phrase in phrases):
        raise node.fail("a forbidden phrase stands twice")
    for situation in SITUATIONS:
        entry = entries.get(list_of(situation))
        listed = {str(one) for dated in entry.dated for one in dated.value} if entry else set()  # type: ignore[union-attr]
        if missing := sorted(listed - {name for place, name in has if place == situation}):
            raise node.fail(f"{list_of(situation)}: {missing[0]!r} has no forms")


def _step(node: Node, known: set[str], entries: Mapping[str, Entry]) -> PoliteStep:
    parts = node.fields(("step", "clause", "title", "when", "where", "severity", "forms"), ("list", "only"))
    polite = parts["list"].text() if "list" in parts else ""
    if polite and polite not in entries:
        raise parts["list"].fail(f"the manual has no value {polite!r}")
    return PoliteStep(
        step=parts["step"].text(),
        clause=parts["clause"].article(known),
        title=parts["title"].bilingual(),
        when=parts["when"].one_of(WHEN),
        where=parts["where"].one_of(WHERE),
        severity=parts["severity"].one_of(SEVERITIES),
        forms=_forms(parts["forms"]),
        polite=polite,
        only=parts["only"].texts() if "only" in parts else (),
    )


def _part(node: Node, known: set[str], entries: Mapping[str, Entry]) -> ConductPart:
    parts = node.fields(("code", "article", "value", "title", "items"))
    key = parts["value"].text()
    if key not in entries:
        raise parts["value"].fail(f"the manual has no value {key!r}")
    items = tuple(item.bilingual() for item in parts["items"].items())
    listed = tuple(str(word) for word in entries[key].dated[-1].value)  # type: ignore[union-attr]
    if len(items) != len(listed) or any(word not in item.zh for word, item in zip(listed, items, strict=True)):
        raise parts["items"].fail(f"{key} lists {', '.join(listed)}: each stands here in its order")
    return ConductPart(
        code=parts["code"].text(),
        article=parts["article"].article(known),
        value=key,
        title=parts["title"].bilingual(),
        items=items,
    )


def _forms(node: Node, words: Mapping[str, str] = MappingProxyType({})) -> tuple[str, ...]:
    """The forms with the words of each `{name}` in its place."""
    node.texts()  # none stands twice
    return tuple(_form(item, words) for item in node.items())


def _form(item: Node, words: Mapping[str, str]) -> str:
    text = item.text()
    for name in NAMED.findall(text):
        if name not in words:
            raise item.fail(f"{text!r}: there are no words {name!r}")
        text = text.replace("{" + name + "}", words[name])
    if not FORM.fullmatch(text):
        raise item.fail(f"{text!r} is not a form (alternatives in [a|b], … between, ^ and $ at the ends)")
    return text

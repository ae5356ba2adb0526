"""The shapes of the book: values, articles, kinds of duty, and what else enforces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from re import fullmatch
from typing import Literal

from tingtang.manual.book.units import Reading
from tingtang.shared.text import Bilingual

Tighten = Literal["lower", "higher"]
Source = Literal["manual", "edition", "institution"]


@dataclass(frozen=True, slots=True)
class Dated:
    """A value in force from `from_on` to `to_on` (both included; None: until the next one)."""

    from_on: date
    to_on: date | None
    value: Reading
    source: Source = "manual"
    origin: str = ""

    def holds(self, on: date) -> bool:
        """Whether it is in force on that day."""
        return self.from_on <= on and (self.to_on is None or on <= self.to_on)


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of the manual with its history, oldest first.

    Below `least` and above `most` no rule can work (an interval of no days, a lead time of a century), nor with a
    word of a list that is not of the form `each`.
    """

    key: str
    unit: str
    article: str
    describe: Bilingual
    tighten: Tighten | None
    recheck_on: date
    reading: Bilingual | None
    dated: tuple[Dated, ...]
    where: str
    least: Reading | None = None
    most: Reading | None = None
    each: str = ""

    def refusal(self, value: Reading) -> str:
        """Why no rule can work with the value; empty where they can."""
        if self.least is not None and value < self.least:  # type: ignore[operator]
            return f"{value} is below {self.least}, the least that works"
        if self.most is not None and value > self.most:  # type: ignore[operator]
            return f"{value} is above {self.most}, the most that works"
        words = value if self.each and isinstance(value, tuple) else ()
        return next(
            (f"{word!r} is not of the form {self.each}" for word in words if not fullmatch(self.each, word)), ""
        )

    def on(self, day: date) -> Dated | None:
        """What is in force on `day`: of those that hold, the one that stands last (editions stand after the manual)."""
        return next((dated for dated in reversed(self.dated) if dated.holds(day)), None)


@dataclass(frozen=True, slots=True)
class Value:
    """A value in force: what the rules and the night read."""

    key: str
    value: Reading
    unit: str
    article: str
    from_on: date
    reading: str | None
    source: Source
    tighten: Tighten | None
    origin: str = ""
    reading_en: str | None = None

    def is_looser_than(self, other: Reading) -> bool:
        """Whether this value asks less than `other`, in the direction the key allows."""
        if self.tighten is None or self.value == other:
            return False
        return bool(self.value > other) if self.tighten == "lower" else bool(self.value < other)  # type: ignore[operator]


@dataclass(frozen=True, slots=True)
class Override:
    """An institution's approved value; `value` is read in the unit of its key."""

    key: str
    value: str
    from_on: date
    institution: str


@dataclass(frozen=True, slots=True)
class Enforcement:
    """What enforces a paragraph: a value, a kind of duty, another mechanism; or the reason why nothing does."""

    means: Literal["value", "rule", "checklist", "form", "not_a_system_matter"]
    key: str
    where: str
    reason: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of an article, in our own words, with everything that enforces it."""

    id: str
    text: Bilingual
    enforced: tuple[Enforcement, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """One of the forty articles."""

    id: str
    chapter: int
    title: Bilingual
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class DutyKind:
    """A kind of duty: who owes it, what meets it, what happens when the time has passed.

    `raised_by`: the night, which ranks what it raises, or the room that sees it happen. `counts`: the input that says
    how many times what meets it is asked for; "" for once.
    """

    kind: str
    clause: str
    title: Bilingual
    sentence: Bilingual
    inputs: Mapping[str, str]
    met_by: tuple[str, ...]
    values: tuple[str, ...]
    after_due: Literal["lapse", "owed"]
    owner: str
    subject: str
    channels: tuple[str, ...] = field(default=())
    raised_by: str = "night"
    counts: str = ""


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A rule that is not a duty, a checklist or a form. `held_by` names the code."""

    means: Literal["rule", "checklist", "form"]
    key: str
    title: Bilingual
    where: str
    held_by: str

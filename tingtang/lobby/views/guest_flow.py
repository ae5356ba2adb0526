"""The kiosk's conversation: which question comes next, and which one before. Pure; nothing is kept between questions.

Every answer travels in the form, so a broken line, a second touch or a restart loses nothing and leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from tingtang.lobby.views import guest_words as words
from tingtang.manual.book import Business

DETOURS = ("need", "help", "identify")  # asked only of those who want them
WAYS = ("card", "id_no", "phone", "facts")  # of identifying oneself; the names are those of `recognition.Given`
TEXT_FIELDS = ("key", "lang", "topic", "business", "suggestion", "need", "reason", "language", "detour", "known", "by")
LONGEST = 64


class Form(Protocol):
    """What is needed of a posted form."""

    def get(self, key: str) -> str | None:
        """The last value sent under a name."""

    def getlist(self, key: str) -> Sequence[str]:
        """Every value sent under a name."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the customer said so far. `reason` is the position of a reason among those of the need; `known` the key of a
    recognition, which is there whether or not anybody was found; `by` the way being tried."""

    key: str = ""
    lang: str = "zh"
    topic: str = ""
    business: str = ""
    suggestion: str = ""
    need: str = ""
    reason: str = ""
    language: str = ""
    assistance: tuple[str, ...] = ()
    detour: str = ""
    known: str = ""
    by: str = ""

    @property
    def spoken(self) -> str:
        """The language to be served in: as said, else that of the screen."""
        return self.language or self.lang

    def hidden(self) -> list[tuple[str, str]]:
        """The answers as hidden fields: name and value, empty ones left out."""
        fields = [(name, getattr(self, name)) for name in TEXT_FIELDS if name not in ("detour", "by")]
        return [(name, value) for name, value in fields if value] + [("assistance", one) for one in self.assistance]


def read(form: Form, book: Mapping[str, Business]) -> Answers:
    """The answers of a posted form; what is not among the choices is not answered yet, and is asked again."""
    given = {name: (form.get(name) or "")[:LONGEST] for name in TEXT_FIELDS}
    business = given["business"] if given["business"] in book else ""
    chosen = form.get("chosen_need")  # touched just now: the reason of another need no longer holds
    need = _among(chosen if chosen is not None else given["need"], [one.code for one in words.NEEDS])
    assistance = tuple(one.code for one in words.ASSISTANCE if one.code in form.getlist("assistance"))
    return Answers(
        key=given["key"],
        lang="en" if given["lang"] == "en" else "zh",
        topic=words.topic_of(book[business]) if business else _among(given["topic"], [t.code for t in words.TOPICS]),
        business=business,
        suggestion=_among(given["suggestion"], ("accepted", "declined")) if business else "",
        need=need,
        reason=_reason(need, given["reason"]) if chosen is None else "",
        language=_among(given["language"], [one.code for one in words.LANGUAGES]),
        assistance=assistance,
        detour=_among(given["detour"], DETOURS) if chosen is None else "",
        known=given["known"],
        by=_among(given["by"], WAYS),
    )


def _among(value: str, known: Sequence[str]) -> str:
    return value if value in known else ""


def _reason(need: str, reason: str) -> str:
    return reason if need and reason.isdecimal() and int(reason) < len(words.REASONS[need]) else ""


def question(answers: Answers, *, offer: bool) -> str:
    """What to ask next: identify, number, facts, topic, business, faster, need, reason, help, or
    ready (take the ticket?).

    `offer`: a faster channel can be suggested for the business; it is asked once, before the ticket.
    """
    if answers.detour == "identify":
        return {"": "identify", "facts": "facts"}.get(answers.by, "number")
    if not answers.topic:
        return "topic"
    if not answers.business:
        return "business"
    if offer and not answers.suggestion:
        return "faster"
    if answers.need and not answers.reason and answers.detour != "need":
        return "reason"
    return answers.detour if answers.detour in ("need", "help") else "ready"


def step(form: Form, book: Mapping[str, Business], offers: Callable[[Answers], bool]) -> Answers:
    """The answers after what was touched: an answer, `back`, or `change` of the business."""
    answers = read(form, book)
    if form.get("change"):
        return replace(answers, business="", suggestion="")
    return back(answers, offer=offers(answers)) if form.get("back") else answers


def back(answers: Answers, *, offer: bool) -> Answers:
    """The answers as they were one question ago."""
    asked = question(answers, offer=offer)
    if asked in ("number", "facts"):
        return replace(answers, by="")
    if asked in ("need", "help", "identify"):
        return replace(answers, detour="")
    if asked == "reason":
        return replace(answers, need="", reason="", detour="need")
    if asked == "ready" and offer:
        return replace(answers, suggestion="")
    if asked in ("ready", "faster"):
        return replace(answers, business="", suggestion="")
    return replace(answers, topic="")


def reason_text(answers: Answers) -> str:
    """The reason in Chinese, as the ticket keeps it; "" without a need."""
    return words.REASONS[answers.need][int(answers.reason)].zh if answers.need and answers.reason else ""

"""The interface to the phrase check (A13, A18): what is never said, told before a text is saved and when it was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from tingtang.manual.queries import rulebook
from tingtang.manual.rules.phrases.checking import warnings
from tingtang.organisation.api import ERRORS, In, needs
from tingtang.organisation.sign_in import at_of
from tingtang.shared.times import business_date

router = Router(tags=["language"])
LONGEST, MOST = 4000, 20


class FindingOut(Schema):
    """A wording that is never said: characters [start, end) of a line (from 1) of the text in `field`; `phrase` is what
    it is a form of."""

    field: str
    line: int
    kind: str
    text: str
    start: int
    end: int
    situation: str
    severity: str
    phrase: str
    clause: str


class TextsIn(In):
    """Texts as they would be sent to be saved, by the name of their field."""

    texts: Annotated[
        dict[Annotated[str, Field(max_length=32)], Annotated[str, Field(max_length=LONGEST)]], Field(max_length=MOST)
    ]


class FoundOut(Schema):
    """What was found, field by field, the gravest first; empty when nothing is."""

    findings: list[FindingOut]


@router.post("/phrases", auth=needs("phrases.check"), response={200: FoundOut, **ERRORS}, summary="Check texts")
def check_texts(request: HttpRequest, body: TextsIn) -> FoundOut:
    """For systems that save memos and complaints: ask before they are saved, as the pages do. Nothing sent is kept.

    A finding never stands in the way of saving; what saves a text answers with the same findings.
    """
    return FoundOut(findings=language_of(body.texts, business_date(at_of(request))))


def language_of(texts: Mapping[str, str], on: date) -> list[FindingOut]:
    """The findings in some texts, by the lists in force on a day."""
    book = rulebook()
    return [
        FindingOut(
            field=field, line=line, kind=one.kind, text=one.text, start=one.start, end=one.end, situation=one.situation,
            severity=one.severity, phrase=one.phrase, clause=one.clause,
        )
        for field, text in texts.items()
        for line, one in warnings(book, on, text)
    ]  # fmt: skip

"""A duty as one line: clause, sentence of why, clock. Cards, the customer page and lists of cases show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tingtang.desk.formats import Clock, clock
from tingtang.desk.language import lang
from tingtang.desk.sentences import for_eyes, sentence
from tingtang.duties.models import Duty
from tingtang.manual.book import Rulebook
from tingtang.shared.times import business_date


@dataclass(frozen=True)
class Reason:
    """One duty as a page tells it."""

    id: int
    clause: str
    title: str
    sentence: str
    clock: Clock
    held: bool


def reason(duty: Duty, at: datetime, book: Rulebook, *, tied: bool = False) -> Reason:
    """A duty as a line of a card; amounts are told to whoever is `tied` to the customer."""
    kind = book.kinds.get(duty.kind)
    return Reason(
        id=duty.pk,
        clause=duty.clause,
        title=kind.title.pick(lang()) if kind else duty.kind,
        sentence=sentence(kind, for_eyes(duty.told, tied=tied), business_date(at)) if kind else duty.kind,
        clock=clock(duty.due_at, at, provisional=duty.due_provisional),
        held=duty.held,
    )

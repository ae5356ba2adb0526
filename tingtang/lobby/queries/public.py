"""The public page of a ticket: whoever has its key follows the place in line, and learns nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tingtang.lobby.expected import Wait, wait_of
from tingtang.lobby.facts import book
from tingtang.lobby.models import Ticket
from tingtang.lobby.states import QUEUED
from tingtang.organisation.models import Institution
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date


@dataclass(frozen=True, slots=True)
class PublicTicket:
    """A ticket as its holder sees it. `wait`: the present estimate while in line on its day, else None.

    `no_counter`: in line, and no counter that may serve it is open: no estimate is made up.
    """

    ticket_id: int
    key: str
    number: str
    state: str
    since: datetime
    taken_at: datetime
    outlet: Bilingual
    institution_id: str
    business: Bilingual
    papers: tuple[Bilingual, ...]
    forms: tuple[Bilingual, ...]
    counter: str
    calls: int
    wait: Wait | None
    no_counter: bool
    told_low: int | None
    told_high: int | None
    ratings: int


def ticket_by_key(key: str, at: datetime) -> PublicTicket | None:
    """The ticket of a key, with the present estimate; None when there is none. Three queries."""
    row = Ticket.objects.select_related("counter", "institution").filter(key=key).first()
    if row is None:
        return None
    kind = book(at).businesses.get(row.business)
    in_line = row.state in QUEUED and row.on == business_date(at) and kind is not None
    place = (row.seq, row.clock_from)
    wait = wait_of(row.institution_id, row.service_class, kind, at, *place) if in_line and kind else None
    return PublicTicket(
        ticket_id=row.pk,
        key=row.key,
        number=row.number,
        state=row.state,
        since=row.since,
        taken_at=row.taken_at,
        outlet=_name(row.institution),
        institution_id=row.institution_id,
        business=kind.title if kind else Bilingual(row.business, row.business),
        papers=kind.papers if kind else (),
        forms=kind.forms if kind else (),
        counter=row.counter.label if row.counter else "",
        calls=row.calls,
        wait=wait,
        no_counter=wait is not None and wait.low is None,
        told_low=row.wait_low_minutes,
        told_high=row.wait_high_minutes,
        ratings=row.ratings,
    )


def _name(institution: Institution) -> Bilingual:
    return Bilingual(institution.name, institution.name_en or institution.name)

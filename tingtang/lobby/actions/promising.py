"""Opening and ending the duties of waiting customers, from the log of their visits (A19.2d, A28.3).

A sweep, not a part of taking and calling: an ordinary visit pays nothing for it. As everything follows from the log
(promises.py), it may come late, twice, or after a restart: each duty opens once (the ledger's key) and ends at the
moment of its evidence. It looks at open visits every minute, and once a day at all of the day.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tingtang.duties.actions import Opening, cancel, close_with_evidence, lapse_now, open_duties
from tingtang.duties.models import Duty
from tingtang.duties.models import State as DutyState
from tingtang.duties.verdicts import Evidence
from tingtang.lobby.facts import figures
from tingtang.lobby.models import Care, Step, Ticket
from tingtang.lobby.promises import Ended, Owed, Visit, care_ended, care_owed, response_ended, response_owed
from tingtang.lobby.roles import duty_roles
from tingtang.lobby.states import OPEN, State
from tingtang.manual.queries import rulebook
from tingtang.shared.times import ZONE, business_date

CARE, RESPONSE = "care.waiting", "care.vip_response"
ENDS = {CARE: care_ended, RESPONSE: response_ended}
EVENTS = {CARE: "lobby.care", RESPONSE: "ticket.called"}
AROUND = timedelta(days=2)  # how far from its time an open duty of a visit is looked for
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """What a sweep did: duties opened, and ended as met, moot (the customer was called or left in time) or missed."""

    opened: int = 0
    met: int = 0
    moot: int = 0
    missed: int = 0


def keep_promises(*, by: str, at: datetime, on: date | None = None) -> Kept:
    """Open what has come to be owed; end what was met, became moot or was missed.

    `on`: all visits of that day, ended ones too; otherwise those open now. In many transactions: it locks little.
    """
    opened = sum(_open(chunk, by, at) for chunk in _tickets(at, on))
    ended: Counter[str] = Counter()
    for chunk in _chunks(_open_duties(at)):
        ended += _end(chunk, by, at)
    return Kept(opened, ended["met"], ended["moot"], ended["missed"])


def _chunks(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]


def _tickets(at: datetime, on: date | None) -> Iterator[list[Ticket]]:
    """The visits to look at, in chunks by key."""
    found = Ticket.objects.filter(on=on) if on else Ticket.objects.filter(on=business_date(at), state__in=OPEN)
    last = 0
    while chunk := list(found.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


def _visits(tickets: Sequence[Ticket]) -> dict[int, Visit]:
    """Each ticket's first wait: its second step ended it, whatever that was."""
    keys = [ticket.pk for ticket in tickets]
    rows = Step.objects.filter(ticket__in=keys, n=2).values_list("ticket_id", "at", "state")
    second: dict[int, tuple[datetime, str]] = {key: (at, state) for key, at, state in rows}
    cares: dict[int, list[datetime]] = defaultdict(list)
    for key, cared in Care.objects.filter(ticket__in=keys).order_by("at").values_list("ticket_id", "at"):
        cares[key].append(cared)
    return {
        ticket.pk: Visit(ticket.clock_from, *_until(second.get(ticket.pk)), cares=cares[ticket.pk])
        for ticket in tickets
    }


def _until(second: tuple[datetime, str] | None) -> tuple[datetime | None, bool]:
    return (None, False) if second is None else (second[0], second[1] == State.CALLED)


def _open(tickets: Sequence[Ticket], by: str, at: datetime) -> int:
    visits = _visits(tickets)
    roles = duty_roles({ticket.institution_id for ticket in tickets}, business_date(at))
    classes = rulebook().service_classes
    openings = []
    for ticket in tickets:
        visit, values = visits[ticket.pk], figures(ticket.institution_id, at)
        waits_from = {"number": ticket.number, "waits_from": f"{ticket.clock_from.astimezone(ZONE):%H:%M}"}
        patience, within = int(values["lobby.care_minutes"]), int(values["lobby.care_within_minutes"])
        if owed := care_owed(visit, patience, within, at):
            says = {**waits_from, "care_minutes": patience, "within_minutes": within}
            openings.append(_opening(CARE, ticket, owed, says, roles))
        response = int(values["vip.response_minutes"])
        if classes[ticket.service_class].protected and (owed := response_owed(visit, response, at)):
            says = {**waits_from, "service_class": ticket.service_class, "response_minutes": response}
            openings.append(_opening(RESPONSE, ticket, owed, says, roles))
    return open_duties(openings=openings, by=by, at=at) if openings else 0


def _opening(kind: str, ticket: Ticket, owed: Owed, says: Mapping[str, Any], roles: Mapping[str, str]) -> Opening:
    as_of = owed.opened_at.isoformat()
    minutes = int((owed.due_at - owed.opened_at).total_seconds() // 60)
    return Opening(
        kind=kind,
        subject_id=str(ticket.pk),
        period_on=ticket.on,
        institution_id=ticket.institution_id,
        due_at=owed.due_at,
        owner_role=roles[ticket.institution_id],
        opened_at=owed.opened_at,
        inputs={name: {"value": value, "as_of": as_of} for name, value in says.items()},
        clock={"start": as_of, "unit": "minutes", "n": minutes, "pauses": []},
    )


def _open_duties(at: datetime) -> list[Duty]:
    return list(
        Duty.objects.filter(
            kind__in=list(ENDS), state=DutyState.OPEN, lapses_at__range=(at - AROUND, at + AROUND)
        ).order_by("pk")
    )


def _end(duties: Sequence[Duty], by: str, at: datetime) -> Counter[str]:
    tickets = Ticket.objects.in_bulk([int(duty.subject_id) for duty in duties])
    visits = _visits(list(tickets.values()))
    found: dict[str, list[tuple[Duty, Ended]]] = defaultdict(list)
    for duty in duties:
        owed = Owed(duty.opened_at, duty.due_at)
        if ended := ENDS[duty.kind](visits[int(duty.subject_id)], owed, at):
            found[ended.how].append((duty, ended))
    closed = sum(_met(duty, ended.at, by) for duty, ended in found["met"])
    moot = [duty.pk for duty, _ in found["moot"]]
    cancelled = cancel(duty_ids=moot, reason="called or left in time", by=by, at=at) if moot else 0
    missed = lapse_now(duty_ids=[duty.pk for duty, _ in found["missed"]], by=by, at=at)
    return Counter(met=closed, moot=cancelled, missed=missed)


def _met(duty: Duty, at: datetime, by: str) -> int:
    event = EVENTS[duty.kind]
    evidence = Evidence(event, "ticket", duty.subject_id, duty.subject_kind, duty.subject_id, at)
    return len(close_with_evidence(evidence=evidence, by=by, at=at, only=[duty.pk]))

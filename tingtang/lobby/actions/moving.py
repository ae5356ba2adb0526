"""How every write of a ticket goes: one statement, and only when it wrote nothing the question why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from tingtang.lobby.errors import LobbyError, NoSuchTicket, NotHere, WrongState
from tingtang.lobby.hot import Row, Write, as_json, instant
from tingtang.lobby.models import Ticket
from tingtang.lobby.once import Once, first_of
from tingtang.lobby.statements import SHOWN
from tingtang.lobby.states import State
from tingtang.shared.text import Bilingual


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a ticket stands after a write. `told`: what else was said; `again`: an earlier request's answer."""

    ticket_id: int
    number: str
    state: str
    n: int
    counter_id: int | None
    counter: str | None
    business: str
    service_class: str
    calls: int
    key: str
    told: dict[str, Any] = field(default_factory=dict)
    again: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """Who does what to which ticket when. `outlet`: where the caller may; empty: the caller has been checked."""

    action: str
    ticket_id: int
    by: str
    at: datetime
    outlet: str | None = None
    once: Once | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)

    def params(self) -> Row:
        """For the statement."""
        return {
            "action": f"lobby.{self.action}",
            "ticket": self.ticket_id,
            "by": self.by,
            "at": instant(self.at),
            "outlet": self.outlet,
            "detail": as_json(self.detail),
            "told": as_json(self.told),
            "from_counter": None,
            **(self.once.params() if self.once else {}),
        }


def written(write: Write, order: Order, params: Mapping[str, Any] | None = None) -> Standing | None:
    """Do it, or give the first answer when it was done before; None when there was nothing to do.

    Raises IntegrityError when a constraint forbids it.
    """
    try:
        row = write.row({**order.params(), **(params or {})})
    except IntegrityError:
        if before := answered(order.once):
            return before
        raise
    return standing(row, order.told) if row is not None else answered(order.once)


def do(write: Write, order: Order, verb: Bilingual, params: Mapping[str, Any] | None = None) -> Standing:
    """`written`, where nothing to do is a refusal: raises NoSuchTicket, NotHere or WrongState, saying `verb`."""
    try:
        if done := written(write, order, params):
            return done
    except IntegrityError as error:
        raise WrongState(BUSY) from error
    raise refusal(order.ticket_id, order.outlet, verb)


BUSY = Bilingual("该窗口还有未办结的号票", "the counter still has a ticket that is not finished")


def standing(row: Row, told: Mapping[str, Any], *, again: bool = False) -> Standing:
    """A row of a write, or the `of` of a first answer."""
    return Standing(**{name: row[name] for name in SHOWN}, told=dict(told), again=again)


def answered(once: Once | None) -> Standing | None:
    """The first answer as a standing; None when there was none. Raises Answered when it was of nothing."""
    first = first_of(once)
    return standing(first.of or {}, first.told, again=True) if first else None


def refusal(ticket_id: int, outlet: str | None, verb: Bilingual) -> LobbyError:
    """Why nothing was written."""
    row = Ticket.objects.filter(pk=ticket_id).values_list("institution_id", "state").first()
    if row is None:
        return NoSuchTicket()
    if outlet is not None and row[0] != outlet:
        return NotHere(row[0])
    state = State(row[1])
    return WrongState(
        Bilingual(f"号票处于“{state.label}”，不能{verb.zh}", f"the ticket is {state.value}: it cannot be {verb.en}")
    )

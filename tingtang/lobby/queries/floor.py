"""The floor of an outlet: the board laid out by the eight zones of A5-A12, with whom each alert is about."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tingtang.lobby.facts import figures, policy
from tingtang.lobby.models import Preparation
from tingtang.lobby.queries.line import Board, CounterCard, TicketCard, board
from tingtang.lobby.states import CounterState
from tingtang.manual.queries import rulebook
from tingtang.organisation.models import ZoneKind

VIP = ("private", "wealth", "vip")  # classes of A27: led to the room or area of their own (A28.2)


@dataclass(frozen=True, slots=True)
class Prepared:
    """How much of a pre-processing card is ticked."""

    ready: int
    of: int


@dataclass(frozen=True, slots=True)
class FloorZone:
    """A zone with who waits there and the counters that stand there. `there`: the outlet has registered it."""

    kind: str
    name: str
    seats: int
    there: bool
    waiting: tuple[TicketCard, ...]
    counters: tuple[CounterCard, ...]

    @property
    def is_empty(self) -> bool:
        """Nobody waits and no counter stands here."""
        return not self.waiting and not self.counters


@dataclass(frozen=True, slots=True)
class Floor:
    """The board with its zones; `unplaced`: counters that stand in no zone. `care` and `promises`: who is concerned."""

    board: Board
    zones: tuple[FloorZone, ...]
    unplaced: tuple[CounterCard, ...]
    prepared: Mapping[int, Prepared]
    care: tuple[TicketCard, ...]
    promises: tuple[TicketCard, ...]
    protected: frozenset[str]
    care_minutes: int
    crowding_waiting: int
    could_open: tuple[CounterCard, ...]

    @property
    def by_class(self) -> Mapping[str, int]:
        """How many wait, by class."""
        return Tally(card.service_class for card in self.board.waiting)

    @property
    def longest(self) -> float:
        """Minutes that the longest wait has lasted."""
        return max((card.waited_minutes for card in self.board.waiting), default=0.0)


def floor(institution_id: str, at: datetime) -> Floor:
    """The floor of an outlet now: the board's four queries and one."""
    whole = board(institution_id, at)
    values, rules = figures(institution_id, at), policy(institution_id, at)
    limit = rules.protect_minutes * 60
    promises = [
        card for card in whole.waiting
        if card.service_class in rules.protected and (card.promise_at - at).total_seconds() <= limit
    ]  # fmt: skip
    return Floor(
        board=whole,
        zones=_zones(whole),
        unplaced=tuple(one for one in whole.counters if one.zone_id is None),
        prepared=_prepared(whole),
        care=tuple(card for card in whole.waiting if card.care_due),
        promises=tuple(promises),
        protected=rules.protected,
        care_minutes=int(values["lobby.care_minutes"]),
        crowding_waiting=int(values["queue.crowding_waiting"]),
        could_open=tuple(one for one in whole.counters if one.state == CounterState.CLOSED),
    )


def _zones(whole: Board) -> tuple[FloorZone, ...]:
    """All eight, those with somebody or something in them as they stand in the manual."""
    known: dict[str, list[tuple[str, int, tuple[CounterCard, ...]]]] = {}
    for zone in whole.zones:
        known.setdefault(zone.kind, []).append((zone.name, zone.seats, zone.counters))
    waiting = _where(whole, set(known))
    return tuple(
        FloorZone(kind, name, seats, kind in known, tuple(waiting.get(kind, ())) if first else (), counters)
        for kind in ZoneKind.values
        for first, (name, seats, counters) in _numbered(known.get(kind, [("", 0, ())]))
    )


def _numbered(
    rows: list[tuple[str, int, tuple[CounterCard, ...]]],
) -> list[tuple[bool, tuple[str, int, tuple[CounterCard, ...]]]]:
    return [(place == 0, row) for place, row in enumerate(rows)]


def _where(whole: Board, known: set[str]) -> dict[str, list[TicketCard]]:
    """Who waits in which zone: VIPs in the wealth area where there is one, the others in the waiting area."""
    found: dict[str, list[TicketCard]] = {}
    for card in whole.waiting:
        own = card.service_class in VIP and ZoneKind.WEALTH_CENTRE in known
        found.setdefault(ZoneKind.WEALTH_CENTRE if own else ZoneKind.WAITING, []).append(card)
    return found


def _prepared(whole: Board) -> dict[int, Prepared]:
    ticked = Tally(
        Preparation.objects.filter(ticket__in=[card.ticket_id for card in whole.waiting]).values_list(
            "ticket", flat=True
        )
    )
    return {card.ticket_id: Prepared(ticked[card.ticket_id], _items(card)) for card in whole.waiting}


def _items(card: TicketCard) -> int:
    kind = rulebook().businesses.get(card.business)
    return len(kind.papers) + len(kind.forms) + len(kind.checks) if kind else 0

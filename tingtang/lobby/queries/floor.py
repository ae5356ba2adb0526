"""The floor of an outlet: the board laid out by the eight zones of A5-A12, with whom each alert is about."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from tingtang.lobby.facts import figures, policy
from tingtang.lobby.models import Farewell, Preparation, Step, Ticket
from tingtang.lobby.queries.line import Board, CounterCard, TicketCard, board
from tingtang.lobby.states import IMPORTANT, CounterState, State
from tingtang.manual.queries import rulebook
from tingtang.organisation.models import ZoneKind
from tingtang.shared.times import business_date

MOST_SEEN_OFF = 5  # lines on the board


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
    """The board with its zones; `unplaced`: counters that stand in no zone. `care` and `promises`: who is concerned.

    `to_see_off`: important customers just served whom nobody has seen to the door yet (A19.2g), the latest first.
    """

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
    to_see_off: tuple[Ticket, ...]

    @property
    def by_class(self) -> Mapping[str, int]:
        """How many wait, by class."""
        return Tally(card.service_class for card in self.board.waiting)

    @property
    def longest(self) -> float:
        """Minutes that the longest wait has lasted."""
        return max((card.waited_minutes for card in self.board.waiting), default=0.0)


def floor(institution_id: str, at: datetime) -> Floor:
    """The floor of an outlet now: the board's four queries and two."""
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
        to_see_off=_to_see_off(institution_id, at, int(values["lobby.farewell_minutes"])),
    )


def _to_see_off(institution_id: str, at: datetime, minutes: int) -> tuple[Ticket, ...]:
    """Who was served within the last minutes, by neither the teller nor anybody else seen off."""
    just = Ticket.objects.filter(
        institution=institution_id, on=business_date(at), state=State.SERVED, service_class__in=IMPORTANT,
        since__gt=at - timedelta(minutes=minutes),
    )  # fmt: skip
    by_teller = Step.objects.filter(ticket=OuterRef("pk"), state=State.SERVED, detail__farewell=True)
    seen_off = Farewell.objects.filter(ticket=OuterRef("pk"))
    return tuple(just.exclude(Exists(seen_off)).exclude(Exists(by_teller)).order_by("-since")[:MOST_SEEN_OFF])


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
        own = card.service_class in IMPORTANT and ZoneKind.WEALTH_CENTRE in known
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

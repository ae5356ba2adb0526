"""Crowded outlets (A19.2f): told to the head once, with how many counters would do; noted until it is over."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tingtang.live.models import OutboxEvent
from tingtang.lobby.actions import leave
from tingtang.lobby.actions.crowding import crowds, watch_crowding
from tingtang.lobby.crowding import Crowd
from tingtang.lobby.models import Crowding, Ticket
from tingtang.lobby.tests.lobby import Lobby, after
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import person


@pytest.mark.parametrize(
    ("waiting", "minutes", "counters", "crowded", "advised"),
    [
        (0, 0, 0, False, 1),
        (3, 15, 2, False, 1),
        (15, 60, 3, True, 4),  # too many people
        (8, 64, 2, True, 4),  # too long a wait: four counters bring it below twenty minutes
        (2, 90, 2, False, 2),  # nobody waits for long where each has a counter
        (1, 5, 0, True, 1),  # nobody serves
        (14, 56, 3, False, 3),
    ],
)
def test_too_many_or_too_long(waiting: int, minutes: float, counters: int, crowded: bool, advised: int) -> None:
    crowd = Crowd(waiting, minutes, counters, 15, 20, 0.8)
    assert (crowd.is_crowded, crowd.advised) == (crowded, advised)
    assert not (crowd.is_crowded and crowd.is_over)


def watch(minutes: float) -> tuple[int, int]:
    return watch_crowding(by="system:jobs", at=after(minutes))


def test_the_head_is_told_once_and_it_ends_when_the_line_is_short_again(lobby: Lobby) -> None:
    person("H1", Position.OUTLET_HEAD)
    for _ in range(14):
        lobby.take(0, business="cash_deposit")
    before = crowds(after(1))["O1"]
    assert (before.waiting, before.counters) == (14, 2)
    lobby.take(1)
    assert watch(2) == (1, 0)
    lobby.take(2)
    assert watch(3) == (0, 0)
    row = Crowding.objects.get()
    assert (row.began_at, row.waiting, row.most, row.ended_at) == (after(2), 15, 16, None)
    told = OutboxEvent.objects.filter(name="lobby.crowding").values_list("topic", flat=True)
    assert sorted(told) == ["outlet:O1", "staff:H1"]
    for ticket in Ticket.objects.all()[:14]:
        leave(ticket_id=ticket.pk, by="T1", at=after(20))
    assert watch(21) == (0, 1)
    with pytest.raises(DatabaseError, match="final"), transaction.atomic():
        Crowding.objects.update(most=1)


def test_an_outlet_is_crowded_once_at_a_time(lobby: Lobby) -> None:
    fields = {"institution_id": "O1", "began_at": after(0), "waiting": 15, "counters": 1, "most": 15, "advised": 3}
    Crowding.objects.create(**fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Crowding.objects.create(**fields)

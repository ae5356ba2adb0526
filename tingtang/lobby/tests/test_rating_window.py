"""A rating may be changed for the manual's minutes, then it stands; a service counts for who stood at the counter."""

from __future__ import annotations

import pytest

from tingtang.lobby.actions import finish, rate, start
from tingtang.lobby.errors import WrongState
from tingtang.lobby.models import Rating
from tingtang.lobby.queries import day_figures
from tingtang.lobby.tests.lobby import MORNING, Lobby, after

pytestmark = pytest.mark.postgres


def score(ticket: int, value: int, minutes: float, key: str | None = None) -> None:
    rate(ticket_id=ticket, score=value, by="token:panel", at=after(minutes), client_key=key)


def test_within_the_minutes_a_rating_may_change_and_then_it_stands(lobby: Lobby) -> None:
    ticket = lobby.served().ticket_id
    score(ticket, 2, 10)
    score(ticket, 4, 15)
    with pytest.raises(WrongState) as refused:
        score(ticket, 1, 15.1)
    assert "修改时限" in refused.value.text.zh
    assert list(Rating.objects.order_by("revision").values_list("score", flat=True)) == [2, 4]


def test_the_time_runs_from_the_first_rating_not_from_the_last(lobby: Lobby) -> None:
    ticket = lobby.served().ticket_id
    for minute in (10, 13, 15):
        score(ticket, 3, minute)
    with pytest.raises(WrongState):
        score(ticket, 5, 17)


def test_a_first_rating_may_come_late_and_the_same_one_again_is_no_change(lobby: Lobby) -> None:
    ticket = lobby.served().ticket_id
    score(ticket, 5, 60, "k")
    score(ticket, 5, 90, "k")
    assert Rating.objects.count() == 1


def test_a_service_that_a_token_began_counts_for_the_person_at_the_counter(lobby: Lobby) -> None:
    lobby.take(0)
    ticket = lobby.call(1).ticket_id
    start(ticket_id=ticket, by="token:queue-system", at=after(2))
    finish(ticket_id=ticket, by="token:queue-system", at=after(7))
    served = day_figures("O1", MORNING.date(), after(10)).staff
    assert {who: (one.n, one.mean) for who, one in served.items()} == {"T1": (1, 5.0)}

"""Many at once, for real: threads and processes on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter as Tally
from functools import partial
from typing import Any

import pytest

from tests import races
from tingtang.audit.models import Entry
from tingtang.lobby.actions import call_next, finish, leave, rate, start, take_ticket
from tingtang.lobby.actions.taking import Wish
from tingtang.lobby.errors import LobbyError
from tingtang.lobby.models import IdempotencyKey, Rating, Sequence, Step, Ticket
from tingtang.lobby.once import once_for
from tingtang.lobby.states import State
from tingtang.lobby.tests.lobby import Lobby, after

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
THREADS = 6
at_once = partial(races.at_once, refusals=LobbyError)


@pytest.fixture
def lobby(on_each_database: str) -> Lobby:
    """The small lobby, committed, on a database of this test's own."""
    return Lobby()


TAKER = """
import sys, time
from tingtang.cli import _set_up_django
_set_up_django()
from tingtang.lobby.tests.lobby import after
from tingtang.lobby.actions import Wish, take_ticket
while time.time() < float(sys.argv[1]):
    pass
for _ in range(50):
    print(take_ticket(institution_id="O1", wish=Wish("enquiry"), by="system:test", at=after(0)).number)
"""


def test_two_hundred_tickets_taken_by_processes_at_once_have_consecutive_numbers(
    lobby: Lobby, on_each_database: str
) -> None:
    environment, begin = {**os.environ, "DATABASE_URL": on_each_database}, str(time.time() + 4)
    processes = [
        subprocess.Popen([sys.executable, "-c", TAKER, begin], env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    numbers = [number for process in processes for number in process.communicate()[0].split()]
    assert sorted(numbers) == [f"A{n:03d}" for n in range(1, 201)]
    assert Sequence.objects.get().last == Ticket.objects.count() == Step.objects.count() == 200


def test_counters_calling_at_once_never_get_one_ticket(lobby: Lobby) -> None:
    counters = [lobby.one, lobby.two]
    for n in range(3, 7):
        lobby.tellers.append(Lobby.teller(f"T{n + 1}"))
        counters.append(lobby.counter(str(n)))
        lobby.open(counters[-1], f"T{n + 1}")
    for _ in range(60):
        lobby.take()
    called: list[int] = []

    def serve(counter: Any) -> list[int]:
        mine = []
        while (found := call_next(counter_id=counter.pk, by="t", at=after(5))) is not None:
            mine.append(found.ticket_id)
            start(ticket_id=found.ticket_id, by="t", at=after(6))
            finish(ticket_id=found.ticket_id, by="t", at=after(7))
        return mine

    for mine in at_once(*(lambda c=counter: serve(c) for counter in counters)):  # type: ignore[misc]
        called += mine
    assert len(called) == len(set(called)) == 60
    assert Tally(Step.objects.values_list("state", flat=True)) == {
        "waiting": 60, "called": 60, "serving": 60, "served": 60,
    }  # fmt: skip


def test_one_waiting_and_many_calling_one_gets_it_and_the_others_hear_that_nobody_waits(lobby: Lobby) -> None:
    lobby.take()
    results = at_once(
        *(lambda c=c: call_next(counter_id=c.pk, by="t", at=after(1)) for c in (lobby.one, lobby.two))  # type: ignore[misc]
    )
    assert sum(1 for result in results if result is not None) == 1


def test_one_counter_called_for_twice_at_once_has_one_ticket(lobby: Lobby) -> None:
    for _ in range(4):
        lobby.take()
    results = at_once(*[lambda: call_next(counter_id=lobby.one.pk, by="t", at=after(1))] * THREADS)
    assert sum(1 for result in results if not isinstance(result, LobbyError)) == 1
    assert Ticket.objects.filter(state=State.CALLED).count() == 1


def test_one_ending_wins(lobby: Lobby) -> None:
    served = lobby.serving()
    at_once(
        lambda: finish(ticket_id=served.ticket_id, by="T1", at=after(9)),
        lambda: leave(ticket_id=served.ticket_id, by="L1", at=after(9)),
        lambda: finish(ticket_id=served.ticket_id, by="T2", at=after(9)),
    )
    ticket = Ticket.objects.get()
    assert ticket.state in ("served", "left")
    assert list(Step.objects.filter(n=4).values_list("state", flat=True)) == [ticket.state]


def test_ratings_at_once_are_revisions_one_after_the_other(lobby: Lobby) -> None:
    served = lobby.served()
    at_once(
        *(lambda n=n: rate(ticket_id=served.ticket_id, score=n % 5 + 1, by="p", at=after(9)) for n in range(THREADS))  # type: ignore[misc]
    )
    assert sorted(Rating.objects.values_list("revision", flat=True)) == list(range(1, THREADS + 1))


def test_one_request_sent_many_times_at_once_takes_effect_once(lobby: Lobby) -> None:
    once = once_for("token:k", "key", "/tickets", b"{}")

    def take() -> Any:
        wish = Wish("enquiry")
        return take_ticket(institution_id="O1", wish=wish, by="token:k", at=after(0), once=once).number

    assert at_once(*[take] * THREADS) == ["A001"] * THREADS
    assert Ticket.objects.count() == IdempotencyKey.objects.count() == 1
    assert Entry.objects.filter(action="lobby.take").count() == 1

"""What the live lobby tells is the estimate that the replay measures."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tingtang.lobby.calling import CounterFacts
from tingtang.lobby.estimate import CounterNow, Lobby, expected_wait
from tingtang.lobby.expected import wait_of
from tingtang.lobby.models import Counter, Ticket
from tingtang.lobby.service_times import ServiceTime
from tingtang.lobby.tests.days import BOOK, POLICY
from tingtang.lobby.tests.days import waiting as ticket
from tingtang.lobby.tests.lobby import Lobby as Hall
from tingtang.lobby.tests.lobby import after

CASH = BOOK.businesses["cash_deposit"]


def test_the_hall_is_told_what_the_estimate_says(lobby: Hall) -> None:
    lobby.serving(0)
    for minute in (3, 4, 5):
        lobby.take(minute)
    at = after(6)
    counters = [
        CounterNow(
            CounterFacts(one.label, frozenset(one.skills), frozenset(one.serves_classes)),
            *next(((t.business, t.since) for t in Ticket.objects.filter(counter=one)), ("", None)),
        )
        for one in Counter.objects.filter(state="open")
    ]
    cash = {"business": CASH.code, "business_group": CASH.group}
    line = [
        replace(ticket(one.seq, one.service_class, **cash), clock_from=one.clock_from)
        for one in Ticket.objects.filter(state="waiting")
    ]
    me = replace(ticket(99, **cash), clock_from=at)
    times = {CASH.code: ServiceTime(float(CASH.minutes))}
    expected = expected_wait(me, Lobby(line, counters, times, POLICY, 60.0), at)
    assert expected is not None
    told = wait_of("O1", "ordinary", CASH, at)
    assert (told.ahead, (told.low, told.high)) == (expected.ahead, expected.told)


def test_who_asks_again_is_not_told_of_those_behind(lobby: Hall) -> None:
    lobby.serving(0)
    mine = Ticket.objects.get(pk=lobby.take(3).ticket_id)
    before = wait_of("O1", "ordinary", CASH, after(4), mine.seq, mine.clock_from)
    for minute in (4, 4, 4):
        lobby.take(minute)
    again = wait_of("O1", "ordinary", CASH, after(4), mine.seq, mine.clock_from)
    assert again == before
    assert wait_of("O1", "ordinary", CASH, after(4) + timedelta(seconds=1)).ahead > again.ahead

"""What the live lobby tells is the estimate that the replay measures."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from tingtang.lobby import facts
from tingtang.lobby.actions import finish, hold, leave, resume_ticket
from tingtang.lobby.actions import start as begin
from tingtang.lobby.calling import CounterFacts
from tingtang.lobby.estimate import CounterNow, Lobby, expected_wait
from tingtang.lobby.expected import Wait, wait_of
from tingtang.lobby.history import coming, services
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
    coming = {("ordinary", CASH.code): 4 / 30}  # of the same class: they overtake nobody
    expected = expected_wait(me, Lobby(line, counters, times, POLICY, 60.0, coming, {CASH.code: CASH.group}), at)
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


def served(hall: Hall, start: float, minutes: float, business: str = CASH.code) -> None:
    """A visit whose service took so long."""
    hall.take(start, business=business)
    ticket = hall.call(start).ticket_id
    begin(ticket_id=ticket, by="T1", at=after(start))
    finish(ticket_id=ticket, by="T1", at=after(start + minutes))


def test_the_outlets_own_services_are_drawn_towards_the_manuals_minutes(lobby: Hall) -> None:
    for visit in range(5):
        served(lobby, visit * 30, 20)
    facts.forget()
    record = services("O1", after(200))[CASH.code]
    assert (record.n, record.total) == (5, 100)
    assert record.service_time(CASH.minutes).mean == (5 * CASH.minutes + 100) / 10  # weighs as much as five of them


def test_a_service_with_a_hold_or_older_than_the_window_teaches_nothing(lobby: Hall) -> None:
    held = lobby.serving(0).ticket_id
    hold(ticket_id=held, reason="r", by="T1", at=after(3))
    resume_ticket(ticket_id=held, by="T1", at=after(9))
    finish(ticket_id=held, by="T1", at=after(10))
    served(lobby, 20, 8)
    facts.forget()
    assert {code: one.n for code, one in services("O1", after(60)).items()} == {CASH.code: 1}
    facts.forget()
    assert services("O1", after(29 * 24 * 60)) == {}
    assert services("O2", after(60)) == {}


def test_slow_services_of_the_days_before_lengthen_the_wait_told_today(lobby: Hall) -> None:
    def told(at: datetime) -> Wait:
        facts.forget()
        return wait_of("O1", "ordinary", CASH, at)

    for _ in range(6):
        lobby.take(24 * 60)
    before = told(after(24 * 60))
    for visit in range(8):
        served(lobby, visit * 40, 30)
    slow = told(after(24 * 60))
    assert before.low is not None
    assert slow.low is not None
    assert slow.low > before.low


def test_higher_classes_that_keep_coming_lengthen_the_wait_of_lower_ones_only(lobby: Hall) -> None:
    for minute in range(6):
        lobby.take(minute)
    calm, vip_calm = (wait_of("O1", name, CASH, after(20)).high for name in ("ordinary", "private"))
    for minute in range(6, 18):
        ticket = lobby.take(minute, service_class="vip").ticket_id
        leave(ticket_id=ticket, by="T1", at=after(minute))
    facts.forget()
    assert coming("O1", after(20))[("vip", CASH.code)] == 12 / 30
    rush, vip_rush = (wait_of("O1", name, CASH, after(20)).high for name in ("ordinary", "private"))
    assert calm is not None
    assert rush is not None
    assert rush > calm
    assert vip_rush == vip_calm


def test_what_was_learned_is_asked_once_for_a_while(lobby: Hall, django_assert_num_queries: Any) -> None:
    lobby.take(0)
    wait_of("O1", "ordinary", CASH, after(1))
    with django_assert_num_queries(1):
        wait_of("O1", "ordinary", CASH, after(1.2))
    lobby.open(lobby.counter("3"), "T3", 1.3)
    with django_assert_num_queries(1):
        wait_of("O1", "ordinary", CASH, after(1.3))

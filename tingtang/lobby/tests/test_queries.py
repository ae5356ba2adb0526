"""What the board, the screen, the public page and the day's figures say, and at what cost."""

from __future__ import annotations

import dataclasses
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tingtang.lobby.actions import (
    Recognised,
    care,
    finish,
    hold,
    leave,
    next_service,
    rate,
    rating_asked,
    resume_counter,
    resume_ticket,
    start,
    suspend,
    transfer,
)  # fmt: skip
from tingtang.lobby.queries import board, day_figures, screen, ticket_by_key
from tingtang.lobby.tests.lobby import MORNING, Lobby, after
from tingtang.organisation.models import Zone

pytestmark = pytest.mark.postgres
# Each with the manual's values fresh; before that, two or three more.
QUERIES = {"board": 4, "screen": 3, "ticket": 2, "figures": 4}


def test_the_board_shows_who_waits_where_and_how_long_and_whom_to_care_for(lobby: Lobby) -> None:
    zone = Zone.objects.create(institution_id="O1", kind="closed_counters", seats=4)
    lobby.one.zone = zone
    lobby.one.save(update_fields=["zone"])
    served = lobby.serving()
    waiting = lobby.take(3, need="old", need_reason="拄拐", language="en", assistance=["wheelchair"])
    lobby.take(8, customer=Recognised("C1", "wealth", "card", "O2"))
    shown = board("O1", after(14))
    assert [(c.number, c.waited_minutes, c.care_due) for c in shown.waiting] == [("Y001", 11, True), ("V001", 6, False)]
    old, rich = shown.waiting
    assert (old.need, old.need_reason, old.language, old.assistance) == ("old", "拄拐", "en", ("wheelchair",))
    assert (rich.tier, rich.recognised, rich.promise_at) == ("wealth", True, after(18))
    assert not hasattr(rich, "customer_id")
    one = shown.counters[0]
    assert (one.label, one.staff_name, one.zone_id, one.ticket and one.ticket.number) == (
        "1",
        "员工T1",
        zone.pk,
        "A001",
    )
    assert one.ticket is not None
    assert one.ticket.waited_minutes == 2  # until it was started, not until now
    assert [(z.kind, [c.label for c in z.counters]) for z in shown.zones] == [("closed_counters", ["1"])]
    assert (shown.open_counters, shown.care_due, shown.crowded) == (2, 1, False)
    care(ticket_id=waiting.ticket_id, by="L1", at=after(14))
    hold(ticket_id=served.ticket_id, reason="补单", by="T1", at=after(14))
    later = board("O1", after(15))
    assert (later.care_due, later.waiting[0].cares) == (0, 1)
    assert [card.number for card in later.counters[0].on_hold] == ["A001"]


def test_the_screen_shows_numbers_only_the_latest_call_first(lobby: Lobby) -> None:
    lobby.serving()
    lobby.take(3, customer=Recognised("C1", "private", "card"))
    lobby.take(3)
    lobby.call(4, lobby.two)
    suspend(counter_id=lobby.one.pk, reason="点钞机故障", by="T1", at=after(5))
    shown = screen("O1", after(6))
    assert [(s.counter, s.state, s.called_at, s.calls) for s in shown.shown] == [
        ("2", "called", after(4), 1), ("1", "serving", after(1), 1),
    ]  # fmt: skip
    assert [(s.counter, s.reason, s.since) for s in shown.suspended] == [("1", "点钞机故障", after(5))]
    assert (shown.open_counters, shown.waiting) == (1, 1)
    text = json.dumps(dataclasses.asdict(shown), default=str, ensure_ascii=False)
    assert not any(word in text for word in ("员工", "C1", "private", "key"))


def test_a_ticket_is_followed_by_its_key_until_it_is_called(lobby: Lobby) -> None:
    ahead = [lobby.take(0) for _ in range(4)]
    mine = lobby.take(1)
    found = ticket_by_key(mine.key, after(2))
    assert found is not None
    assert found.wait is not None
    assert (found.number, found.wait.ahead, found.no_counter) == ("A005", 4, False)
    leave(ticket_id=ahead[0].ticket_id, by="L1", at=after(3))
    moved = ticket_by_key(mine.key, after(3))
    assert moved is not None
    assert moved.wait is not None
    assert moved.wait.ahead == 3
    assert ticket_by_key("nothing", after(2)) is None


def test_a_transferred_ticket_keeps_its_place_and_an_outlet_without_counters_says_so(lobby: Lobby) -> None:
    lonely = ticket_by_key(lobby.take(0, at="O2").key, after(1))
    assert lonely is not None
    assert (lonely.no_counter, lonely.wait and (lonely.wait.ahead, lonely.wait.low)) == (True, (0, None))
    called = lobby.serving()
    transfer(ticket_id=called.ticket_id, reason="授权", by="T1", at=after(3))
    back = ticket_by_key(called.key, after(4))
    assert back is not None
    assert (back.state, back.wait and back.wait.ahead) == ("transferred", 0)


def test_the_figures_of_a_day_come_from_its_steps(lobby: Lobby) -> None:
    first = lobby.serving(0)  # called after 1, started after 2
    hold(ticket_id=first.ticket_id, reason="补单", by="T1", at=after(5))
    resume_ticket(ticket_id=first.ticket_id, by="T1", at=after(8))
    next_service(ticket_id=first.ticket_id, business="transfer", by="T1", at=after(10))  # 3 + 2 minutes before
    finish(ticket_id=first.ticket_id, by="T1", at=after(14))  # and 4 of the second
    rating_asked(ticket_id=first.ticket_id, by="token:panel", at=after(14))
    rate(ticket_id=first.ticket_id, score=2, by="token:panel", at=after(15))
    rate(ticket_id=first.ticket_id, score=4, by="token:panel", at=after(16))
    second = lobby.take(10, suggestion="declined", suggested_channel="self_service")
    start(ticket_id=lobby.call(22).ticket_id, by="T1", at=after(23))
    finish(ticket_id=second.ticket_id, by="T1", at=after(24))
    gone = lobby.take(60, suggestion="accepted", suggested_channel="self_service")
    leave(ticket_id=gone.ticket_id, by="L1", at=after(61))  # for the faster channel: did not give up
    tired = lobby.take(60)
    leave(ticket_id=tired.ticket_id, by="L1", at=after(65))
    lobby.take(61, need="old", need_reason="年逾七旬")
    suspend(counter_id=lobby.two.pk, reason="午餐", by="T2", at=after(30))
    resume_counter(counter_id=lobby.two.pk, by="T2", at=after(45))
    found = day_figures("O1", MORNING.date(), after(70))
    assert (found.visits, found.ended, found.in_line) == (5, {"served": 2, "left": 2}, 1)
    assert found.by_hour == {9: 2, 10: 3}
    ordinary = found.classes["ordinary"]
    assert (ordinary.n, ordinary.called, ordinary.mean, ordinary.p50, ordinary.p90) == (4, 2, 6.5, 1, 12)
    assert (ordinary.within, ordinary.abandoned) == (1.0, 1)  # who took up a faster channel did not give up
    assert found.classes["priority"].mean is None
    assert {name: (s.n, s.mean) for name, s in found.businesses.items()} == {
        "cash_deposit": (2, 3.0), "transfer": (1, 4.0),
    }  # fmt: skip
    assert {name: s.n for name, s in found.staff.items()} == {"T1": 3}
    assert (found.suggested, found.diverted, found.abandoned_share) == (2, 1, 0.2)
    assert (found.rating_asked, found.prompt_rate, found.rated, found.scores) == (1, 0.5, 1, {4: 1})
    two = found.counters["2"]
    assert (two.suspended_minutes, two.open_minutes, two.times, two.reasons) == (15, 55, 1, {"午餐": 15})
    assert found.suspended_by_staff["T2"].suspended_minutes == 15
    assert found.suspended_by_staff["T1"].suspended_minutes == 0


def test_a_day_without_visits_has_figures_and_no_shares(lobby: Lobby) -> None:
    found = day_figures("O2", MORNING.date(), after(1))
    assert (found.visits, found.abandoned_share, found.prompt_rate, found.mean_score) == (0, None, None, None)


@pytest.mark.parametrize("n", [3, 40])
def test_reading_costs_as_many_queries_however_many_wait(lobby: Lobby, n: int) -> None:
    taken = [lobby.take(minute / 10) for minute in range(n)]
    lobby.call(5)
    reads = {
        "board": lambda: board("O1", after(9)),
        "screen": lambda: screen("O1", after(9)),
        "ticket": lambda: ticket_by_key(taken[-1].key, after(9)),
        "figures": lambda: day_figures("O1", MORNING.date(), after(9)),
    }
    for name, read in reads.items():
        read()
        with CaptureQueriesContext(connection) as seen:
            read()
        assert len(seen) == QUERIES[name], (name, [query["sql"][:120] for query in seen])

"""What must not be is refused by the database itself, on SQLite and on PostgreSQL, whoever writes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import CheckConstraint

from tingtang.lobby.actions import care, rate
from tingtang.lobby.models import Care, Counter, CounterStep, IdempotencyKey, Rating, Sequence, Step, Ticket
from tingtang.lobby.states import ENDED, MOVES, State
from tingtang.lobby.tests.lobby import MORNING, Lobby, after

pytestmark = pytest.mark.postgres


def refused(change: Any) -> bool:
    """Whether the database refuses, leaving the test's transaction as it was."""
    try:
        with transaction.atomic():
            change()
    except DatabaseError:
        return True
    return False


def ticket(lobby: Lobby, **fields: Any) -> Ticket:
    """A ticket written past the actions."""
    last = Ticket.objects.count()
    plain = {
        "institution_id": "O1", "on": MORNING.date(), "prefix": "X", "seq": last + 1, "key": f"key{last}",
        "service_class": "ordinary", "business": "enquiry", "origin": "lobby", "taken_at": MORNING,
        "clock_from": MORNING, "ahead": 0, "state": "waiting", "n": 1, "since": MORNING,
    }  # fmt: skip
    return Ticket.objects.create(**{**plain, **fields})


AT_ONE = ("called", "serving", "on_hold")


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "asleep"},
        {"service_class": "royal"},
        {"seq": 0},
        {"n": 0},
        {"wait_low_minutes": 3},
        {"wait_low_minutes": 3, "wait_high_minutes": 2},
        {"need": "hurry", "need_reason": "急"},
        {"need": "old", "need_reason": ""},
        {"need_reason": "孕妇"},
        {"customer_id": "C1"},
        {"recognised_by": "card"},
        {"suggestion": "accepted"},
        *({"state": state} for state in AT_ONE),
    ],
    ids=str,
)
def test_a_ticket_that_cannot_be_is_refused(lobby: Lobby, fields: dict[str, Any]) -> None:
    assert not refused(lambda: ticket(lobby))
    assert refused(lambda: ticket(lobby, **fields))


def test_each_check_of_the_model_stands_in_the_database_and_a_refusal_names_it(lobby: Lobby) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # in the guard, adr/0082
            cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'lobby_ticket_moves'")
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'lobby_ticket'")
        said = cursor.fetchone()[0]
    checks = [one.name for one in Ticket._meta.constraints if isinstance(one, CheckConstraint)]
    assert len(checks) > 9
    assert [name for name in checks if str(name) not in said] == []
    with pytest.raises(IntegrityError, match="ticket_class_known"), transaction.atomic():
        ticket(lobby, service_class="royal")
    with pytest.raises(IntegrityError, match=r"ticket_counts_from_one|lobby_ticket_n_check"), transaction.atomic():
        Ticket.objects.filter(pk=ticket(lobby).pk).update(n=0)


def test_a_waiting_ticket_has_no_counter_and_only_a_transferred_one_is_bound(lobby: Lobby) -> None:
    assert refused(lambda: ticket(lobby, counter=lobby.one))
    assert refused(lambda: ticket(lobby, staff_id="T1"))
    assert refused(lambda: ticket(lobby, bound_counter=lobby.one))
    assert not refused(lambda: ticket(lobby, state="transferred", bound_counter=lobby.one))
    assert refused(lambda: ticket(lobby, state="called", counter=lobby.one))  # nobody stands there


def test_a_counter_has_one_ticket_called_or_served_and_any_number_on_hold(lobby: Lobby) -> None:
    here = {"counter": lobby.one, "staff_id": "T1"}
    assert not refused(lambda: ticket(lobby, state="called", **here))
    assert refused(lambda: ticket(lobby, state="serving", **here))
    assert not refused(lambda: ticket(lobby, state="on_hold", **here))
    assert not refused(lambda: ticket(lobby, state="on_hold", **here))


def test_a_number_and_a_key_are_given_once(lobby: Lobby) -> None:
    first = ticket(lobby)
    assert refused(lambda: ticket(lobby, seq=first.seq))
    assert refused(lambda: ticket(lobby, key=first.key))
    assert not refused(lambda: ticket(lobby, seq=first.seq, institution_id="O2"))
    assert refused(lambda: [Sequence.objects.create(institution_id="O1", on=MORNING.date(), prefix="X", last=1)] * 2
                   and Sequence.objects.create(institution_id="O1", on=MORNING.date(), prefix="X", last=2))  # fmt: skip


ALL_PAIRS = [(start, end) for start in State for end in State]


@pytest.mark.parametrize(("start", "end"), ALL_PAIRS, ids=lambda state: str(state))
def test_only_declared_moves_are_made_and_each_counts_one_step(lobby: Lobby, start: State, end: State) -> None:
    def placed(state: State) -> dict[str, Any]:
        return {"counter": lobby.one, "staff_id": "T1"} if state in AT_ONE else {"counter": None, "staff_id": None}

    row = Ticket.objects.filter(pk=ticket(lobby, state=start, **placed(start)).pk)
    if start != end:
        assert refused(lambda: row.update(state=end, **placed(end)))
    assert refused(lambda: row.update(state=end, n=3, **placed(end)))
    assert refused(lambda: row.update(state=end, n=2, **placed(end))) is (end not in MOVES[start])


def test_an_ended_ticket_stays_ended_and_can_still_be_rated(lobby: Lobby) -> None:
    for state in ENDED:
        row = Ticket.objects.filter(pk=ticket(lobby, state=state).pk)
        assert refused(lambda row=row: row.update(state="waiting", n=2))
        assert not refused(lambda row=row: row.update(ratings=1))


def test_what_a_ticket_is_cannot_be_changed_and_it_cannot_be_removed(lobby: Lobby) -> None:
    row = Ticket.objects.filter(pk=ticket(lobby).pk)
    for change in ({"seq": 99}, {"prefix": "Q"}, {"key": "other"}, {"institution_id": "O2"}, {"taken_at": after(1)}):
        assert refused(lambda change=change: row.update(**change)), change
    assert refused(lambda: row.delete())


def test_the_logs_only_grow(lobby: Lobby) -> None:
    served = lobby.served()
    rate(ticket_id=served.ticket_id, score=3, by="token:panel", at=after(9))
    waiting = lobby.take(9)
    care(ticket_id=waiting.ticket_id, by="L1", at=after(20))
    for model in (Step, CounterStep, Rating, Care):
        rows = model.objects.all()  # type: ignore[attr-defined]
        assert rows.exists()
        assert refused(lambda rows=rows: rows.update(by="somebody else")), model
        assert refused(lambda rows=rows: rows._raw_delete("default")), model


def test_nothing_of_it_can_be_emptied(lobby: Lobby) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    for table in ("lobby_ticket", "lobby_step", "lobby_rating", "lobby_care", "lobby_counterstep"):
        with connection.cursor() as cursor:
            assert refused(lambda table=table, cursor=cursor: cursor.execute(f"TRUNCATE {table} CASCADE")), table


def test_a_step_is_numbered_once_and_a_step_at_a_counter_names_it(lobby: Lobby) -> None:
    taken = lobby.take()
    again = {"ticket_id": taken.ticket_id, "at": MORNING, "by": "x"}
    assert refused(lambda: Step.objects.create(n=1, state="waiting", **again))
    assert refused(lambda: Step.objects.create(n=2, state="called", **again))
    assert refused(lambda: Step.objects.create(n=2, state="asleep", **again))


@pytest.mark.parametrize("score", [0, 6])
def test_a_score_is_one_to_five(lobby: Lobby, score: int) -> None:
    served = lobby.served()
    fields = {"ticket_id": served.ticket_id, "revision": 1, "at": MORNING, "by": "x"}
    assert refused(lambda: Rating.objects.create(score=score, **fields))
    assert not refused(lambda: Rating.objects.create(score=3, **fields))
    assert refused(lambda: Rating.objects.create(score=3, **fields))


def test_a_counter_is_closed_or_staffed_and_says_why_it_is_suspended(lobby: Lobby) -> None:
    row = Counter.objects.filter(pk=lobby.one.pk)
    assert refused(lambda: row.update(state="closed"))
    assert refused(lambda: row.update(staff=None))
    assert refused(lambda: row.update(state="suspended"))
    assert refused(lambda: row.update(reason="午餐"))
    assert refused(lambda: row.update(state="ajar"))
    assert refused(lambda: row.update(staff="T2"))  # stands at the other one
    assert refused(lambda: lobby.counter("1"))
    assert not refused(lambda: row.update(state="suspended", reason="午餐"))


def test_a_key_is_answered_once(lobby: Lobby) -> None:
    fields = {"key": "k", "operation": "x", "request_hash": "h", "status": 200, "answer": {}, "at": MORNING}
    assert not refused(lambda: IdempotencyKey.objects.create(actor="a", **fields))
    assert not refused(lambda: IdempotencyKey.objects.create(actor="b", **fields))
    assert refused(lambda: IdempotencyKey.objects.create(actor="a", **fields))

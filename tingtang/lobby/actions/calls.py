"""Calling the next ticket to a counter, and calling it again (A20.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from tingtang.lobby.actions.moving import BUSY, Order, Standing, answered, do, written
from tingtang.lobby.calling import Choice, CounterFacts, Waiting, choose, waited_minutes
from tingtang.lobby.errors import NoSuchCounter, NotHere, WrongState
from tingtang.lobby.facts import book, counter_facts, policy
from tingtang.lobby.hot import day
from tingtang.lobby.models import Counter, Ticket
from tingtang.lobby.once import Once
from tingtang.lobby.statements import RULED, WAITING, listed, moving
from tingtang.lobby.states import QUEUED, CounterState, State
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date, from_database

NOT_OPEN = Bilingual("该窗口未在服务中", "the counter is not open")
TRIES = 50  # each lost to a colleague who called the same ticket in the same instant

_CHANGE = (
    "counter_id = {counter:bigint}, calls = 1, bound_counter_id = NULL, staff_id = "
    "(SELECT c.staff_id FROM lobby_counter AS c WHERE c.id = {counter:bigint})"
)
_MAY = (
    f"n = {{n:int}} AND state IN {listed(QUEUED)} AND EXISTS "
    "(SELECT 1 FROM lobby_counter AS c WHERE c.id = {counter:bigint} AND c.state = 'open')"
)


def call_next(
    *, counter_id: int, by: str, at: datetime, outlet: str | None = None, once: Once | None = None
) -> Standing | None:
    """Call whom the calling function chooses for this counter; None when nobody here waits for it.

    The step keeps why (`told["why"]`). Two counters at once never get one ticket: whoever comes second chooses again.
    Raises NoSuchCounter, NotHere, WrongState when the counter is not open or still has a ticket.
    """
    here, facts = counter_facts(counter_id, at)
    if outlet is not None and here != outlet:
        raise NotHere(here)
    write = moving(_CHANGE, _MAY, once=bool(once), beside=(RULED,))
    for _ in range(TRIES):
        found = _chosen(counter_id, here, facts, at)
        if found is None:
            before = answered(once)
            if before is None:
                _require_open(counter_id)  # nobody waits for it: said so only when it could have called
            return before
        choice, n = found
        told = {"why": choice.why}
        order = Order("call", choice.ticket_id, by, at, here, once, detail=told, told=told)
        params = {"state": State.CALLED.value, "counter": counter_id, "n": n, "rule": choice.rule}
        try:
            if done := written(write, order, params):
                return done
        except IntegrityError as error:
            raise WrongState(BUSY) from error
        _require_open(counter_id)
    raise WrongState(Bilingual("叫号繁忙，请再试一次", "too many call at once: try again"))


def _chosen(counter_id: int, here: str, facts: CounterFacts, at: datetime) -> tuple[Choice, int] | None:
    """Whom to call now, and the ticket's last step; None when nobody waits for this counter."""
    rows = WAITING.rows({"outlet": here, "on": day(business_date(at))})
    if not rows:
        return None
    waiting = [_waiting(row, at) for row in rows]
    values = policy(here, at)
    if any(waited_minutes(one, at) >= values.starve_minutes for one in waiting):  # only then does the last rule count
        facts = replace(facts, last_rule=Counter.objects.values_list("last_rule", flat=True).get(pk=counter_id))
    choice = choose(waiting, facts, values, at)
    return (choice, next(row[5] for row in rows if row[0] == choice.ticket_id)) if choice else None


def _waiting(row: Any, at: datetime) -> Waiting:
    ticket, service_class, business, clock_from, seq, _n, bound = row
    known = book(at).businesses.get(business)
    return Waiting(
        ticket_id=ticket,
        service_class=service_class,
        business_group=known.group if known else "other",
        clock_from=from_database(clock_from),
        seq=seq,
        bound_counter=bound or "",
        business=business,
    )


def _require_open(counter_id: int) -> None:
    state = Counter.objects.filter(pk=counter_id).values_list("state", flat=True).first()
    if state is None:
        raise NoSuchCounter
    if state != CounterState.OPEN:
        raise WrongState(NOT_OPEN)


def recall(*, ticket_id: int, by: str, at: datetime, outlet: str | None = None, once: Once | None = None) -> Standing:
    """Call the same ticket again. Raises WrongState unless called."""
    write = moving("calls = calls + 1", "state = 'called'", once=bool(once))
    order = Order("recall", ticket_id, by, at, outlet, once)
    return do(write, order, Bilingual("再次呼叫", "called again"), {"state": State.CALLED.value})


def recall_at(
    *, counter_id: int, by: str, at: datetime, outlet: str | None = None, once: Once | None = None
) -> Standing:
    """Call again whoever was called to this counter. Raises WrongState when nobody was."""
    here, _ = counter_facts(counter_id, at)
    if outlet is not None and here != outlet:
        raise NotHere(here)
    called = Ticket.objects.filter(counter=counter_id, state=State.CALLED).values_list("pk", flat=True).first()
    if called is None:
        if before := answered(once):
            return before
        raise WrongState(Bilingual("该窗口没有已叫号的号票", "nobody is called to this counter"))
    return recall(ticket_id=called, by=by, at=at, outlet=here, once=once)

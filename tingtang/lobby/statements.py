"""The lobby's writes as joined statements: the ticket, its step, the audit entry, the live events, the kept answer.

Every write of a ticket is one `Write` whose row says where the ticket stands now; no row: nothing was written.
"""

from __future__ import annotations

from functools import cache

from tingtang.audit.actions import entry_insert
from tingtang.live.actions import event_insert
from tingtang.lobby.hot import Read, Write
from tingtang.lobby.states import AT_COUNTER, OPEN, QUEUED
from tingtang.shared.joined_sql import Stage

# What a write returns, and what an answer says of it: name in the answer -> expression over lobby_ticket.
SHOWN = {
    "ticket_id": "id",
    "number": "{number}",
    "state": "state",
    "n": "n",
    "counter_id": "counter_id",
    "counter": "(SELECT c.label FROM lobby_counter AS c WHERE c.id = lobby_ticket.counter_id)",
    "business": "business",
    "service_class": "service_class",
    "calls": "calls",
    "key": "key",
}
HIDDEN = {"institution_id": "institution_id", "ratings": "ratings"}
RETURNING = ", ".join(f"{sql} AS {name}" for name, sql in {**SHOWN, **HIDDEN}.items())
COLUMNS = (*SHOWN, *HIDDEN)
ANSWER = "{obj}(" + ", ".join(f"'{name}', m.{name}" for name in SHOWN) + ")"


def listed(words: tuple[str, ...]) -> str:
    """A list for IN, in the order given."""
    return "(" + ", ".join(f"'{word}'" for word in words) + ")"


STEP = Stage(
    "step",
    'INSERT INTO lobby_step (ticket_id, n, at, state, counter_id, "by", detail) '
    "SELECT m.ticket_id, m.n, {at:timestamptz}, m.state, m.counter_id, {by}, {detail:jsonb} FROM moved AS m",
)
TRAIL = Stage(
    "trail",
    entry_insert(
        source="moved AS m",
        kind="ticket",
        key="m.ticket_id",
        institution="m.institution_id",
        detail="{obj}('number', m.number, 'n', m.n, 'state', m.state, 'counter', m.counter)",
    ),
)
KEPT = Stage(
    "kept",
    "INSERT INTO lobby_idempotencykey (actor, key, operation, request_hash, status, answer, at) "
    "SELECT {once_actor}, {once_key}, {once_operation}, {once_hash}, 200, "
    f"{{obj}}('of', {ANSWER}, 'told', {{told:jsonb}}), {{at:timestamptz}} FROM moved AS m",
)
_PAYLOAD = (
    "{obj}('ticket', m.ticket_id, 'number', m.number, 'state', m.state, 'counter', m.counter, "
    "'counter_id', m.counter_id, 'calls', m.calls)"
)


_TOPICS = {
    "outlet": "'outlet:' || m.institution_id",
    "ticket": "'ticket:' || m.key",
    # of a transfer, the counter that it leaves hears
    "counter": "'counter:' || CAST(coalesce(m.counter_id, {from_counter:bigint}) AS varchar(20))",
}


def _told(name: str, *topics: str) -> Stage:
    """On these topics, in one row: an event by itself costs as much as a step."""
    said = [_TOPICS[topic] for topic in topics]
    return Stage("told", event_insert(name=name, payload=_PAYLOAD, topics=said, source="moved AS m"))


def _write(moved: Stage, *stages: Stage, once: bool) -> Write:
    return Write((moved, *stages, *((KEPT,) if once else ())))


_HERE = "id = {ticket:bigint} AND ({outlet:text} IS NULL OR institution_id = {outlet:text})"


@cache
def moving(change: str, condition: str, *, once: bool, beside: tuple[Stage, ...] = ()) -> Write:
    """The write of one move: `change` is what it sets beside state, n and since; `condition` when it may be.

    `beside`: further stages over the row `moved`.
    """
    sql = (
        "UPDATE lobby_ticket SET state = {state}, n = n + 1, since = {at:timestamptz}"
        f"{', ' + change if change else ''} WHERE {_HERE} AND {condition} RETURNING {RETURNING}"
    )
    return _write(Stage("moved", sql, COLUMNS), STEP, TRAIL, _told("lobby.changed", *_TOPICS), *beside, once=once)


RULED = Stage(
    "ruled",
    "UPDATE lobby_counter SET last_rule = {rule} WHERE id = {counter:bigint} AND last_rule <> {rule} "
    "AND EXISTS (SELECT 1 FROM moved)",
)

_INSERTED = {
    "institution_id": "{outlet:text}",
    '"on"': "{on:date}",
    "prefix": "{prefix}",
    "seq": "numbered.last",
    "key": "{key}",
    "service_class": "{service_class}",
    "business": "{business}",
    "origin": "{origin}",
    "taken_at": "{at:timestamptz}",
    "clock_from": "{clock_from:timestamptz}",
    "need": "{need}",
    "need_reason": "{need_reason}",
    "language": "{language}",
    "assistance": "{assistance:jsonb}",
    "customer_id": "{customer_id}",
    "tier": "{tier}",
    "recognised_by": "{recognised_by}",
    "home_institution_id": "{home_institution_id}",
    "suggested_channel": "{suggested_channel}",
    "suggestion": "{suggestion}",
    "ahead": "{ahead:int}",
    "wait_low_minutes": "{wait_low:int}",
    "wait_high_minutes": "{wait_high:int}",
    "state": "'waiting'",
    "n": "1",
    "since": "{at:timestamptz}",
    "calls": "0",
    "ratings": "0",
}


@cache
def taking(*, once: bool) -> Write:
    """The next number of the outlet, day and prefix, and the ticket that has it."""
    numbered = Stage(
        "numbered",
        'INSERT INTO lobby_sequence (institution_id, "on", prefix, last) '
        "VALUES ({outlet:text}, {on:date}, {prefix}, 1) "
        'ON CONFLICT (institution_id, "on", prefix) DO UPDATE SET last = lobby_sequence.last + 1 RETURNING last',
        ("last",),
    )
    sql = (
        f"INSERT INTO lobby_ticket ({', '.join(_INSERTED)}) SELECT {', '.join(_INSERTED.values())} FROM numbered "
        f"RETURNING {RETURNING}"
    )
    write = _write(Stage("moved", sql, COLUMNS), STEP, TRAIL, _told("lobby.changed", "outlet"), once=once)
    return Write((numbered, *write.stages))


@cache
def rating(*, once: bool) -> Write:
    """A further revision of a served ticket's rating; the ticket counts them, so that two at once get two numbers."""
    sql = (
        "UPDATE lobby_ticket SET ratings = ratings + 1, rating_asked_at = coalesce(rating_asked_at, {at:timestamptz}) "
        f"WHERE {_HERE} AND state = 'served' AND NOT EXISTS (SELECT 1 FROM lobby_rating AS r "
        "WHERE r.ticket_id = lobby_ticket.id AND r.revision = 1 AND r.at < {open_since:timestamptz}) "
        f"RETURNING {RETURNING}"
    )
    rated = Stage(
        "rated",
        'INSERT INTO lobby_rating (ticket_id, revision, score, reasons, comment, at, "by", client_key) '
        "SELECT m.ticket_id, m.ratings, {score:int}, {reasons:jsonb}, {comment}, {at:timestamptz}, {by}, {client_key} "
        "FROM moved AS m",
    )
    return _write(Stage("moved", sql, COLUMNS), rated, TRAIL, _told("lobby.rated", "outlet", "counter"), once=once)


@cache
def asking() -> Write:
    """A panel has put the question after a served visit; the first time stays."""
    sql = (
        "UPDATE lobby_ticket SET rating_asked_at = {at:timestamptz} "
        f"WHERE {_HERE} AND state = 'served' AND rating_asked_at IS NULL RETURNING {RETURNING}"
    )
    return _write(Stage("moved", sql, COLUMNS), TRAIL, once=False)


@cache
def caring(*, once: bool) -> Write:
    """Care for whoever waits; the ticket stays where it is."""
    sql = f"UPDATE lobby_ticket SET n = n WHERE {_HERE} AND state IN {listed(QUEUED)} RETURNING {RETURNING}"
    cared = Stage(
        "cared",
        'INSERT INTO lobby_care (ticket_id, at, "by", note) '
        "SELECT m.ticket_id, {at:timestamptz}, {by}, {note} FROM moved AS m",
    )
    return _write(Stage("moved", sql, COLUMNS), cared, TRAIL, _told("lobby.cared", "outlet"), once=once)


def _in_line(of: str = "") -> str:
    """Who waits. The list of open states stands in full, as in the partial index, so that both databases use it."""
    return (
        f'{of}institution_id = {{outlet:text}} AND {of}"on" = {{on:date}} '
        f"AND {of}state IN {listed(OPEN)} AND {of}state IN {listed(QUEUED)}"
    )


# Asked of the few that are bound; joined, the server would read every counter of the province for each call.
_BOUND = (
    "CASE WHEN t.bound_counter_id IS NOT NULL "
    "THEN (SELECT b.label FROM lobby_counter AS b WHERE b.id = t.bound_counter_id) END"
)
WAITING = Read(
    f"SELECT t.id, t.service_class, t.business, t.clock_from, t.seq, t.n, {_BOUND} FROM lobby_ticket AS t "
    f"WHERE {_in_line('t.')}"
)
# Who waits, and the open counters with whom they serve and since when: what an expected wait is made of.
BEFORE_ME = Read(
    f"SELECT 'ticket', t.service_class, t.business, t.seq, t.clock_from, COALESCE({_BOUND}, ''), '' "
    f"FROM lobby_ticket AS t WHERE {_in_line('t.')} UNION ALL SELECT 'counter', CAST(c.serves_classes AS text), "
    "CAST(c.skills AS text), 0, s.since, c.label, COALESCE(s.business, '') "
    "FROM lobby_counter AS c LEFT JOIN lobby_ticket AS s "
    f"ON s.counter_id = c.id AND s.state IN {listed(AT_COUNTER)} "
    "WHERE c.institution_id = {outlet:text} AND c.state = 'open'"
)

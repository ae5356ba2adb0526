"""A province's lobbies for the benchmark: outlets with open counters, tokens, and finished visits of the past.

A visit of the past has what a visit leaves: the ticket, four steps, five audit entries, a rating. Made inside the
database, past its triggers where the server lets us. The same number always gives the same visit.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from tingtang.bench.statements import counted
from tingtang.lobby.actions import Wish, open_counter, take_ticket
from tingtang.lobby.models import Counter
from tingtang.organisation.models import Institution, Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tokens import create_token
from tingtang.organisation.tree import rebuild_tree
from tingtang.shared.times import business_date

OUTLETS, COUNTERS = 20, 8
A_DAY = 300  # visits of an outlet
CHUNK = 100_000
BUSINESS = "cash_withdrawal"
DEVICES = {"kiosk": Position.KIOSK, "console": Position.CLOSED_TELLER, "panel": Position.PANEL}

# One row a visit: {n} is its number, counted back in days from the one before today.
_PAST = {
    "postgresql": (
        "SELECT n, 'O' || (n % {outlets}) AS outlet, n / {outlets} % {a_day} + 1 AS seq, "
        "(DATE '{today}' - 1 - n / {outlets} / {a_day}) AS day, "
        "(DATE '{today}' - 1 - n / {outlets} / {a_day} + TIME '01:00')::timestamp AT TIME ZONE 'UTC' "
        "+ (n / {outlets} % {a_day}) * INTERVAL '90 seconds' AS at FROM generate_series({first}, {last}) AS n"
    ),
    "sqlite": (
        "WITH RECURSIVE numbers(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM numbers WHERE n < {last}) "
        "SELECT n, 'O' || (n % {outlets}) AS outlet, n / {outlets} % {a_day} + 1 AS seq, "
        "date('{today}', '-' || (1 + n / {outlets} / {a_day}) || ' days') AS day, "
        "datetime('{today}', '-' || (1 + n / {outlets} / {a_day}) || ' days', '+1 hour', "
        "'+' || (n / {outlets} % {a_day} * 90) || ' seconds') AS at FROM numbers"
    ),
}
_LATER = {"postgresql": "at + INTERVAL '{} minutes'", "sqlite": "datetime(at, '+{} minutes')"}


def _inserts(vendor: str) -> Iterator[str]:
    def later(minutes: int) -> str:
        return _LATER[vendor].format(minutes)

    yield (
        'INSERT INTO lobby_ticket (id, institution_id, "on", prefix, seq, key, service_class, business, origin, '
        "taken_at, clock_from, need, need_reason, language, assistance, customer_id, tier, recognised_by, "
        "home_institution_id, suggested_channel, suggestion, ahead, state, n, since, counter_id, staff_id, calls, "
        "rating_asked_at, ratings) SELECT n + 1, outlet, day, 'A', seq, 'past' || n, 'ordinary', '" + BUSINESS + "', "
        "'kiosk', at, at, '', '', 'zh', '[]', '', '', '', '', '', '', 3, 'served', 4, " + later(9) + ", "
        "(SELECT min(c.id) FROM lobby_counter AS c WHERE c.institution_id = outlet), 'S-' || outlet || '-0', 1, "
        + later(9) + ", 1 FROM past"
    )  # fmt: skip
    for step, (state, minutes) in enumerate((("waiting", 0), ("called", 4), ("serving", 5), ("served", 9)), 1):
        counter = "NULL" if step == 1 else "(SELECT min(c.id) FROM lobby_counter AS c WHERE c.institution_id = outlet)"
        yield (
            'INSERT INTO lobby_step (ticket_id, n, at, state, counter_id, "by", detail) '
            f"SELECT n + 1, {step}, {later(minutes)}, '{state}', {counter}, 'token:past', '{{}}' FROM past"
        )
    for action in ("take", "call", "start", "finish", "rate"):
        yield (
            "INSERT INTO audit_entry (at, actor, nature, action, subject_kind, subject_id, institution_id, detail) "
            f"SELECT at, 'token:past', 'write', 'lobby.{action}', 'ticket', CAST(n + 1 AS varchar(20)), outlet, "
            "'{}' FROM past"
        )
    yield (
        'INSERT INTO lobby_rating (ticket_id, revision, score, reasons, comment, at, "by") '
        f"SELECT n + 1, 1, 5, '[]', '', {later(9)}, 'token:past' FROM past"
    )


def prepare(*, history: int, waiting: int, at: datetime) -> dict[str, Any]:
    """Fill an empty, migrated database; what the drivers need: tokens, counters, statements a call."""
    with transaction.atomic():
        counters = _outlets(at)
    _past(history, at)
    tokens = {name: _tokens(name, position, at) for name, position in DEVICES.items()}
    for outlet in range(OUTLETS):
        for _ in range(waiting):
            take_ticket(institution_id=f"O{outlet}", wish=Wish(BUSINESS), by="system:bench", at=at)
    return {"tokens": tokens, "counters": counters, "statements": counted(tokens, counters)}


def _outlets(at: datetime) -> list[list[int]]:
    Institution.objects.create(institution_id="P", kind="province", name="省行")
    found = []
    for outlet in range(OUTLETS):
        place = f"O{outlet}"
        Institution.objects.create(institution_id=place, parent_id="P", kind="outlet", name=place)
        found.append([_counter(place, n, at) for n in range(COUNTERS)])
    rebuild_tree()
    return found


def _counter(place: str, n: int, at: datetime) -> int:
    staff = f"S-{place}-{n}"
    Staff.objects.create(staff_id=staff, name=staff, institution_id=place, position=Position.CLOSED_TELLER)
    counter = Counter.objects.create(institution_id=place, label=str(n + 1), since=at)
    open_counter(counter_id=counter.pk, staff_id=staff, by="system:bench", at=at)
    return counter.pk


def _tokens(name: str, position: Position, at: datetime) -> list[str]:
    places = [Institution.objects.get(pk=f"O{outlet}") for outlet in range(OUTLETS)]
    return [
        create_token(by="system:bench", at=at, name=f"{name}-{place.pk}", position=position, institution=place)
        for place in places
    ]


def _past(visits: int, at: datetime) -> None:
    today = business_date(at).isoformat()
    for first in range(0, visits, CHUNK):
        last = min(first + CHUNK, visits) - 1
        words = {"today": today, "outlets": OUTLETS, "a_day": A_DAY, "first": first, "last": last}
        past = _PAST[connection.vendor].format(**words)
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL session_replication_role = replica")
            for insert in _inserts(connection.vendor):
                cursor.execute(f"WITH past AS ({past}) {insert}")
    if not visits:  # of an empty table the server would learn that it is best read whole, and believe it for a minute
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval('lobby_ticket_id_seq', %s)", [visits + 1])
            cursor.execute("VACUUM (ANALYZE)")
            cursor.execute("CHECKPOINT")  # else the server writes what was filled while the visits are timed
        else:
            cursor.execute("ANALYZE")

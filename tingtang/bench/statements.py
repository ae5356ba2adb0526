"""How many SQL statements a call of the interface costs, counted in this process."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, reset_queries
from django.test import Client


def counted(tokens: dict[str, list[str]], counters: Sequence[Sequence[int]]) -> dict[str, int]:
    """Statements of each call of one whole visit at the first outlet, everything warm; marks of transactions too."""
    found: dict[str, int] = {}
    connection.force_debug_cursor = True
    try:
        for round_ in range(2):  # the first one warms what is kept in memory
            found = _visit(tokens, counters[0][0], round_)
    finally:
        connection.force_debug_cursor = False
    return found


def _visit(tokens: dict[str, list[str]], counter: int, round_: int) -> dict[str, int]:
    found = {}
    ticket = 0
    for device, call, path, body in (
        ("kiosk", "take", "tickets", {"business": "cash_withdrawal"}),
        ("console", "call", f"counters/{counter}/call-next", None),
        ("console", "start", "tickets/{}/start", None),
        ("console", "finish", "tickets/{}/finish", None),
        ("panel", "rate", "tickets/{}/rating", {"score": 5}),
    ):
        client = Client(headers={"Authorization": f"Bearer {tokens[device][0]}", "Host": "127.0.0.1"})
        reset_queries()
        answer = client.post(
            f"/api/lobby/{path.format(ticket)}",
            data=b"" if body is None else body,
            content_type="application/json",
            headers={"Idempotency-Key": f"count-{round_}-{call}"},
        )
        found[call] = len(connection.queries)
        if call == "call":
            ticket = answer.json()["ticket"]["ticket_id"]
    return found

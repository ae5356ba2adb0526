"""Handovers that the core bank has not taken over yet: the night goes by them while the feed says what it said before.

Once the feed names somebody else it is the master again: the line is agreed or overruled (docs/adr/0046).
"""

from __future__ import annotations

from datetime import date, datetime

from tingtang.handovers.actions import settle
from tingtang.nightly.store import Store


def read_handed_over(store: Store) -> None:
    """Make `handed_over`: the standing lines, whom the feed named before, who is accountable now."""
    store.fetch(
        "handed_over",
        "line_id BIGINT, customer_id VARCHAR, feed_manager_id VARCHAR, manager_id VARCHAR",
        "SELECT l.id, l.customer_id, l.feed_manager_id, h.taker_id FROM handovers_handoverline AS l "
        "INNER JOIN handovers_handover AS h ON h.id = l.handover_id WHERE l.state = 'standing'",
    )


def settle_handed_over(store: Store, on: date, by: str, at: datetime) -> None:
    """Hold the standing lines against what this feed says of their customers."""
    rows = store.con.execute(
        "SELECT h.line_id, coalesce(c.manager_id, '') FROM handed_over AS h "
        "LEFT JOIN customers AS c ON h.customer_id = c.customer_id"
    ).fetchall()
    if rows:
        settle(named=dict(rows), on=on, by=by, at=at)

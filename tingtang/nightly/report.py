"""What a night says of itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tingtang.nightly.values import NightValues


def summary(con: Any, values: NightValues, *, seconds: Mapping[str, float], warnings: Sequence[str]) -> dict[str, Any]:
    """The summary of a computed night: what `tingtang nightly --json` prints and NightRun keeps.

    Amounts are exact text. `duties_opened` counts the duties of this night, also when it runs a second time.
    """
    customers, assets = con.execute(
        "SELECT coalesce(sum(customers), 0), coalesce(sum(assets), 0) FROM tier_total"
    ).fetchone()
    return {
        "date": values.as_of.isoformat(),
        "customers": customers,
        "assets": f"{assets:.2f}",
        "holdings": con.execute("SELECT rows_read FROM rows_read WHERE table_name = 'holdings'").fetchone()[0],
        "tiers": _counts(con, "SELECT tier, customers FROM tier_total ORDER BY tier"),
        "duties_opened": _counts(con, _OPENED, {"start": values.parameters()["work_day_start"]}),
        "reasons": _counts(con, "SELECT kind, count(*) FROM reason GROUP BY kind ORDER BY kind"),
        "tasks": con.execute("SELECT count(*) FROM task").fetchone()[0],
        "quarantined": _quarantined(con),
        "seconds": dict(seconds),
        "warnings": list(warnings),
        "manual_version": values.book.version,
    }


_OPENED = """
SELECT r.clause, count(*)
FROM reason AS r
LEFT JOIN ledger AS l ON r.kind = l.kind AND r.customer_id = l.customer_id AND r.period_on = l.period_on
WHERE l.kind IS NULL OR l.opened_at = $start
GROUP BY r.clause
ORDER BY r.clause
"""


def _counts(con: Any, sql: str, parameters: dict[str, Any] | Sequence[Any] = ()) -> dict[str, int]:
    return dict(con.execute(sql, parameters).fetchall())


def _quarantined(con: Any) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    rows = con.execute(
        "SELECT table_name, reason, count(*) FROM quarantine GROUP BY table_name, reason ORDER BY table_name, reason"
    ).fetchall()
    for table, reason, count in rows:
        found.setdefault(table, {})[reason] = count
    return found

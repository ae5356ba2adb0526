"""How SQLite looks duties up for a night: each key goes along the ledger's own index, whatever the ledger holds."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from django.db import connection

from tingtang.nightly.ledger import read_open_duties, read_standing_duties
from tingtang.nightly.store import Store

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
REASON = "CREATE TABLE reason AS SELECT 'C1' AS customer_id, 'contact.private' AS kind, DATE '2026-11-23' AS period_on"
REACHED = (
    "CREATE TABLE reached_contact AS SELECT 'C1' AS customer_id, TIMESTAMPTZ '2026-11-23 10:00:00+08' AS moment, "
    "'feed' AS source"
)
MET_BY = "CREATE TABLE met_by_channel AS SELECT 'contact.private' AS kind, 'phone' AS channel"


@pytest.mark.parametrize("read", [read_standing_duties, read_open_duties])
def test_the_keys_are_read_once_and_each_is_looked_up(read: Callable[[Store], None], tmp_path: Path) -> None:
    plans: list[list[str]] = []

    def explained(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        if "json_each" in sql:
            asked = connection.connection.execute("EXPLAIN QUERY PLAN " + sql.replace("%s", "?"), params)
            plans.append([row[3] for row in asked.fetchall()])
        return execute(sql, params, many, context)

    with duckdb.connect() as con, connection.execute_wrapper(explained):
        for made in (REASON, REACHED, MET_BY):
            con.execute(made)
        read(Store(con, tmp_path))
    [plan] = plans
    steps = [step for step in plan if step.startswith(("SCAN", "SEARCH"))]
    assert steps
    for keys, duties in zip(steps[::2], steps[1::2], strict=True):
        assert keys.startswith("SCAN json_each")
        assert duties.startswith("SEARCH d USING INDEX") or duties.startswith("SEARCH d USING COVERING INDEX")
        assert "subject_id=?" in duties

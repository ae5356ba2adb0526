"""The floor under the night: only reading the columns that the night reads, in a process of its own.

Run as `python -m tingtang.bench.scan FEED_DATE_DIR MEMORY`; prints one JSON line. Each column is consumed by the
cheapest sum of its type: count() would be answered from the file's statistics without reading a value.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter

import duckdb

# What the night looks at in every row.
EVERY_ROW = {
    "customers": ["customer_id", "kind", "name", "home_institution_id", "manager_id", "birth_date"],
    "holdings": ["customer_id", "product_id", "balance"],
    "balances": ["customer_id", "on", "aum"],
    "family": ["customer_id", "relation", "birth_date"],
    "contacts": ["customer_id", "at", "channel", "outcome"],
    "transactions": ["customer_id", "at", "amount"],
}
# What it reads besides for the customers it looks at one by one; they stand in every page of the files.
FOR_SOME = {
    "customers": [
        *("id_type", "id_no", "phone", "birth_calendar", "risk_tolerance", "risk_assessed_on", "card", "consent_call"),
        *("consent_marketing", "payroll", "last_payroll_on", "industry", "key_account", "created_on"),
    ],
    "holdings": ["cost", "maturity_on", "next_dividend_on", "target_return", "overdue_days", "overdue_amount"],
    "family": ["name", "birth_calendar", "consent"],
    "contacts": ["staff_id", "memo"],
}
COLUMNS = {table: [*columns, *FOR_SOME.get(table, [])] for table, columns in EVERY_ROW.items()}


def consume(column: str, kind: str) -> str:
    """An expression that needs every value of `column` and computes next to nothing."""
    name = f'"{column}"'
    if kind == "VARCHAR":
        return f"sum(strlen({name}))"
    if kind == "DATE":
        return f"sum({name} - DATE '2000-01-01')"
    if kind.startswith("TIMESTAMP"):
        return f"sum(epoch_us({name}::TIMESTAMP))" if kind == "TIMESTAMP" else f"sum(epoch_us({name}))"
    if kind == "BOOLEAN":
        return f"sum({name}::TINYINT)"
    return f"sum({name})"


def scan(
    folder: Path, connection: duckdb.DuckDBPyConnection, wanted: Mapping[str, Sequence[str]] = COLUMNS
) -> dict[str, int]:
    """Read the wanted columns of every table in `folder`; {table: rows}."""
    rows = {}
    for table, columns in wanted.items():
        files = [str(file) for file in sorted([*folder.glob(f"{table}.parquet"), *folder.glob(f"{table}-*.parquet")])]
        if not files:
            continue
        described = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [files]).fetchall()
        kinds = {name: kind for name, kind, *_ in described}
        sums = ", ".join(consume(column, kinds[column]) for column in columns if column in kinds)
        found = connection.execute(f"SELECT count(*), {sums} FROM read_parquet(?)", [files]).fetchone()
        rows[table] = int(found[0]) if found else 0
    return rows


def main(folder: str, memory: str) -> None:
    """Scan and print what it cost, this process's start-up left out; `every_row`: of what is looked at in every row."""
    with duckdb.connect(config={"memory_limit": memory}) as connection:
        connection.execute("SET enable_progress_bar = false")
        rows, cost = timed(Path(folder), connection, COLUMNS)
        _, every_row = timed(Path(folder), connection, EVERY_ROW)
    print(json.dumps({**cost, "rows": rows, "every_row": every_row}))


def timed(
    folder: Path, connection: duckdb.DuckDBPyConnection, wanted: Mapping[str, Sequence[str]]
) -> tuple[dict[str, int], dict[str, float]]:
    """One scan: its rows, and its wall and processor seconds."""
    before, started = resource.getrusage(resource.RUSAGE_SELF), perf_counter()
    rows = scan(folder, connection, wanted)
    after, seconds = resource.getrusage(resource.RUSAGE_SELF), perf_counter() - started
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return rows, {"seconds": seconds, "cpu_seconds": cpu}


if __name__ == "__main__":
    main(*sys.argv[1:3])

"""The floor under the night: only reading the columns that the night reads, in a process of its own.

Run as `python -m tingtang.bench.scan FEED_DATE_DIR MEMORY`; prints one JSON line. Each column is consumed by the
cheapest sum of its type: count() would be answered from the file's statistics without reading a value.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from time import perf_counter

import duckdb

# What the night must look at in every row; the other columns of customers are read for the maintained ones only.
COLUMNS = {
    "customers": ["customer_id", "kind", "name", "home_institution_id", "manager_id", "birth_date"],
    "holdings": [
        *("customer_id", "product_id", "balance", "cost", "maturity_on", "next_dividend_on", "target_return"),
        *("overdue_days", "overdue_amount"),
    ],
    "balances": ["customer_id", "on", "aum"],
    "family": ["customer_id", "birth_date", "birth_calendar", "consent"],
    "contacts": ["customer_id", "at", "channel", "outcome", "memo"],
    "transactions": ["customer_id", "at", "amount"],
}


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


def scan(folder: Path, connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Read the columns of every table in `folder`; {table: rows}."""
    rows = {}
    for table, columns in COLUMNS.items():
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
    """Scan and print what it cost, this process's start-up left out."""
    with duckdb.connect(config={"memory_limit": memory}) as connection:
        connection.execute("SET enable_progress_bar = false")
        before, started = resource.getrusage(resource.RUSAGE_SELF), perf_counter()
        rows = scan(Path(folder), connection)
        after, seconds = resource.getrusage(resource.RUSAGE_SELF), perf_counter() - started
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"seconds": seconds, "cpu_seconds": cpu, "rows": rows}))


if __name__ == "__main__":
    main(*sys.argv[1:3])

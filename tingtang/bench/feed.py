"""A feed of any size for benchmarks: shaped like a province's, made by DuckDB straight into Parquet.

Every value is a hash of the customer's number and a word, so the same size and seed give the same rows. Per million
customers: 3.0 m holdings, 13 m weekly balances, 0.6 m family members, 0.25 m contacts, 18,000 maintained customers
(1.8 %) with one manager to 150 of them, and one row in a thousand that the night must quarantine. Nobody's data.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

CHUNK = 2_000_000  # customers to a file: bounds the memory of the writer
WEEKS = 13
BRANCHES = 13
MAINTAINED_PER_THOUSAND = 18
CUSTOMERS_PER_MANAGER = 150
OUTLETS_PER_MILLION = 50
DAY = date(2026, 9, 30)  # a Wednesday that ends a month and a quarter


@dataclass(frozen=True)
class Size:
    """How large the bank is."""

    customers: int
    seed: int = 1
    on: date = DAY

    @property
    def outlets(self) -> int:
        """Outlets: at least one to each branch."""
        return max(BRANCHES, self.customers * OUTLETS_PER_MILLION // 1_000_000)

    @property
    def managers(self) -> int:
        """Managers: at least one to each outlet."""
        return max(self.outlets, self.customers * MAINTAINED_PER_THOUSAND // 1000 // CUSTOMERS_PER_MANAGER)


SQL = Path(__file__).parent / "feed_sql"
WHOLE = ("institutions", "staff", "products")
CHUNKED = ("customers", "holdings", "balances", "family", "contacts")


def generate(
    folder: Path, size: Size, *, memory: str = "3GB", threads: int = 2, said: Callable[[str], None] = lambda _line: None
) -> Path:
    """Write the feed of `size` under `folder`/DATE and return that directory; a complete one is kept as it is."""
    target = folder / size.on.isoformat()
    made = target / ".complete"
    mark = f"{size.customers} {size.seed}"
    if made.exists() and made.read_text() == mark:
        return target
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    with connect(size, memory, threads, folder / ".spill") as connection:
        for name in WHOLE:
            _write(connection, name, size, target / f"{name}.parquet")
        for number, bounds in enumerate(_chunks(size.customers)):
            # A table, not range(): its scan runs on every core.
            connection.execute("CREATE OR REPLACE TEMP TABLE ids AS SELECT i FROM range($first, $last) t(i)", bounds)
            for name in CHUNKED:
                _write(connection, name, size, target / f"{name}-{number:03}.parquet")
            said(f"{bounds['last']:,} of {size.customers:,} customers")
    shutil.rmtree(folder / ".spill", ignore_errors=True)
    made.write_text(mark)
    return target


def connect(size: Size, memory: str, threads: int, spill: Path) -> duckdb.DuckDBPyConnection:
    """A connection with the macros and the variables of `size`."""
    connection = duckdb.connect(
        config={"memory_limit": memory, "threads": threads, "temp_directory": str(spill)},
    )
    connection.execute("SET preserve_insertion_order = true; SET TimeZone = 'Asia/Shanghai'")
    connection.execute("SET enable_progress_bar = false")
    connection.execute(f"SET VARIABLE seed = {size.seed}")
    connection.execute(f"SET VARIABLE maintained = {MAINTAINED_PER_THOUSAND}")
    connection.execute(f"SET VARIABLE managers = {size.managers}")
    connection.execute((SQL / "macros.sql").read_text())
    return connection


def _chunks(customers: int) -> Iterator[dict[str, int]]:
    for first in range(0, customers, CHUNK):
        yield {"first": first, "last": min(first + CHUNK, customers)}


def _write(connection: duckdb.DuckDBPyConnection, name: str, size: Size, file: Path) -> None:
    sql = (SQL / f"{name}.sql").read_text()
    known: dict[str, object] = {
        "branches": BRANCHES,
        "outlets": size.outlets,
        "managers": size.managers,
        "weeks": WEEKS,
        "day": size.on,
    }
    needed = {name: value for name, value in known.items() if f"${name}" in sql}
    connection.execute(f"COPY ({sql}) TO '{file}' (FORMAT parquet)", needed)

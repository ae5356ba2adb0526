"""The product's own balance history: what earlier nights saw, kept in one small Parquet file a night.

The file of a night holds each customer's descending staircase of assets (see steps/publish/95_own_history_row.sql).
The night of a date reads only files of earlier dates, so a second run of a date sees what the first one saw; without
any file the night goes by the feed's `balances` alone.
"""

from __future__ import annotations

import hashlib
import os
from datetime import date
from pathlib import Path

from tingtang.nightly.engine import Connection

KEPT_FILES = 5


def folder(var: Path, database: str) -> Path:
    """Where the history of the bank in `database` lies: two databases on one machine do not share it."""
    return var / "nightly" / hashlib.sha256(database.encode()).hexdigest()[:12]


def register(con: Connection, place: Path, as_of: date, oldest: date) -> None:
    """Make `own_history` (customer_id, day, aum) from the newest file of an earlier date, days from `oldest` on."""
    earlier = [file for file in _files(place) if _day(file) < as_of]
    if not earlier:
        con.execute("CREATE OR REPLACE TABLE own_history (customer_id VARCHAR, day DATE, aum DECIMAL(20, 2))")
        return
    path = str(earlier[-1]).replace("'", "''")
    con.execute(
        f"CREATE OR REPLACE VIEW own_history AS SELECT customer_id, day, aum FROM read_parquet('{path}') "
        f"WHERE day >= DATE '{oldest}'"
    )


def keep(con: Connection, place: Path, as_of: date) -> None:
    """Write the history after this night, whole or not at all, and let go of files that nobody reads any more."""
    place.mkdir(parents=True, exist_ok=True)
    half = place / f"{as_of}.{os.getpid()}.half"
    path = str(half).replace("'", "''")
    con.execute(f"COPY own_history_row TO '{path}' (FORMAT parquet)")
    half.replace(place / f"{as_of}.parquet")
    for file in [*_files(place)[:-KEPT_FILES], *place.glob("*.half")]:
        file.unlink(missing_ok=True)


def _files(place: Path) -> list[Path]:
    return sorted(place.glob("????-??-??.parquet"))


def _day(file: Path) -> date:
    return date.fromisoformat(file.stem)

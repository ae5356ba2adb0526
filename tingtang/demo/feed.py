"""A day's feed of the demo bank, derived from the model of its last day."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

from tingtang.demo.history import LIVED_DAYS
from tingtang.demo.model import Model

SQL = Path(__file__).parent / "feed_sql"
TABLES = (
    *("institutions", "staff", "products", "customers", "family", "holdings", "balances", "contacts"),
    "transactions",
)
NIGHTS_BEFORE = (LIVED_DAYS, 21, 14, 7, 1, 0)  # days before the last on which the demo has a night


def nights(on: date) -> list[date]:
    """The business dates of the demo's nights, oldest first."""
    return [on - timedelta(days=before) for before in NIGHTS_BEFORE]


def write_day(model: Model, folder: Path, asof: date) -> Path:
    """Write `folder`/DATE/*.parquet and return the directory; it appears whole or not at all."""
    target, scratch = folder / asof.isoformat(), folder / f".{asof.isoformat()}"
    for leftover in (target, scratch):
        shutil.rmtree(leftover, ignore_errors=True)
    scratch.mkdir(parents=True)
    model.connection.execute("SET VARIABLE last = $on", {"on": model.recipe.on})
    model.connection.execute("SET VARIABLE seed = $seed", {"seed": model.recipe.seed})
    model.connection.execute((SQL / "macros.sql").read_text())
    for table in TABLES:
        sql = (SQL / f"{table}.sql").read_text()
        wanted = {"asof": asof} if "$asof" in sql else {}
        model.connection.execute(f"COPY ({sql}) TO '{scratch / table}.parquet' (FORMAT parquet)", wanted)
    scratch.rename(target)
    return target

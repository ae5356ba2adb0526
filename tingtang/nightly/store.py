"""The application database seen from the night: bulk loads, merges, and what the ledger already holds.

Everything goes through temporary staging tables: COPY on PostgreSQL, batches on SQLite; a row that is there already
and has not changed is not written again.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from sqlite3 import SQLITE_LIMIT_VARIABLE_NUMBER
from typing import Any

from django.db import connection

from tingtang.nightly.engine import Connection

NULL = "\\N"
BATCH = 10_000
TOGETHER = 1_000  # rows in one INSERT of SQLite: what it does once a statement costs as much as the row
ROOM = -1_000_000  # KiB of SQLite's page cache while a night is written, of which it takes what it needs


def is_postgresql() -> bool:
    """Whether the application database is PostgreSQL (else SQLite)."""
    return connection.vendor == "postgresql"


def quoted(names: Iterable[str]) -> str:
    """Column names for SQL, comma-separated."""
    return ", ".join(f'"{name}"' for name in names)


class Store:
    """Moves relations of the engine into the application database and back. `folder` holds the files in between;
    `ready` returns when a relation can be read."""

    def __init__(self, con: Connection, folder: Path, ready: Callable[[str], None] = lambda _relation: None) -> None:
        self.con = con
        self.folder = folder
        self.ready = ready
        self._staged: set[str] = set()

    def stage(self, relation: str, like: str, key: Sequence[str] = (), extra: str = "") -> list[str]:
        """Fill the temporary table `stage_<relation>` with an engine relation; returns its columns.

        Column types are those of the table `like`; `extra` declares columns that it does not have (`nth integer`).
        With `key` it gets a unique index, for what looks rows up in it.
        """
        columns = self.columns(relation)
        added = {declared.split()[0]: declared for declared in extra.split(", ") if declared}
        of_table = [name for name in columns if name not in added]
        self.temporary(f"stage_{relation}", f"SELECT {quoted(of_table)} FROM {like} WHERE 1 = 0")
        for declared in added.values():
            execute(f"ALTER TABLE stage_{relation} ADD COLUMN {declared}")
        self._fill(relation, columns, f"stage_{relation}")
        if key:
            temp = "temp." if not is_postgresql() else ""
            execute(f"CREATE UNIQUE INDEX {temp}stage_{relation}_key ON stage_{relation} ({quoted(key)})")
        if is_postgresql():
            execute(f"ANALYZE stage_{relation}")
        return columns

    def add(self, relation: str, table: str, key: Sequence[str]) -> int:
        """Insert the rows of an engine relation whose key is absent from `table`; returns how many.

        On SQLite straight into the table: staged, every row would be written twice.
        """
        if is_postgresql():
            return add(relation, table, self.stage(relation, table), key)
        return self._fill(relation, self.columns(relation), table, "ON CONFLICT DO NOTHING")

    def replace(self, relation: str, table: str, scope: str, group: str) -> int:
        """Bring the rows of `table` within `scope` to an engine relation with its `nth` of rows that are alike;
        returns rows written. Where nothing is there yet to compare with they go straight in."""
        data = [name for name in self.columns(relation) if name != "nth"]
        if scalar(f"SELECT 1 FROM {table} WHERE {scope} LIMIT 1") is None:
            return self._fill(relation, data, table)
        self.stage(relation, table, extra="nth bigint")
        return replace(relation, table, data, scope, group)

    def keys(self, relation: str, like: str) -> tuple[str, list[Any]]:
        """An engine relation of keys as a source for FROM, with its parameters: what looks rows of `like` up.

        On SQLite one JSON text: a temporary table of as many rows costs twice the time.
        """
        columns = self.columns(relation)
        if is_postgresql():
            self.stage(relation, like, columns)
            return f"stage_{relation}", []
        row = ", ".join(_as_sqlite(name, kind) for name, kind in self._types(relation).items())
        text = self.con.execute(f"SELECT CAST(to_json(list([{row}])) AS VARCHAR) FROM {relation}").fetchone()[0]
        parts = ", ".join(f"json_extract(value, '$[{place}]') AS \"{name}\"" for place, name in enumerate(columns))
        return f"(SELECT {parts} FROM json_each(%s))", [text or "[]"]

    def temporary(self, name: str, query: str, params: Sequence[Any] = ()) -> None:
        """Make a temporary table of the application database from a query."""
        execute(f"DROP TABLE IF EXISTS {name}")
        execute(f"CREATE TEMPORARY TABLE {name} AS {query}", params)
        self._staged.add(name)

    def clear(self) -> None:
        """Drop every temporary table: the connection lives on and the next night brings its own."""
        for name in sorted(self._staged):
            execute(f"DROP TABLE IF EXISTS {name}")
        self._staged.clear()

    def columns(self, relation: str) -> list[str]:
        """The columns of an engine relation, when it is there."""
        self.ready(relation)
        return list(self._types(relation))

    def _types(self, relation: str) -> dict[str, str]:
        return {row[0]: row[1] for row in self.con.execute(f"DESCRIBE {relation}").fetchall()}

    def _fill(self, relation: str, columns: list[str], target: str, refused: str = "") -> int:
        """Write an engine relation into `target` in one go; returns how many rows went in. `refused`: what SQLite does
        with a row whose key is there already."""
        if is_postgresql():
            return self._copy(relation, columns, target)
        types = self._types(relation)
        alike = self._alike(relation, columns)
        varied = [name for name in columns if name not in alike] or columns[:1]
        found = self.con.execute(
            f"SELECT {', '.join(_as_sqlite(name, types[name]) for name in varied)} FROM {relation}"
        )
        row = f"({', '.join('?' if name in varied else alike[name] for name in columns)})"
        connection.ensure_connection()
        together = min(TOGETHER, connection.connection.getlimit(SQLITE_LIMIT_VARIABLE_NUMBER) // len(varied))
        done = 0
        while rows := found.fetchmany(together):
            # FAIL spares SQLite a copy of the pages a statement touches: whatever fails here undoes the whole night.
            done += connection.connection.execute(
                f"INSERT OR FAIL INTO {target} ({quoted(columns)}) VALUES {', '.join([row] * len(rows))} {refused}",
                tuple(chain.from_iterable(rows)),
            ).rowcount
        return done

    def _alike(self, relation: str, columns: Sequence[str]) -> dict[str, str]:
        """The columns of a long relation in which every row says the same, as literals of SQLite: what stands in the
        statement need not pass through Python row by row, which costs as much as SQLite's own work."""
        types = self._types(relation)
        same = ", ".join(
            f'min("{name}") IS NOT DISTINCT FROM max("{name}") AND count("{name}") IN (0, count(*))' for name in columns
        )
        rows, *found = self.con.execute(f"SELECT count(*), {same} FROM {relation}").fetchone()
        names = [name for name, is_same in zip(columns, found, strict=True) if is_same and rows > TOGETHER]
        if not names:
            return {}
        shown = ", ".join(_as_sqlite(name, types[name]) for name in names)
        values = self.con.execute(f"SELECT {shown} FROM {relation} LIMIT 1").fetchone()
        return {name: _literal(value) for name, value in zip(names, values, strict=True)}

    def _copy(self, relation: str, columns: list[str], target: str) -> int:
        file = self.folder / f"{relation}.csv"
        path = str(file).replace("'", "''")
        self.con.execute(
            f"COPY (SELECT {quoted(columns)} FROM {relation}) TO '{path}' "
            f"(FORMAT csv, HEADER false, NULLSTR '{NULL}', QUOTE '\"', ESCAPE '\"')"
        )
        sql = f"COPY {target} ({quoted(columns)}) FROM STDIN (FORMAT csv, NULL '{NULL}')"
        with connection.cursor() as cursor:
            with file.open("rb") as handle, cursor.copy(sql) as copy:
                while block := handle.read(1 << 20):
                    copy.write(block)
            written = max(int(cursor.rowcount), 0)
        file.unlink()
        return written

    def fetch(self, relation: str, columns: str, sql: str, params: Sequence[Any] = ()) -> None:
        """Make the engine table `relation` (`columns`: its declaration) from a query on the application database."""
        file = self.folder / f"{relation}.csv"
        with connection.cursor() as cursor, file.open("w", newline="") as handle:
            cursor.execute(sql, params)
            writer = csv.writer(handle)
            while rows := cursor.fetchmany(BATCH):
                writer.writerows([NULL if value is None else value for value in row] for row in rows)
        path = str(file).replace("'", "''")
        self.con.execute(f"CREATE OR REPLACE TABLE {relation} ({columns})")
        if file.stat().st_size:
            self.con.execute(f"COPY {relation} FROM '{path}' (FORMAT csv, HEADER false, NULLSTR '{NULL}')")
        file.unlink()


def _as_sqlite(name: str, kind: str) -> str:
    """A column as Django writes it to SQLite: whole numbers, or text of which the column's affinity makes numbers."""
    if kind in ("INTEGER", "BIGINT", "VARCHAR"):
        return f'"{name}"'
    if kind == "BOOLEAN":
        return f'CAST("{name}" AS INTEGER)'
    if kind == "TIMESTAMP WITH TIME ZONE":  # as Django writes instants to SQLite: UTC, no zone, no empty fraction
        utc = f'make_timestamp(epoch_us("{name}"))'
        whole = f'epoch_us("{name}") % 1000000 = 0'
        return f"CASE WHEN {whole} THEN CAST({utc} AS VARCHAR) ELSE strftime({utc}, '%Y-%m-%d %H:%M:%S.%f') END"
    return f'CAST("{name}" AS VARCHAR)'


def _literal(value: int | str | None) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


@contextmanager
def room() -> Iterator[None]:
    """Memory for a transaction that writes a whole bank's night: on SQLite the pages it touches stay in the cache."""
    if is_postgresql():
        yield
        return
    usual = scalar("PRAGMA cache_size")
    execute(f"PRAGMA cache_size = {ROOM}")
    try:
        yield
    finally:
        execute(f"PRAGMA cache_size = {usual}")


def execute(sql: str, params: Sequence[Any] = ()) -> int:
    """Run one statement on the application database; returns how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        return max(int(cursor.rowcount), 0)


def scalar(sql: str, params: Sequence[Any] = ()) -> Any:
    """The first column of the first row of a query on the application database."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        row = cursor.fetchone()
    return row[0] if row else None


def merge(relation: str, table: str, columns: list[str], key: Sequence[str]) -> int:
    """Bring `table` to the staged rows: changed rows updated, new ones inserted, others left; returns rows written."""
    rest = [name for name in columns if name not in key]
    same = " AND ".join(f's."{name}" = {table}."{name}"' for name in key)
    differs = " OR ".join(f's."{name}" IS DISTINCT FROM {table}."{name}"' for name in rest)
    changes = ", ".join(f'"{name}" = s."{name}"' for name in rest)
    written = execute(f"UPDATE {table} SET {changes} FROM stage_{relation} AS s WHERE {same} AND ({differs})")
    return written + add(relation, table, columns, key)


def add(relation: str, table: str, columns: list[str], key: Sequence[str]) -> int:
    """Insert the staged rows whose key is absent; returns how many."""
    absent = "true"
    if is_postgresql():  # where a row that is refused would use up a number
        same = " AND ".join(f't."{name}" = s."{name}"' for name in key)
        absent = f"NOT EXISTS (SELECT 1 FROM {table} AS t WHERE {same})"
    return execute(
        f"INSERT INTO {table} ({quoted(columns)}) SELECT {quoted(columns)} FROM stage_{relation} AS s "
        f"WHERE {absent} ON CONFLICT DO NOTHING"
    )


def replace(relation: str, table: str, columns: list[str], scope: str, group: str) -> int:
    """Bring the rows of `table` within `scope` to the staged ones where rows have no key of their own: a row that is
    not staged goes, a staged one that is not there comes, alike ones are counted. `group` narrows the search."""
    data = quoted(columns)
    alike = " AND ".join(f's."{name}" IS NOT DISTINCT FROM h."{name}"' for name in columns if name != group)
    nth = f"row_number() OVER (PARTITION BY {data} ORDER BY id)"
    held = f"SELECT id, {data}, {nth} AS nth FROM {table} WHERE {scope}"
    staged = f"SELECT {data}, row_number() OVER (PARTITION BY {data} ORDER BY nth) AS nth FROM stage_{relation}"
    match = f's."{group}" = h."{group}" AND {alike} AND s.nth = h.nth'
    gone = execute(
        f"DELETE FROM {table} WHERE id IN (SELECT h.id FROM ({held}) AS h LEFT JOIN ({staged}) AS s ON {match} "
        f"WHERE s.nth IS NULL)"
    )
    ordered = quoted([*columns, "nth"])
    come = execute(
        f"INSERT INTO {table} ({data}) SELECT {data} FROM (SELECT s.* FROM ({staged}) AS s "
        f"LEFT JOIN ({held}) AS h ON {match} WHERE h.id IS NULL) AS new ORDER BY {ordered}"
    )
    return gone + come

"""Opening a feed folder: each table of the contract becomes a relation `raw_<table>` with typed columns.

Beside the contract's columns every relation has `row_no` (place in the file, from 0) and `unreadable` (null, or the
reason why a value of the row could not be read). Text is parsed here and nowhere else: an amount with too many
decimals is reported, never rounded.
"""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from tingtang.nightly.contract import SQL_TYPES, TABLES, Column, Table

Connection = Any  # duckdb ships no types


class FeedError(ValueError):
    """The feed cannot be used at all; the message is one line for the person who runs the night."""


@dataclass
class Feed:
    """What was opened: warnings for the person, files per table (empty where an optional table is missing)."""

    folder: Path
    warnings: list[str] = field(default_factory=list)
    files: dict[str, list[Path]] = field(default_factory=dict)


def open_feed(con: Connection, folder: Path) -> Feed:
    """Create `raw_<table>` for every table of the contract. Raises FeedError before anything is computed."""
    if not folder.is_dir():
        raise FeedError(f"{folder}: no such feed folder")
    feed = Feed(folder)
    for table in TABLES:
        feed.files[table.name] = _find(folder, table)
    con.execute("CREATE OR REPLACE TABLE unreadable_line (table_name VARCHAR, line BIGINT, text VARCHAR)")
    for table in TABLES:
        _open_table(con, table, feed)
    return feed


def _find(folder: Path, table: Table) -> list[Path]:
    """The files of one table: one Parquet file, several `name-*.parquet`, or one CSV."""
    forms = [
        [path for path in (folder / f"{table.name}.parquet",) if path.exists()],
        sorted(folder.glob(f"{table.name}-*.parquet")),
        [path for path in (folder / f"{table.name}.csv",) if path.exists()],
        [path for path in (folder / f"{table.name}.csv.gz",) if path.exists()],
    ]
    present = [files for files in forms if files]
    if len(present) > 1:
        names = ", ".join(files[0].name for files in present)
        raise FeedError(f"{folder}: table {table.name} comes in more than one form ({names})")
    if not present and table.required:
        raise FeedError(f"{folder}: required table {table.name} is missing (.parquet, .csv or .csv.gz)")
    return present[0] if present else []


def _open_table(con: Connection, table: Table, feed: Feed) -> None:
    files = feed.files[table.name]
    if not files:
        columns = ", ".join(f'CAST(NULL AS {SQL_TYPES[column.type][0]}) AS "{column.name}"' for column in table.columns)
        con.execute(
            f"CREATE OR REPLACE VIEW raw_{table.name} AS SELECT CAST(NULL AS BIGINT) AS row_no, "
            f"CAST(NULL AS VARCHAR) AS unreadable, {columns} WHERE false"
        )
        return
    try:
        if files[0].suffix == ".parquet":
            _open_parquet(con, table, files, feed)
        else:
            _open_csv(con, table, files[0], feed)
    except duckdb.Error as error:
        line = str(error).splitlines()[0]
        raise FeedError(f"{files[0]}: cannot be read: {line}") from error


def _check_columns(table: Table, file: Path, present: list[str], feed: Feed) -> None:
    twice = sorted({name for name in present if present.count(name) > 1})
    if twice:
        raise FeedError(f"{file}: column {twice[0]} stands twice")
    missing = [column.name for column in table.columns if column.required and column.name not in present]
    if missing:
        raise FeedError(f"{file}: required column {missing[0]} of table {table.name} is missing")
    known = {column.name for column in table.columns}
    feed.warnings += [f"{file.name}: unknown column {name} is ignored" for name in present if name not in known]


# The file and the place in it as one number; bits instead of a product cost nothing, on every row of the feed.
_ROW_NO = "(CAST(file_index AS BIGINT) << 40) | file_row_number"
# Types of a file that hold no value which the contract's type could not hold.
_NARROWER = {"int": ("TINYINT", "UTINYINT", "SMALLINT", "USMALLINT")}


def _open_parquet(con: Connection, table: Table, files: list[Path], feed: Feed) -> None:
    """A view, so that each step reads only the columns it names."""
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files)
    source = f"read_parquet([{listed}], union_by_name = {str(len(files) > 1).lower()})"
    types = {row[0]: row[1] for row in con.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    _check_columns(table, files[0], list(types), feed)
    readers = [_from_typed(column, types.get(column.name), files[0]) for column in table.columns]
    con.execute(
        f"CREATE OR REPLACE VIEW raw_{table.name} AS "
        f"SELECT {_ROW_NO} AS row_no, {_select(table, readers)} FROM {source}"
    )


def _open_csv(con: Connection, table: Table, file: Path, feed: Feed) -> None:
    """A table read once as text; lines that are not CSV are kept in `unreadable_line`."""
    header = _header(file)
    _check_columns(table, file, header, feed)
    columns = ", ".join("'" + name.replace("'", "''") + "': 'VARCHAR'" for name in header)
    path = str(file).replace("'", "''")
    readers = [_from_text(column) if column.name in header else ("NULL", None) for column in table.columns]
    con.execute(f"DROP VIEW IF EXISTS raw_{table.name}")
    con.execute(
        f"CREATE OR REPLACE TABLE raw_{table.name} AS "
        f"SELECT row_number() OVER () - 1 AS row_no, {_select(table, readers)} FROM read_csv('{path}', "
        f"header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', nullstr = '', "
        f"columns = {{{columns}}}, store_rejects = true, rejects_table = 'reject_{table.name}', "
        f"rejects_scan = 'reject_scan_{table.name}')"
    )
    rejects = con.execute(f"SELECT line, csv_line, error_message FROM reject_{table.name} ORDER BY line").fetchall()
    for line, _text, message in rejects:
        if "unterminated quote" in message.lower():
            raise FeedError(f"{file}: line {line}: a quoted value never ends")
    for line, text in {line: text for line, text, _ in rejects}.items():  # a line may be wrong in several ways
        con.execute("INSERT INTO unreadable_line VALUES (?, ?, ?)", [table.name, line, text])


def _header(file: Path) -> list[str]:
    opener = gzip.open if file.suffix == ".gz" else open
    try:
        with opener(file, "rt", encoding="utf-8-sig", newline="") as handle:
            header = next(csv.reader(handle), [])
    except (UnicodeDecodeError, OSError) as error:
        raise FeedError(f"{file}: cannot be read: {error}") from error
    if not header:
        raise FeedError(f"{file}: has no header row")
    return header


def _select(table: Table, readers: list[tuple[str, str | None]]) -> str:
    """The typed columns of a table, after its `unreadable` (the first column that could not be read)."""
    faults = "\n".join(fault for _, fault in readers if fault)
    unreadable = f"CASE {faults} END" if faults else "CAST(NULL AS VARCHAR)"
    typed = [
        f'CAST({value} AS {SQL_TYPES[column.type][0]}) AS "{column.name}"'
        for column, (value, _) in zip(table.columns, readers, strict=True)
    ]
    return f"{unreadable} AS unreadable, {', '.join(typed)}"


def _from_typed(column: Column, found: str | None, file: Path) -> tuple[str, str | None]:
    """(value, WHEN branch of a fault) for a column of a typed file. Amounts as floating numbers are refused."""
    if found is None:
        return "NULL", None
    name = f'"{column.name}"'
    target, scale = SQL_TYPES[column.type]
    if found in ("DOUBLE", "FLOAT", "REAL") and scale is not None:
        raise FeedError(f"{file}: column {column.name} holds floating numbers; the contract asks for {target}")
    if found == "VARCHAR" and column.type != "text":
        return _from_text(column)
    if scale is not None and found.startswith("DECIMAL"):
        return _from_decimal(column, found, target)
    if column.type == "text" or found == target or (column.type, found) == ("instant", "TIMESTAMP"):
        return name, None
    if found in _NARROWER.get(column.type, ()):
        return name, None
    value = f"TRY_CAST({name} AS {target})"
    return value, f"WHEN {name} IS NOT NULL AND {value} IS NULL THEN 'bad_{column.name}'"


def _from_decimal(column: Column, found: str, target: str) -> tuple[str, str | None]:
    width, scale = (int(part) for part in found[8:-1].split(","))
    target_width, target_scale = (int(part) for part in target[8:-1].split(","))
    name = f'"{column.name}"'
    if scale <= target_scale and width - scale <= target_width - target_scale:
        return name, None
    value = f"TRY_CAST({name} AS {target})"
    return value, (
        f"WHEN {name} IS NOT NULL AND {value} IS NULL THEN 'bad_{column.name}' WHEN {name} <> {value} THEN 'bad_scale'"
    )


# What a text must look like before it is cast: the casts alone accept words such as 'infinity' and round decimals.
_SHAPES = {
    "date": r"\d{4}-\d{2}-\d{2}",
    "int": r"[+-]?\d{1,9}",
    "instant": r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*",
    "bool": r"(?i)(true|false|t|f|1|0|yes|no)",
}


def _from_text(column: Column) -> tuple[str, str | None]:
    """(value, WHEN branch of a fault) for a column that comes as text."""
    target, scale = SQL_TYPES[column.type]
    name = f'"{column.name}"'
    if column.type == "text":
        return name, None
    shape = _SHAPES.get(column.type, rf"[+-]?\d+(\.\d{{1,{scale}}})?")
    value = f"CASE WHEN regexp_full_match({name}, '{shape}') THEN TRY_CAST({name} AS {target}) END"
    fault = f"WHEN {name} IS NOT NULL AND ({value}) IS NULL THEN 'bad_{column.name}'"
    if scale is not None:
        fault = rf"WHEN regexp_full_match({name}, '[+-]?\d+\.\d{{{scale + 1},}}') THEN 'bad_scale' {fault}"
    return value, fault

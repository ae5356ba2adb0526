"""Statements prepared once a connection and run by name, on PostgreSQL: psycopg's cursors do it too, at twice the cost.

Parameters go as text without a type: the statements say it themselves where it matters (`%(at)s::timestamptz`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from psycopg import Connection, abc
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A statement on one connection. `rows` makes values of what it returns, by psycopg's own types: Django's for the
    same connection read each instant in Python. It must not know the connection, which would never be let go of."""

    name: bytes
    parameters: tuple[str, ...]
    rows: abc.Transformer


_NAMED = re.compile(r"%\((\w+)\)s|%%")
_prepared: WeakKeyDictionary[Connection[Any], dict[str, _Prepared]] = WeakKeyDictionary()


def run(connection: Connection[Any], sql: str, params: Mapping[str, Any]) -> list[Any]:
    """Its rows, as tuples; in a transaction of its own, so outside any other. Raises psycopg.Error."""
    ready = _prepared.get(connection, {}).get(sql) or _prepare(connection, sql)
    values: list[Any] = [
        value.encode() if type(value) is str else _text(value) for value in map(params.__getitem__, ready.parameters)
    ]
    result = connection.pgconn.exec_prepared(ready.name, values)
    if result.status != ExecStatus.TUPLES_OK:
        raise error_from_result(result, "utf-8")
    ready.rows.set_pgresult(result)
    return ready.rows.load_rows(0, result.ntuples, tuple)


def _prepare(connection: Connection[Any], sql: str) -> _Prepared:
    known = _prepared.setdefault(connection, {})
    if not known:  # planned once for all parameters
        connection.execute("SET plan_cache_mode = force_generic_plan")
    text, parameters = _numbered(sql)
    name = f"tingtang_{len(known)}".encode()
    result = connection.pgconn.prepare(name, text)
    if result.status != ExecStatus.COMMAND_OK:
        raise error_from_result(result, "utf-8")
    known[sql] = ready = _Prepared(name, parameters, Transformer())
    return ready


@cache
def _numbered(sql: str) -> tuple[bytes, tuple[str, ...]]:
    """The statement with `$1`, `$2` ... in place of names, and the names in that order."""
    names: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        return f"${names.setdefault(found[1], len(names) + 1)}" if found[1] else "%"

    text = _NAMED.sub(number, sql)
    return text.encode(), tuple(names)


def _text(value: Any) -> bytes | None:
    if value is None:
        return None
    return (value.isoformat() if isinstance(value, date) else str(value)).encode()

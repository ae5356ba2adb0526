"""Running joined statements on the database at hand, at the least cost (docs/adr/0027)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from tingtang.lobby import prepared
from tingtang.shared.joined_sql import Stage, Vendor, in_turn, joined, rendered

Row = dict[str, Any]
Params = Mapping[str, Any]
Own = Any  # Django's connection: its types do not tell PostgreSQL's from SQLite's

# As `number()` of models/tickets.py writes it.
WORDS: dict[Vendor, dict[str, str]] = {
    "postgresql": {"number": "prefix || lpad(seq::text, greatest(3, length(seq::text)), '0')"},
    "sqlite": {"number": "prefix || printf('%%03d', seq)"},
}


@dataclass(frozen=True)
class Read:
    """A SELECT written once for both databases."""

    sql: str

    @cached_property
    def texts(self) -> dict[str, str]:
        """By vendor."""
        return {vendor: rendered(self.sql, vendor, words) for vendor, words in WORDS.items()}

    def rows(self, params: Params) -> list[Any]:
        """Its rows, as tuples."""
        own = connections[DEFAULT_DB_ALIAS]
        return _execute(own, self.texts[own.vendor], params)


@dataclass(frozen=True)
class Write:
    """Stages that take effect together or not at all. `returns`: the columns of the last stage that has some."""

    stages: tuple[Stage, ...]

    @cached_property
    def _joined(self) -> str:
        return joined(self.stages, WORDS["postgresql"])

    @cached_property
    def _in_turn(self) -> list[str]:
        return in_turn(self.stages, WORDS["sqlite"])

    @cached_property
    def returns(self) -> tuple[str, ...]:
        """The columns of the row."""
        return next(stage for stage in reversed(self.stages) if stage.columns).columns

    def row(self, params: Params) -> Row | None:
        """Do it; the row, or None when nothing was to be written. Raises IntegrityError, with nothing written."""
        own = connections[DEFAULT_DB_ALIAS]  # not the proxy, which looks for it at every attribute
        if own.vendor == "postgresql":
            if not own.in_atomic_block:  # one statement is a transaction of its own
                return self._at_once(own, params)
            with transaction.atomic():  # a refusal must not spoil the caller's
                return self._at_once(own, params)
        with transaction.atomic():
            return self._one_by_one(own, params)

    def _at_once(self, own: Own, params: Params) -> Row | None:
        rows = _execute(own, self._joined, params)
        return dict(zip(self.returns, rows[0], strict=True)) if rows else None

    def _one_by_one(self, own: Own, params: Params) -> Row | None:
        given, row = dict(params), None
        for stage, text in zip(self.stages, self._in_turn, strict=True):
            rows = _execute(own, text, given, fetch=bool(stage.columns))
            if not stage.columns:
                continue
            if not rows:
                return None
            row = dict(zip(stage.columns, rows[0], strict=True))
            given.update({f"{stage.name}__{name}": value for name, value in row.items()})
        return row


def instant(at: Any) -> Any:
    """An aware instant as a parameter."""
    return at if _vendor() == "postgresql" else connection.ops.adapt_datetimefield_value(at)


def day(on: Any) -> Any:
    """A date as a parameter."""
    return on if _vendor() == "postgresql" else on.isoformat()


@cache
def _vendor() -> str:
    return connection.vendor  # of a process it is always the same


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def as_json(said: Any) -> str:
    """JSON as a parameter or an answer: most of what is kept beside a step is empty."""
    return _encode(said) if said else "{}"


def _execute(own: Own, sql: str, params: Params, *, fetch: bool = True) -> list[Any]:
    """On PostgreSQL by a prepared statement, past Django's own cursor: a third of the database's time. In a transaction
    of the caller's by one of psycopg's cursors, which begins it; where queries are recorded (tests) by Django's.
    """
    if own.vendor == "postgresql" and not own.queries_logged:
        own.ensure_connection()
        with own.wrap_database_errors:
            if own.connection.autocommit:
                return prepared.run(own.connection, sql, params)
            with psycopg.Cursor(own.connection) as cursor:
                return cursor.execute(sql, params).fetchall()
    with own.cursor() as plain:
        plain.execute(sql, params)
        return plain.fetchall() if fetch else []

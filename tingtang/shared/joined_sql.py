"""Statements that several rooms write together: one text for PostgreSQL and SQLite, joined into one where it can be.

A stage is an INSERT or UPDATE with names in braces: `{by}` is a parameter, `{at:timestamptz}` one with its type,
`{obj}(...)` makes a JSON object, `{number}` is declared by the caller. A stage with `columns` returns a row (RETURNING)
that later stages read as a table of the stage's name. On PostgreSQL all stages are one statement (data-modifying CTEs):
one round trip, atomic in itself. On SQLite they run one after the other in a transaction. Pure: knows no Django.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Vendor = Literal["postgresql", "sqlite"]


@dataclass(frozen=True, slots=True)
class Stage:
    """One INSERT or UPDATE. `columns`: what its RETURNING gives, in order; empty: nothing reads it."""

    name: str
    sql: str
    columns: tuple[str, ...] = ()


class _Parameter:
    """`{at:timestamptz}` -> a named parameter in the way of the database."""

    def __init__(self, name: str, vendor: Vendor) -> None:
        self.name, self.vendor = name, vendor

    def __format__(self, kind: str) -> str:
        placeholder = f"%({self.name})s"
        if self.vendor == "postgresql":
            return f"{placeholder}::{kind}" if kind else placeholder
        return f"json({placeholder})" if kind == "jsonb" else placeholder


_WORDS: dict[Vendor, dict[str, str]] = {
    "postgresql": {"obj": "jsonb_build_object"},
    "sqlite": {"obj": "json_object"},
}


class _Names(dict[str, object]):
    def __init__(self, words: Mapping[str, str], vendor: Vendor) -> None:
        super().__init__(words)
        self.vendor = vendor

    def __missing__(self, name: str) -> _Parameter:
        return _Parameter(name, self.vendor)


def rendered(sql: str, vendor: Vendor, words: Mapping[str, str] | None = None) -> str:
    """`sql` in the words of the database; `words` replaces further names, such as {number}."""
    return sql.format_map(_Names({**_WORDS[vendor], **(words or {})}, vendor))


def joined(stages: Sequence[Stage], words: Mapping[str, str] | None = None) -> str:
    """The stages as one statement for PostgreSQL; its rows are those of the last stage that has columns."""
    texts = [f"{stage.name} AS ({rendered(stage.sql, 'postgresql', words)})" for stage in stages]
    last = next(stage for stage in reversed(stages) if stage.columns)
    return f"WITH {', '.join(texts)} SELECT {', '.join(last.columns)} FROM {last.name}"


def in_turn(stages: Sequence[Stage], words: Mapping[str, str] | None = None) -> list[str]:
    """The stages as statements for SQLite: the row of an earlier stage comes in as parameters `<stage>__<column>`."""
    texts = []
    for place, stage in enumerate(stages):
        earlier = [one for one in stages[:place] if one.columns and re.search(rf"\b{one.name}\b", stage.sql)]
        texts.append(_with(earlier) + rendered(stage.sql, "sqlite", words))
    return texts


def _with(stages: Sequence[Stage]) -> str:
    tables = [
        f"{one.name}({', '.join(one.columns)}) AS (VALUES ({', '.join(f'%({one.name}__{c})s' for c in one.columns)}))"
        for one in stages
    ]
    return f"WITH {', '.join(tables)} " if tables else ""

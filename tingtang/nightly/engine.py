"""The night's steps: one SQL file a step, read in the order of folders and numbers and run as course.py says.

A step is one SELECT; the runner makes a relation of it, named as the file. Its header is part of the program:

    -- Plain words: what one row stands for, and the article behind it.
    -- grain: column, column        one row for each of these (checked)
    -- reads: relation, relation    its inputs (checked against the text by the tests)
    -- makes: view                  a view instead of a table
    -- check: words: SELECT ...     must return no row

Values of the manual stand in the text as `$name`; the runner passes those that the text names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

STEPS = Path(__file__).parent / "steps"
STAGES = ("sources", "checks", "facts", "tasks", "publish")
_PARAMETER = re.compile(r"\$([a-z_]+)")

Connection = Any  # duckdb ships no types


class StepError(RuntimeError):
    """A step failed, or one of its checks returned rows. The message names the step."""


@dataclass(frozen=True)
class Step:
    """One SQL file of the night."""

    stage: str
    name: str
    sql: str
    grain: tuple[str, ...]
    reads: tuple[str, ...]
    checks: tuple[tuple[str, str], ...]
    is_view: bool

    @property
    def parameters(self) -> set[str]:
        """Names of the values that the text asks for."""
        return set(_PARAMETER.findall(self.body))

    @property
    def body(self) -> str:
        """The statement without its comments."""
        lines = (line.split("--")[0].rstrip() for line in self.sql.splitlines())
        return "\n".join(line for line in lines if line)


def discover(stages: Iterable[str] = STAGES) -> list[Step]:
    """Every step of the stages, in order. Raises StepError where a header is incomplete."""
    return [read_step(stage, file) for stage in stages for file in sorted((STEPS / stage).glob("[0-9]*.sql"))]


def read_step(stage: str, file: Path) -> Step:
    """Read one step with its header."""
    sql = file.read_text(encoding="utf-8")
    header: dict[str, list[str]] = {}
    for line in re.findall(r"^--\s?(.*)$", sql, re.MULTILINE):
        word, colon, rest = line.partition(":")
        if colon and word in ("grain", "reads", "makes", "check"):
            header.setdefault(word, []).append(rest.strip())
    if "grain" not in header or "reads" not in header:
        raise StepError(f"{stage}/{file.name}: the header lacks its grain or its inputs")
    checks = tuple((words, query) for words, _, query in (line.partition(": ") for line in header.get("check", [])))
    return Step(
        stage,
        file.stem.split("_", 1)[1],
        sql,
        _words(header["grain"]),
        _words(header["reads"]),
        checks,
        header.get("makes") == ["view"],
    )


def _words(lines: list[str]) -> tuple[str, ...]:
    return tuple(word.strip() for word in ",".join(lines).split(",") if word.strip())


def run_step(con: Connection, step: Step, values: Mapping[str, Any]) -> None:
    """Make the relation of one step."""
    form = "VIEW" if step.is_view else "TABLE"
    try:
        con.execute(f"CREATE OR REPLACE {form} {step.name} AS {step.body}", _named(step.body, values))
    except (duckdb.Error, KeyError) as error:
        raise StepError(f"{step.stage}/{step.name}: {str(error)[:400]}") from error


def check_step(con: Connection, step: Step, values: Mapping[str, Any], *, grain: bool) -> None:
    """Raise StepError when a declared check returns a row, or (with `grain`) when the grain is not unique."""
    for words, query in step.checks:
        bad = con.execute(query, _named(query, values)).fetchone()
        if bad is not None:
            raise StepError(f"{step.stage}/{step.name}: check failed: {words}: {bad}")
    if grain and step.grain != ("one row",):
        columns = ", ".join(step.grain)
        twice = con.execute(
            f"SELECT {columns}, count(*) FROM {step.name} GROUP BY {columns} HAVING count(*) > 1 LIMIT 1"
        ).fetchone()
        if twice is not None:
            raise StepError(f"{step.stage}/{step.name}: more than one row for {columns}: {twice}")


def _named(sql: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in set(_PARAMETER.findall(sql))}

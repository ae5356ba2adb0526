"""`tingtang score`: the score and grade of a sheet."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from tingtang.inspections.score_file import read_sheet
from tingtang.inspections.scoring import Scored, Thresholds, Unscorable, decimal_of, score
from tingtang.manual.book import Rulebook, UnknownValue, load
from tingtang.manual.book.errors import ManualError
from tingtang.shared.command import Fail, print_json
from tingtang.shared.times import business_date

ISO = click.DateTime(["%Y-%m-%d"])


@click.command("score")
@click.argument("file")
@click.option("--on", type=ISO, default=None, help="The day whose thresholds count (YYYY-MM-DD); today when left out.")
@click.option(
    "--edition", "editions", multiple=True, type=click.Path(path_type=Path), help="An edition file over the manual."
)
@click.option("--json", "as_json", is_flag=True, help="JSON alone on standard output.")
def score_command(file: str, on: datetime | None, editions: Sequence[Path], as_json: bool) -> None:
    """Score FILE (- for standard input): {base, items: [{section, points, score, applicable}], plus, minus, veto}."""
    day = on.date() if on else business_date(datetime.now(UTC))  # no Django here
    try:
        found = score(read_sheet(_text(file)), thresholds_on(load(editions), day))
    except Unscorable as error:
        raise Fail(f"{file}: {error}") from None
    except (ManualError, UnknownValue) as error:
        raise Fail(str(error)) from None
    if as_json:
        print_json(answer(found))
    else:
        click.echo(f"{found.total} {found.grade}")
        for what, how, value in found.steps:
            click.echo(
                f"  {what}: {how} = {decimal_of(value)}" if what not in ("grade", "veto") else f"  {what}: {how}"
            )


def thresholds_on(book: Rulebook, on: date) -> Thresholds:
    """The thresholds of A37.3 in force on a day."""
    grades = {name: book.value(f"inspection.grade.{name}", on).value for name in ("excellent", "good", "fair", "poor")}
    return Thresholds(full=book.value("inspection.full_marks", on).value, **grades)  # type: ignore[arg-type]


def answer(found: Scored) -> dict[str, Any]:
    """A result as JSON has it: numbers as text, each step with its exact fraction."""
    return {
        "total": found.total,
        "sections": [
            {"section": one.section, "points": one.points, "score": one.score, "vetoed": one.vetoed}
            for one in found.sections
        ],
        "grade": found.grade,
        "trace": [
            {"step": what, "how": how, "value": decimal_of(value), "exact": str(value)}
            for what, how, value in found.steps
        ],
    }


def _text(file: str) -> str:
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise Fail(f"{file}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Fail(f"{file}: is not text in UTF-8") from None

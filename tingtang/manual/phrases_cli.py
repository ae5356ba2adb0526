"""`tingtang phrases`: what was said that is never said, and which polite steps were left out."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from tingtang.manual.book import Rulebook, UnknownValue, load
from tingtang.manual.book.errors import ManualError
from tingtang.manual.rules.phrases.checking import check, finder_on, with_missing
from tingtang.manual.rules.phrases.examples import FILES, Score, evaluate, lessons, read_examples
from tingtang.manual.rules.phrases.finder import WEIGHTS, Finding
from tingtang.manual.rules.phrases.tone import learn, write_tone
from tingtang.manual.rules.phrases.transcript import TranscriptError, utterances
from tingtang.shared.command import Fail, print_json
from tingtang.shared.times import business_date

ISO = click.DateTime(["%Y-%m-%d"])


@click.command("phrases")
@click.argument("file", required=False)
@click.option("--on", type=ISO, default=None, help="The day whose lists count (YYYY-MM-DD); today when left out.")
@click.option("--conversation", is_flag=True, help="Plain lines too are one conversation, the staff's side.")
@click.option("--evaluate", "asked", is_flag=True, help="Precision and recall on the labelled examples; no FILE.")
@click.option("--learn", "anew", is_flag=True, help="Learn the weights of the tone from the examples anew; no FILE.")
@click.option(
    "--edition", "editions", multiple=True, type=click.Path(path_type=Path), help="An edition file over the manual."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line on standard output.")
def phrases(
    *,
    file: str | None,
    on: datetime | None,
    conversation: bool,
    asked: bool,
    anew: bool,
    editions: Sequence[Path],
    as_json: bool,
) -> None:
    """Check FILE (- for standard input): utterances one a line, or CSV with columns speaker, time and text."""
    day = on.date() if on else business_date(datetime.now(UTC))  # no Django here
    if [asked, anew, file is not None].count(True) != 1:
        raise Fail("say either FILE (- for standard input) or --evaluate")
    try:
        book = load(editions)
        if anew:
            write_tone(learn(lessons(finder_on(book, day))), WEIGHTS)
        elif file is None:
            _evaluated(book, day, as_json=as_json)
        else:
            _checked(book, day, file, whole=conversation, as_json=as_json)
    except (ManualError, UnknownValue, TranscriptError) as error:
        raise Fail(str(error)) from None


def _checked(book: Rulebook, day: date, file: str, *, whole: bool, as_json: bool) -> None:
    said, is_table = utterances(_bytes(file), "standard input" if file == "-" else file, book.phrases)
    found = (with_missing if whole or is_table else check)(book, day, said)
    for one, findings in zip(said, found, strict=True):
        if as_json:
            sys.stdout.write(json.dumps({"line": one.line, "findings": rows(findings)}, ensure_ascii=False) + "\n")
        else:
            for finding in findings:
                click.echo(_line(one.line, finding))


def rows(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Findings as JSON has them."""
    return [asdict(finding) for finding in findings]


def _line(line: int, one: Finding) -> str:
    said = f"missing: {one.phrase}" if one.kind == "missing" else f"{one.text} ({one.kind})"
    return f"{line}:{one.start + 1}: {said}, {one.situation}, {one.severity} ({one.clause})"


def _bytes(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise Fail(f"{file}: cannot be read: {error.strerror}") from None


def _evaluated(book: Rulebook, day: date, *, as_json: bool) -> None:
    """Every set of examples; what was found wrong is told of the one that was tuned by, never of the others."""
    look = finder_on(book, day)
    report = {part: evaluate(look, read_examples(file)) for part, file in FILES.items()}
    if as_json:
        print_json({part: {name: _figures(score) for name, score in scores.items()} for part, scores in report.items()})
        return
    for part, scores in report.items():
        for name, score in scores.items():
            figures = _figures(score)
            click.echo(f"{part:<9} {name:<11}" + "  ".join(f"{key} {value}" for key, value in figures.items()))
    for wrong in report["tuned"]["all"].wrong:
        click.echo(wrong)


def _figures(score: Score) -> dict[str, Any]:
    return {
        "utterances": score.utterances,
        "without": score.clean,
        "precision": round(score.precision, 4),
        "recall": round(score.recall, 4),
        "utterance_precision": round(score.flagged_rightly, 4),
        "utterance_recall": round(score.heard, 4),
        "right": score.right,
        "false": score.false,
        "missed": score.missed,
    }

"""`tingtang bench phrases`: many utterances through the phrase check, against the plain scan of every phrase."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from typing import Any

import click

from tingtang.bench.ledger import TODAY
from tingtang.bench.measure import machine
from tingtang.manual.book import Phrase, load
from tingtang.manual.rules.phrases.checking import finder_on, in_force
from tingtang.manual.rules.phrases.examples import FILES, read_examples
from tingtang.manual.rules.phrases.finder import Finder
from tingtang.manual.rules.phrases.forms import compiled
from tingtang.shared.command import print_json

REFERENCE = 100  # the plain scan reads one utterance in so many and is counted up
POLITE = 12  # of so many utterances one is a labelled example, the others are service as it should be


@click.command()
@click.option("--utterances", default=100_000, show_default=True, type=click.IntRange(REFERENCE), help="How many.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def phrases(*, utterances: int, as_json: bool) -> None:
    """Time the phrase check, in processor seconds, and its ratio to looking for each phrase in turn."""
    report = bench(utterances)
    if as_json:
        print_json(report)
        return
    click.echo(
        f"{report['utterances']:,} utterances ({report['characters']:,} characters): {report['cpu_seconds']} s of "
        f"processor, {report['found']} findings; made ready in {report['ready_cpu_seconds']} s; "
        f"a plain scan of {report['wordings']:,} wordings would take {report['reference_cpu_seconds']} s,"
        f"{report['times_faster']} times as long"
    )


def bench(n: int) -> dict[str, Any]:
    """The figures of one run over `n` utterances."""
    book = load()
    ready, look = _timed(lambda: finder_on(book, TODAY))
    said = _utterances(n)
    cost, found = _timed(lambda: sum(len(look.hear(text)) for text in said))
    words = _wordings(look, in_force(book, TODAY))
    sample = said[::REFERENCE]
    plain, _ = _timed(lambda: [[word for word in words if word in said] for said in map(look.comparable, sample)])
    reference = plain * n / len(sample)
    return {
        "machine": machine(),
        "utterances": n,
        "characters": sum(map(len, said)),
        "found": found,
        "wordings": len(words),
        "ready_cpu_seconds": round(ready, 2),
        "cpu_seconds": round(cost, 2),
        "microseconds_each": round(cost / n * 1e6, 1),
        "reference_cpu_seconds": round(reference, 2),
        "times_faster": round(reference / cost, 1),
    }


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.process_time()
    answer = work()
    return time.process_time() - started, answer


def _wordings(look: Finder, targets: Sequence[Phrase]) -> list[str]:
    """Every wording of every phrase, as a scan without an automaton would have to try them."""
    return sorted({word for one in targets for form in one.forms for word in compiled(form, look.table).literals})


def _utterances(n: int) -> list[str]:
    """A day's talk: mostly polite, by the seed always the same."""
    dice = random.Random(20261130)  # noqa: S311 - not for secrets
    labelled = [example.text for file in FILES.values() for example in read_examples(file)]
    polite = [example.text for file in FILES.values() for example in read_examples(file) if not example.bad]
    chosen = (dice.choice(labelled if dice.randrange(POLITE) == 0 else polite) for _ in range(n))
    return [f"{text}，{dice.randrange(10_000)}号" for text in chosen]

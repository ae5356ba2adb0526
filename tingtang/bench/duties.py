"""`tingtang bench duties`: the ledger's questions on a large ledger, asked as the pages ask them."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from statistics import quantiles
from time import perf_counter
from typing import Any

import click
from django.db import connection, transaction

from tingtang.bench.ledger import NOW, TODAY, fill
from tingtang.bench.measure import machine
from tingtang.bench.serving import database
from tingtang.desk.duties.day import Filters, read_day
from tingtang.desk.duties.month import read_month
from tingtang.duties.actions import close_with_evidence, escalate_due, lapse_due
from tingtang.duties.models import Duty
from tingtang.duties.queries import (
    Scope,
    cases,
    compliance,
    compliance_grid,
    overdue_below,
    overdue_counts,
)
from tingtang.duties.verdicts import Evidence
from tingtang.organisation.access import Post, Viewer
from tingtang.organisation.positions import Position
from tingtang.shared.command import Fail, print_json, say

NAME = "tingtang_bench_duties"
MONTH = Scope("P", TODAY - timedelta(days=30), TODAY, NOW, clause="A31.2a")
Question = Callable[[random.Random], object]


@click.command()
@click.option("--rows", type=click.IntRange(min=1000), default=2_000_000, show_default=True, help="Duties.")
@click.option("--repeat", type=click.IntRange(min=2), default=40, show_default=True, help="How often each is asked.")
@click.option("--keep", is_flag=True, help=f"Leave the database {NAME} behind.")
@click.option("--inside", is_flag=True, hidden=True, help="Work in the database of DATABASE_URL itself.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def duties(*, rows: int, repeat: int, keep: bool, inside: bool, as_json: bool) -> None:
    """Time the ledger's questions on N duties, in a database of its own on the PostgreSQL server of DATABASE_URL."""
    if connection.vendor != "postgresql":
        raise Fail("bench duties needs PostgreSQL: set DATABASE_URL=postgresql://...")
    if not inside:
        with database(NAME, keep=keep) as url:
            _again_inside(url)
        return
    report = bench(rows, repeat)
    if as_json:
        print_json(report)
    else:
        for line in lines(report):
            click.echo(line)


def _again_inside(url: str) -> None:
    _run(url, [*sys.argv[1:], "--inside"])


def _run(url: str, words: list[str]) -> None:
    command = [sys.executable, "-c", "from tingtang.cli import main; main()", *words]
    done = subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False)  # noqa: S603 - our own
    if done.returncode:
        raise Fail(f"tingtang {' '.join(words)} ended with {done.returncode}")


def bench(rows: int, repeat: int) -> dict[str, Any]:
    """Fill the ledger and ask; times in milliseconds, rows as Python objects included."""
    say(f"filling the ledger with {rows:,} duties")
    started = perf_counter()
    fill(rows)
    report: dict[str, Any] = {"rows": rows, "machine": machine(), "fill_seconds": round(perf_counter() - started, 1)}
    report["open"] = Duty.objects.filter(state="open").count()
    report["size_mib"] = _size_mib()
    report["milliseconds"] = {name: _timed(name, question, repeat) for name, question in QUESTIONS.items()}
    report["sweeps"] = _sweeps()
    return report


def _size_mib() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_total_relation_size(relid)) / 1048576 FROM pg_partition_tree('duties_duty') WHERE isleaf"
        )
        return int(cursor.fetchone()[0])


def _timed(name: str, question: Question, repeat: int) -> dict[str, float]:
    """p50 and p95 over different people and places; the first asking, which warms the cache, is left out."""
    chance = random.Random(1)  # noqa: S311 - the same people each time
    question(chance)
    taken = []
    for _ in range(repeat):
        started = perf_counter()
        question(chance)
        taken.append((perf_counter() - started) * 1000)
    cuts = quantiles(taken, n=20, method="inclusive")
    found = {"p50": round(cuts[9], 1), "p95": round(cuts[18], 1)}
    say(f"{name}: {found['p50']} ms, p95 {found['p95']} ms")
    return found


def _outlet(chance: random.Random) -> str:
    return f"B{chance.randrange(20)}-{chance.randrange(25)}"


def _manager(chance: random.Random) -> str:
    return f"{_outlet(chance)}-{chance.randrange(10)}"


def _viewer(chance: random.Random) -> Viewer:
    place, who = _outlet(chance), chance.randrange(10)
    return Viewer(staff_id=f"{place}-{who}", posts=(Post(Position.WEALTH_MANAGER, place),))


def _close_one(chance: random.Random) -> object:
    duty = Duty.objects.filter(state="open", kind="contact.private", due_at__gt=NOW, owner_staff=_manager(chance))
    found = duty.first() or Duty.objects.filter(state="open", kind="contact.private", due_at__gt=NOW)[0]
    evidence = Evidence("contact.reached", "contact", "1", found.subject_kind, found.subject_id, NOW, "phone")
    with transaction.atomic():
        closed = close_with_evidence(evidence=evidence, by="bench", at=NOW)
        transaction.set_rollback(True)
    return closed


QUARTER = replace(MONTH, first=TODAY - timedelta(days=91))
QUESTIONS: dict[str, Question] = {
    "my day": lambda chance: read_day(_viewer(chance), Filters(), NOW),
    "my month": lambda chance: read_month(_viewer(chance), TODAY.replace(day=1), NOW),
    "record a contact that closes a duty": _close_one,
    "overdue below an outlet, first page": lambda chance: overdue_below(_outlet(chance), NOW),
    "overdue below a branch, first page": lambda chance: overdue_below(f"B{chance.randrange(20)}", NOW),
    "overdue below the province, first page": lambda _: overdue_below("P", NOW),
    "overdue below the province, by outlet": lambda _: overdue_counts("P", NOW),
    "compliance of a clause, outlet, month": lambda c: compliance(replace(MONTH, institution_id=_outlet(c))),
    "compliance of a clause, branch, month": lambda c: compliance(replace(MONTH, institution_id=f"B{c.randrange(20)}")),
    "compliance of a clause, province, month": lambda _: compliance(MONTH),
    "compliance of a clause, province, quarter": lambda _: compliance(QUARTER),
    "every clause by branch, province, month": lambda _: compliance_grid(replace(MONTH, clause="")),
    "cases behind a figure, branch, first page": lambda c: cases(replace(MONTH, institution_id=f"B{c.randrange(20)}")),
}


def _sweeps() -> dict[str, Any]:
    """The sweeps on what has piled up by the day after tomorrow."""
    later = NOW + timedelta(days=2)
    started = perf_counter()
    lapsed = lapse_due(by="system:bench", at=later)
    lapse_seconds = perf_counter() - started
    started = perf_counter()
    escalated = escalate_due(by="system:bench", at=later)
    return {
        "lapsed": lapsed.missed,
        "lapse_seconds": round(lapse_seconds, 2),
        "escalated": sum(escalated.levels.values()),
        "escalate_seconds": round(perf_counter() - started, 2),
    }


def lines(report: dict[str, Any]) -> list[str]:
    """The report as a Markdown table."""
    made = f"{report['rows']:,} duties ({report['open']:,} open), {report['size_mib']} MiB with indexes"
    table = [f"| {name} | {t['p50']} | {t['p95']} |" for name, t in report["milliseconds"].items()]
    sweeps = report["sweeps"]
    return [
        f"{made}; filled in {report['fill_seconds']} s",
        "",
        "| question | p50 ms | p95 ms |",
        "|---|--:|--:|",
        *table,
        "",
        f"Sweeps: {sweeps['lapsed']:,} duties lapsed in {sweeps['lapse_seconds']} s, "
        f"{sweeps['escalated']:,} escalations in {sweeps['escalate_seconds']} s.",
    ]

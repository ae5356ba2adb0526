"""The ledger's questions go down their indexes, also when it is large (PostgreSQL)."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.databases import default_database
from tests.postgres import create_database, drop_database
from tingtang.bench.duties import MONTH, QUESTIONS, bench, duties, lines
from tingtang.bench.ledger import NOW, TODAY, fill
from tingtang.desk.duties.day import Filters, read_day
from tingtang.desk.duties.month import read_month
from tingtang.duties.actions import lapse_due
from tingtang.duties.models import Duty, DutyEvent
from tingtang.duties.queries import (
    cases,
    compliance,
    compliance_grid,
    overdue_below,
    overdue_counts,
)  # fmt: skip
from tingtang.organisation.access import Post, Viewer
from tingtang.organisation.positions import Position

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
ROWS = 60_000


@pytest.fixture(scope="module")
def _ledger(postgres_url: str, _postgres_template: str, django_db_blocker: Any) -> Iterator[str]:
    """A database with a ledger in it, for all tests of this file."""
    name = "tingtang_plans_" + str(os.getpid())
    url = create_database(postgres_url, name, template=_postgres_template)
    with django_db_blocker.unblock(), default_database(url):
        fill(ROWS, branches=16)
    yield url
    drop_database(postgres_url, name)


@pytest.fixture
def ledger(_ledger: str, django_db_blocker: Any) -> Iterator[str]:
    with django_db_blocker.unblock(), default_database(_ledger):
        yield _ledger


def _plans(question: Callable[[], object]) -> Iterator[dict[str, Any]]:
    """Every node of the plans of the statements that a question asks about duties."""
    with CaptureQueriesContext(connection) as asked:
        question()
    for query in asked.captured_queries:
        if '"duties_duty"' in query["sql"] and query["sql"].lstrip("(").startswith("SELECT"):
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN (FORMAT JSON) " + query["sql"].replace("%", "%%"))
                yield from _nodes(json.loads(json.dumps(cursor.fetchone()[0]))[0]["Plan"])


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from _nodes(child)


def _read(question: Callable[[], object]) -> tuple[set[str], set[str]]:
    """(partitions read through an index or a bitmap of one, partitions read from end to end)."""
    nodes = [node for node in _plans(question) if str(node.get("Relation Name", "")).startswith("duties_duty")]
    scanned = {node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"}
    return {node["Relation Name"] for node in nodes} - scanned, scanned


def _holding_rows() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tableoid::regclass::text FROM duties_duty")
        return {name for (name,) in cursor.fetchall()}


def _indexes(question: Callable[[], object]) -> set[str]:
    """The partial or full index behind each access, by the columns and condition of its definition."""
    names = {node["Index Name"] for node in _plans(question) if "Index Name" in node}
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = ANY(%s)", [list(names)])
        return {re.sub(r"^.* USING btree ", "", definition) for (definition,) in cursor.fetchall()}


OUTLET = replace(MONTH, institution_id="B1-3")
BRANCH = replace(MONTH, institution_id="B1")
SHE = Viewer(staff_id="B1-3-4", posts=(Post(Position.WEALTH_MANAGER, "B1-3"),))
ASKED: dict[str, tuple[Callable[[], object], str]] = {
    "my open duties": (lambda: read_day(SHE, Filters(), NOW), "(owner_staff_id, due_at)"),
    "overdue below an outlet": (lambda: overdue_below("B1-3", NOW), "(institution_id, due_at)"),
    "overdue below a branch": (lambda: overdue_below("B1", NOW), "due_at)"),
    "compliance of a clause at an outlet": (lambda: compliance(OUTLET), "(clause, institution_id, period_on, state)"),
    "compliance of a clause below a branch": (lambda: compliance(BRANCH), "(clause, institution_id, period_on, state)"),
    "compliance of a person": (
        lambda: compliance(replace(MONTH, staff_id="B1-3-4")),
        "(owner_staff_id, period_on, clause, state)",
    ),
    "a person's month": (
        lambda: read_month(SHE, TODAY.replace(day=1), NOW),
        "(owner_staff_id, period_on, clause, state)",
    ),
}


@pytest.mark.parametrize("name", ASKED)
def test_a_question_goes_down_its_index(ledger: str, name: str) -> None:
    question, columns = ASKED[name]
    assert any(columns in definition for definition in _indexes(question)), _indexes(question)


@pytest.mark.parametrize(
    "question",
    [
        lambda: read_day(SHE, Filters(), NOW),
        lambda: overdue_below("B1-3", NOW),
        lambda: overdue_below("B1", NOW),
        lambda: compliance(OUTLET),
        lambda: compliance(BRANCH),
        lambda: cases(OUTLET),
    ],
    ids=["my day", "overdue, outlet", "overdue, branch", "compliance, outlet", "compliance, branch", "cases"],
)
def test_no_partition_with_rows_is_read_from_end_to_end(ledger: str, question: Callable[[], object]) -> None:
    through_index, scanned = _read(question)
    assert scanned & _holding_rows() == set()
    assert through_index & _holding_rows()


def test_a_period_reads_only_its_quarters(ledger: str) -> None:
    through_index, scanned = _read(lambda: compliance(MONTH))
    assert through_index | scanned == {"duties_duty_2026q4"}


def test_the_figures_of_the_whole_are_those_of_its_parts(ledger: str) -> None:
    whole = compliance(replace(MONTH, clause=""))
    grid = compliance_grid(replace(MONTH, clause=""))
    assert whole.total == sum(figures.total for row in grid.values() for figures in row.values()) > 1000
    assert sum(overdue_counts("P", NOW).values()) == Duty.objects.filter(state="open", due_at__lte=NOW).count()


def test_two_sweeps_at_once_miss_each_duty_once(ledger: str) -> None:
    from concurrent.futures import ThreadPoolExecutor
    from datetime import timedelta

    from django.db import connections

    def sweep(_: int) -> int:
        try:
            return lapse_due(by="system:jobs", at=NOW + timedelta(days=30), chunk=150).missed
        finally:
            connections["default"].close()

    before = Duty.objects.filter(state="missed").count()
    with ThreadPoolExecutor(4) as pool:
        swept = list(pool.map(sweep, range(4)))
    lapsed = Duty.objects.filter(state="missed").count() - before
    assert sum(swept) == lapsed == DutyEvent.objects.filter(what="lapsed").count() > 300
    assert DutyEvent.objects.values("duty").distinct().count() == lapsed


def test_every_question_is_asked_and_reported(on_postgres: str) -> None:
    report = bench(2000, 2)
    assert set(report["milliseconds"]) == set(QUESTIONS)
    assert report["sweeps"]["lapsed"] > 0
    assert any(line.startswith("| my day |") for line in lines(report))


def test_the_command_makes_and_drops_its_own_database(postgres_url: str) -> None:
    command = [sys.executable, "-c", "from tingtang.cli import main; main()", "bench", "duties"]
    environment = {**os.environ, "DATABASE_URL": postgres_url}
    done = subprocess.run(
        [*command, "--rows", "1000", "--repeat", "2", "--json"], env=environment, check=True, capture_output=True
    )
    assert json.loads(done.stdout)["rows"] == 1000


def test_without_postgresql_it_says_so_in_one_line(settings: Any) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("the suite runs on PostgreSQL")
    result = CliRunner().invoke(duties, [])
    assert result.exit_code == 2
    assert "needs PostgreSQL" in result.output

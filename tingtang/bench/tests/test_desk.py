"""A large desk is filled as it says, its pages answer, and a search looks among one's own (PostgreSQL)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.databases import default_database
from tests.postgres import create_database, drop_database
from tingtang.bench import desk
from tingtang.bench.desk import BARE, _inside, lines
from tingtang.bench.desk_fill import CUSTOMERS
from tingtang.customers.models import Customer, NameKey
from tingtang.customers.search import search
from tingtang.desk.tests.counting import MOST
from tingtang.duties.models import Duty, Task
from tingtang.organisation.access import viewer_for
from tingtang.organisation.models import User
from tingtang.shared.times import business_date

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
SIZE = 50_000


@pytest.fixture(scope="module")
def filled(postgres_url: str, _postgres_template: str, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """Fifty thousand customers of one branch, and what the benchmark needs of them."""
    url = create_database(postgres_url, "tingtang_desk_test", template=_postgres_template)
    with django_db_blocker.unblock(), default_database(url):
        yield _inside(SIZE, 2)
    drop_database(postgres_url, "tingtang_desk_test")


def test_a_manager_has_the_same_portfolio_however_large_the_bank(filled: dict[str, Any]) -> None:
    assert Customer.objects.count() == SIZE
    assert Customer.objects.filter(manager="B0-0-0").count() == CUSTOMERS
    assert NameKey.objects.filter(customer="C0").count() >= 3
    assert Duty.objects.filter(subject_id="C0", state="open").count() == 1
    assert Task.objects.filter(staff="B0-0-0").exists()


def test_each_kind_of_page_answers_within_the_queries_of_a_page(filled: dict[str, Any]) -> None:
    for kind, paths in filled["paths"].items():
        page = Client()
        page.cookies.load(filled["sessions"][0])
        assert page.get(paths[0][0]).status_code == 200, kind
        assert filled["queries"][kind] <= MOST, kind


def test_a_managers_search_reads_their_own_customers_and_not_the_banks(filled: dict[str, Any]) -> None:
    at = timezone.now()
    viewer = viewer_for(User.objects.get(username="B0-0-0"), business_date(at))
    with CaptureQueriesContext(connection) as seen:
        search(viewer, Customer.objects.get(pk="C0").name[:1], at=at)
    asked = next(one["sql"] for one in seen.captured_queries if "namekey" in one["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {asked}")
        plan = cursor.fetchone()[0]
    read = [node["Actual Rows"] * node["Actual Loops"] for node in _nodes(plan[0]["Plan"])]
    assert max(read) <= CUSTOMERS * 5


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for one in node.get("Plans", ()):
        yield from _nodes(one)


def test_the_report_names_each_page_with_its_price(filled: dict[str, Any]) -> None:
    page = {
        "milliseconds": {"p50": 1, "p95": 2, "p99": 3},
        "cpu_ms": {"app": 1, "database": 1},
        "ratio": 1,
        "errors": [],
    }
    report = {
        "customers": SIZE, "filled_s": filled["filled_s"], "users": 2, "pause": 2, "machine": {"load_before": 0.1},
        "load_after": 0.2, "queries": filled["queries"], "search": filled["search"],
        "pages": dict.fromkeys(filled["queries"], page), "mixed": {},
    }  # fmt: skip
    said = "\n".join(lines(json.loads(json.dumps(report))))
    assert all(f"| {kind} |" in said for kind in (BARE, "customer", "my day", "list"))
    assert "manager, initials" in said


def test_every_kind_of_page_is_warm_before_the_first_is_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a worker does once would else be counted to the bare page, and every ratio be too small."""
    runs: list[tuple[str, int]] = []

    class Noted:
        taken, errors = (0.1,), ()

        def __init__(self, _port: int, _sessions: object, paths: str, pages: int) -> None:
            runs.append((paths, pages))

        def run(self) -> Noted:
            return self

        def milliseconds(self) -> dict[str, float]:
            return {}

    monkeypatch.setattr(desk, "Drive", Noted)
    monkeypatch.setattr(desk, "below", lambda _process: 0.0)
    desk._pages({"sessions": [], "paths": {BARE: "bare", "my day": "day"}}, 1, 1, None, 9)
    assert runs == [("bare", 3), ("day", 3), ("bare", 9), ("day", 9)]

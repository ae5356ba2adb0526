"""What a page of a list reads on PostgreSQL: bounded by the piece, whoever looks, not by the customers of the bank."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.databases import default_database
from tests.postgres import create_database, drop_database
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import viewer_of_staff
from tingtang.outreach.criteria import Criteria
from tingtang.outreach.finding import PIECE, PLACES, find
from tingtang.outreach.reasons import look
from tingtang.outreach.tests.large import BRANCHES, OUTLETS, fill
from tingtang.outreach.tests.people import TODAY

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
ROWS = 40_000
# The customers of the outlets of one piece, which are sorted for it.
MOST_READ = max(2 * PIECE, PLACES * ROWS // (BRANCHES * OUTLETS) + PIECE)
ASKED = {
    "maturing": Criteria(matures=30),
    "silent": Criteria(silent=60),
    "beyond the interval": Criteria(uncovered=True),
    "leaving": Criteria(signal="any"),
    "birthdays": Criteria(birthday=14),
    "contact facts": Criteria(missing="needed"),
    "a field of the ledger": Criteria(missing="email"),
    "few products": Criteria(few=2),
    "private clients": Criteria(tiers=("private",)),
    "everything at once": Criteria(
        product="fund", matures=300, silent=1, uncovered=True, signal="any", birthday=31, missing="needed", few=9
    ),
}


@pytest.fixture(scope="module")
def _bank(postgres_url: str, _postgres_template: str, django_db_blocker: Any) -> Iterator[str]:
    """A database of its own for all tests of this file."""
    name = "tingtang_lists_" + str(os.getpid())
    url = create_database(postgres_url, name, template=_postgres_template)
    with django_db_blocker.unblock(), default_database(url):
        fill(ROWS)
    yield url
    drop_database(postgres_url, name)


@pytest.fixture
def bank(_bank: str, django_db_blocker: Any) -> Iterator[str]:
    with django_db_blocker.unblock(), default_database(_bank):
        yield _bank


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


def read_of_customers(sql: str) -> int:
    """How many rows of the customers a statement looked at."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + sql.replace("%", "%%"))
        plan = json.loads(json.dumps(cursor.fetchone()[0]))[0]["Plan"]
    scans = [one for one in nodes(plan) if one.get("Relation Name") == "customers_customer"]
    return sum(int((one["Actual Rows"] + one.get("Rows Removed by Filter", 0)) * one["Actual Loops"]) for one in scans)


@pytest.mark.parametrize("who", ["M0", "HO", "HB", "HP"])
@pytest.mark.parametrize("name", ASKED)
def test_a_page_reads_no_more_than_its_piece(bank: str, who: str, name: str) -> None:
    viewer, book = viewer_of_staff(who, TODAY), rulebook()
    with CaptureQueriesContext(connection) as asked:
        found = find(viewer, ASKED[name], TODAY, book)
        look(found.rows, ASKED[name], book)
    about = [one["sql"] for one in asked.captured_queries if '"customers_customer"' in one["sql"]]
    assert len(asked.captured_queries) <= 8
    assert max(read_of_customers(sql) for sql in about) <= MOST_READ


def test_a_province_is_leafed_through_without_going_back_to_its_beginning(bank: str) -> None:
    viewer, book, start = viewer_of_staff("HP", TODAY), rulebook(), ""
    for _ in range(3):
        start = find(viewer, ASKED["silent"], TODAY, book, start=start).piece.end
    assert start.split("|")[0] > "O1"
    with CaptureQueriesContext(connection) as asked:
        assert find(viewer, ASKED["silent"], TODAY, book, start=start).total
    assert (
        max(read_of_customers(one["sql"]) for one in asked.captured_queries if '"customers_customer"' in one["sql"])
        <= MOST_READ
    )

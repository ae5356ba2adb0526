"""What passes from the engine into the application database: every row as it is, whichever way it goes."""

from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.db import connection

from tingtang.nightly.store import TOGETHER, Store, execute, scalar

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("each_database")]


@pytest.fixture
def store(tmp_path: Path) -> Any:
    execute("CREATE TEMPORARY TABLE target (id integer, word varchar(20), amount decimal(20, 2), day date, yes bool)")
    with duckdb.connect() as con:
        yield Store(con, tmp_path)
    execute("DROP TABLE target")


def rows() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, word, CAST(amount AS varchar(30)), CAST(day AS varchar(10)), yes FROM target")
        return sorted(cursor.fetchall())


def given(store: Store, select: str, rows: int) -> int:
    store.con.execute(f"CREATE OR REPLACE TABLE given AS SELECT {select} FROM range({rows}) AS r (i)")
    return store._fill("given", store.columns("given"), "target")


LONG = 2 * TOGETHER + 1
ALIKE = (
    "CAST(i AS INTEGER) AS id, 'it''s' AS word, 1.50 AS amount, DATE '2026-03-10' AS day, CAST(NULL AS BOOLEAN) AS yes"
)


@pytest.mark.parametrize("count", [0, 1, TOGETHER, TOGETHER + 1, LONG])
def test_what_is_alike_in_every_row_arrives_in_every_row(store: Store, count: int) -> None:
    assert given(store, ALIKE, count) == count
    told = rows()
    assert [row[0] for row in told] == list(range(count))
    assert {(row[1], str(row[2]).rstrip("0"), row[3], row[4]) for row in told} <= {("it's", "1.5", "2026-03-10", None)}


def test_a_column_that_is_null_in_one_row_only_is_not_alike(store: Store) -> None:
    given(store, ALIKE.replace("'it''s'", "CASE WHEN i <> 7 THEN 'x' END"), LONG)
    assert scalar("SELECT count(*) FROM target WHERE word IS NULL") == 1
    assert scalar("SELECT count(*) FROM target WHERE word = 'x'") == LONG - 1


def test_a_relation_of_one_thing_many_times_over_arrives(store: Store) -> None:
    assert given(store, ALIKE.replace("CAST(i AS INTEGER)", "5"), LONG) == LONG
    assert scalar("SELECT count(*) FROM target WHERE id = 5") == LONG


def test_a_relation_is_read_when_it_is_ready(tmp_path: Path) -> None:
    asked: list[str] = []
    with duckdb.connect() as con:
        con.execute("CREATE TABLE thing AS SELECT 1 AS id")
        assert Store(con, tmp_path, asked.append).columns("thing") == ["id"]
    assert asked == ["thing"]

"""Opening a feed: Parquet and CSV, strict types, one clear line when it cannot be used."""

import gzip
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tingtang.nightly.loader import FeedError, open_feed
from tingtang.nightly.tests.feeds import contact, customer, holding, write_feed


@pytest.fixture
def con() -> Any:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'Asia/Shanghai'")
        yield connection


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    return write_feed(tmp_path, customers=[customer("C1")], holdings=[holding("C1", "12.30")])


def as_parquet(con: Any, folder: Path, table: str, select: str) -> None:
    (folder / f"{table}.csv").unlink(missing_ok=True)
    con.execute(f"COPY ({select}) TO '{folder / table}.parquet' (FORMAT parquet)")


def balances_read(con: Any, text: str, folder: Path) -> tuple[Any, ...]:
    (folder / "holdings.csv").write_text(f"customer_id,product_id,balance\nC1,DEP,{text}\n")
    open_feed(con, folder)
    return con.execute("SELECT CAST(balance AS VARCHAR), unreadable FROM raw_holdings").fetchone()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", ("12.00", None)),
        ("-12.3", ("-12.30", None)),
        ("", (None, None)),
        ("12.345", (None, "bad_scale")),
        ("12.300", (None, "bad_scale")),
        ("1e3", (None, "bad_balance")),
        ("12,5", (None, "bad_balance")),
        ("nan", (None, "bad_balance")),
        ("99999999999999999999.00", (None, "bad_balance")),
    ],
)
def test_an_amount_is_read_exactly_or_not_at_all(con: Any, feed: Path, text: str, expected: tuple[Any, ...]) -> None:
    quoted = f'"{text}"' if "," in text else text
    assert balances_read(con, quoted, feed) == expected


def test_words_that_a_cast_would_take_are_no_dates(con: Any, feed: Path) -> None:
    rows = [customer("C1", birth_date="infinity"), customer("C2", birth_date="2000-02-30"), customer("C3")]
    open_feed(con, write_feed(feed.parent, customers=rows))
    found = con.execute("SELECT unreadable FROM raw_customers ORDER BY row_no").fetchall()
    assert found == [("bad_birth_date",), ("bad_birth_date",), (None,)]


def test_an_instant_without_a_zone_is_shanghai_time(con: Any, feed: Path) -> None:
    at = ["2026-03-10T10:00:00", "2026-03-10T02:00:00Z", "2026-03-10 10:00:00+08:00"]
    open_feed(con, write_feed(feed.parent, customers=[], contacts=[contact("C1", text) for text in at]))
    assert con.execute('SELECT count(DISTINCT "at") FROM raw_contacts').fetchone() == (1,)


def test_a_zipped_file_reads_as_the_plain_one(con: Any, feed: Path) -> None:
    plain = feed / "customers.csv"
    (feed / "customers.csv.gz").write_bytes(gzip.compress(plain.read_bytes()))
    plain.unlink()
    open_feed(con, feed)
    assert con.execute("SELECT customer_id FROM raw_customers").fetchall() == [("C1",)]


def test_parquet_in_parts_is_one_table_whatever_the_order_of_columns(con: Any, feed: Path) -> None:
    (feed / "holdings.csv").unlink()
    con.execute(
        f"COPY (SELECT 'C1' AS customer_id, 'DEP' AS product_id, 1.5::DECIMAL(18,2) AS balance) "
        f"TO '{feed}/holdings-0.parquet'"
    )
    con.execute(
        f"COPY (SELECT 2::DECIMAL(18,2) AS balance, 'DEP' AS product_id, 'C1' AS customer_id) "
        f"TO '{feed}/holdings-1.parquet'"
    )
    open_feed(con, feed)
    assert con.execute("SELECT sum(balance), count(DISTINCT row_no) FROM raw_holdings").fetchone() == (3.5, 2)


def test_amounts_as_floating_numbers_are_refused(con: Any, feed: Path) -> None:
    as_parquet(con, feed, "holdings", "SELECT 'C1' AS customer_id, 'DEP' AS product_id, 1.5::DOUBLE AS balance")
    with pytest.raises(FeedError, match="balance holds floating numbers"):
        open_feed(con, feed)


def test_a_finer_decimal_is_reported_not_rounded(con: Any, feed: Path) -> None:
    as_parquet(con, feed, "holdings", "SELECT 'C1' AS customer_id, 'D' AS product_id, 1.505::DECIMAL(18,3) AS balance")
    open_feed(con, feed)
    assert con.execute("SELECT unreadable FROM raw_holdings").fetchone() == ("bad_scale",)


def test_an_unknown_column_is_a_warning(con: Any, feed: Path) -> None:
    warnings = open_feed(con, write_feed(feed.parent, customers=[customer("C1", colour="red")])).warnings
    assert warnings == ["customers.csv: unknown column colour is ignored"]


def test_a_missing_optional_table_is_an_empty_one(con: Any, feed: Path) -> None:
    open_feed(con, feed)
    assert con.execute("SELECT count(*) FROM raw_family").fetchone() == (0,)


def test_a_line_that_is_no_csv_is_kept_for_the_quarantine(con: Any, feed: Path) -> None:
    (feed / "holdings.csv").write_text("customer_id,product_id,balance\nC1,DEP,1\nC1,DEP,1,2,3\nC1,DEP,3\n")
    open_feed(con, feed)
    assert con.execute("SELECT count(*) FROM raw_holdings").fetchone() == (2,)
    assert con.execute("SELECT table_name, line FROM unreadable_line").fetchall() == [("holdings", 3)]


def _remove(name: str) -> Any:
    return lambda folder: (folder / name).unlink()


def _write(name: str, text: str) -> Any:
    return lambda folder: (folder / name).write_text(text)


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        (_remove("customers.csv"), "required table customers is missing"),
        (_write("holdings.csv", "customer_id,product_id\n"), "required column balance of table holdings is missing"),
        (_write("holdings.csv", ""), "has no header row"),
        (_write("holdings.csv", "customer_id,customer_id,product_id,balance\n"), "column customer_id stands twice"),
        (_write("holdings.csv.gz", ""), "comes in more than one form"),
        (_write("family.csv", "relation\n"), "required column customer_id of table family is missing"),
        (_write("holdings.csv", 'customer_id,product_id,balance\n"C1,DEP,1\n'), "a quoted value never ends"),
        (lambda folder: (_remove("staff.csv")(folder), _write("staff.parquet", "no")(folder)), "cannot be read"),
    ],
)
def test_a_feed_that_cannot_be_used_is_one_clear_line(con: Any, feed: Path, spoil: Any, line: str) -> None:
    spoil(feed)
    with pytest.raises(FeedError, match=line):
        open_feed(con, feed)

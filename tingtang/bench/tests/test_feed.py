"""The made-up bank of the benchmark has the shape it claims and is the same each time."""

from datetime import date

import duckdb
import pytest

from tingtang.bench.feed import CHUNKED, WEEKS, WHOLE, Size, generate

SIZE = Size(20_000)


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    return generate(tmp_path_factory.mktemp("feed"), SIZE)


def one(day, sql):
    """The single row of `sql`, in which {table} stands for the files of a table."""
    files = {name: f"'{day}/{name}*.parquet'" for name in (*WHOLE, *CHUNKED)}
    return duckdb.connect().execute(sql.format(**files)).fetchone()


def count(day, table):
    return one(day, f"SELECT count(*) FROM {{{table}}}")[0]


@pytest.mark.parametrize(
    ("table", "per_customer"),
    [("customers", 1), ("holdings", 3.0), ("balances", WEEKS), ("family", 0.6), ("contacts", 0.25)],
)
def test_a_table_has_its_rows_per_customer(day, table, per_customer):
    assert count(day, table) / SIZE.customers == pytest.approx(per_customer, rel=0.05)


def test_about_two_customers_in_a_hundred_are_maintained_by_staff_that_exist(day):
    maintained, known = one(
        day,
        "SELECT count(*), count(*) FILTER (WHERE manager_id IN (SELECT staff_id FROM {staff}))"
        " FROM {customers} WHERE manager_id IS NOT NULL",
    )
    assert 0.015 <= maintained / SIZE.customers <= 0.021
    assert known == maintained


def test_about_one_row_in_a_thousand_is_bad(day):
    bad_customers = one(
        day,
        "SELECT count(*) FILTER (WHERE kind = 'X' OR name IS NULL OR home_institution_id = 'O-none'"
        f" OR birth_date > DATE '{SIZE.on}') + count(*) - count(DISTINCT customer_id) FROM {{customers}}",
    )[0]
    bad_balances = one(
        day,
        "SELECT count(*) FILTER (WHERE customer_id LIKE '%?') + count(*) FILTER (WHERE \"on\" > DATE '2026-09-30')"
        ' + count(*) - count(DISTINCT (customer_id, "on")) FROM {balances}',
    )[0]
    assert 0.0005 <= bad_customers / SIZE.customers <= 0.002
    assert 0.0005 <= bad_balances / (SIZE.customers * WEEKS) <= 0.002


def test_every_product_type_is_held(day):
    types = one(day, "SELECT list(DISTINCT type) FROM {holdings} JOIN {products} USING (product_id)")[0]
    assert set(types) == {"deposit", "fixed_income", "fund", "insurance", "wealth", "gold", "loan"}


def test_money_is_decimal_and_instants_carry_their_zone(day):
    kinds = one(
        day,
        "SELECT (SELECT typeof(balance) FROM {holdings} LIMIT 1), (SELECT typeof(aum) FROM {balances} LIMIT 1),"
        ' (SELECT typeof("at") FROM {contacts} LIMIT 1)',
    )
    assert kinds == ("DECIMAL(18,2)", "DECIMAL(18,2)", "TIMESTAMP WITH TIME ZONE")


def test_no_contact_is_later_than_the_day(day):
    assert one(day, """SELECT max("at" AT TIME ZONE 'Asia/Shanghai')::DATE FROM {contacts}""")[0] <= SIZE.on


def test_the_same_size_and_seed_give_the_same_bytes(day, tmp_path):
    again = generate(tmp_path, SIZE)
    assert [file.name for file in sorted(again.iterdir())] == [file.name for file in sorted(day.iterdir())]
    assert all(file.read_bytes() == (day / file.name).read_bytes() for file in again.iterdir())


def test_another_seed_gives_another_bank(tmp_path):
    mine, yours = (generate(tmp_path / str(seed), Size(1000, seed)) for seed in (1, 2))
    assert one(mine, "SELECT sum(balance) FROM {holdings}") != one(yours, "SELECT sum(balance) FROM {holdings}")


def test_a_complete_feed_is_kept_and_another_size_replaces_it(tmp_path):
    first = generate(tmp_path, Size(1000))
    made = (first / "customers-000.parquet").stat().st_mtime_ns
    assert (generate(tmp_path, Size(1000)) / "customers-000.parquet").stat().st_mtime_ns == made
    assert count(generate(tmp_path, Size(2000)), "customers") >= 2000


def test_the_day_can_be_chosen(tmp_path):
    assert generate(tmp_path, Size(1000, on=date(2026, 3, 31))).name == "2026-03-31"

"""One small demo bank and its feeds, shared by the tests of this room."""

from datetime import date

import duckdb
import pytest

from tingtang.demo.feed import TABLES, nights, write_day
from tingtang.demo.model import Recipe, build_model
from tingtang.manual.book import load

ON = date(2026, 11, 20)


class Feed:
    """One day of the demo's feed, asked in SQL with the tables by their names."""

    def __init__(self, folder):
        self.folder = folder
        self.connection = duckdb.connect()
        self.connection.execute("SET TimeZone = 'Asia/Shanghai'")
        for table in TABLES:
            self.connection.execute(f"CREATE VIEW {table} AS FROM '{folder}/{table}.parquet'")

    def rows(self, sql, *values):
        return self.connection.execute(sql, list(values)).fetchall()

    def column(self, sql, *values):
        return {row[0] for row in self.rows(sql, *values)}

    def one(self, sql, *values):
        return self.rows(sql, *values)[0][0]


@pytest.fixture(scope="session")
def demo_model():
    return build_model(Recipe(1500, 7, ON), load())


@pytest.fixture(scope="session")
def demo_feeds(demo_model, tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    return {day: Feed(write_day(demo_model, folder, day)) for day in nights(ON)}


@pytest.fixture
def last_day(demo_feeds):
    return demo_feeds[ON]

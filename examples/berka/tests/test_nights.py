"""The real bank's nights, from its own files to the published lists: convert, migrate, run, run again."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("TINGTANG_BERKA_DATA", HERE.parent.parent.parent / "shared" / "data" / "berka"))
TINGTANG = [sys.executable, "-c", "from tingtang.cli import main; main()"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.own_database,
    pytest.mark.skipif(
        not (DATA / "trans.asc").is_file(), reason=f"the PKDD'99 files are not in {DATA}; set TINGTANG_BERKA_DATA"
    ),
]


class Bank:
    """The bank on a database of its own."""

    def __init__(self, place):
        self.feed = place / "feed"
        self.database = place / "bank.sqlite3"
        self.environment = {**os.environ, "TINGTANG_VAR": str(place), "DATABASE_URL": f"sqlite:///{self.database}"}
        self.run("migrate", "--quiet")

    def run(self, *arguments):
        done = subprocess.run(
            [*TINGTANG, *map(str, arguments)], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def night(self, day):
        subprocess.run([sys.executable, HERE / "convert.py", DATA, self.feed, day], check=True, capture_output=True)
        return json.loads(self.run("nightly", self.feed / day, "--edition", HERE / "edition.yaml", "--json"))

    def rows(self, sql):
        with sqlite3.connect(self.database) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    bank = Bank(tmp_path_factory.mktemp("berka"))
    bank.summaries = {day: bank.night(day) for day in ("1993-06-30", "1993-12-31")}
    return bank


@pytest.mark.parametrize(
    ("day", "customers", "assets"), [("1993-06-30", 554, "15946191.30"), ("1993-12-31", 1139, "36575912.90")]
)
def test_the_night_s_assets_equal_the_known_figure_to_the_cent(bank, day, customers, assets):
    summary = bank.summaries[day]
    assert (summary["date"], summary["customers"], summary["assets"]) == (day, customers, assets)


@pytest.mark.parametrize("day", ["1993-06-30", "1993-12-31"])
def test_no_row_of_the_real_bank_is_quarantined(bank, day):
    assert bank.summaries[day]["quarantined"] == {}


@pytest.mark.parametrize("day", ["1993-06-30", "1993-12-31"])
def test_every_tier_of_the_edition_is_peopled(bank, day):
    tiers = bank.summaries[day]["tiers"]
    assert tiers.keys() == {"ordinary", "wealth_management", "wealth", "private"}
    assert sum(tiers.values()) == bank.summaries[day]["customers"]


def test_the_published_assets_are_those_of_the_last_night(bank):
    # SQLite keeps decimals as floating numbers: sum in cents.
    [(cents,)] = bank.rows("SELECT sum(CAST(round(assets * 100) AS INTEGER)) FROM customers_customer")
    assert cents == 3657591290


def test_the_loan_that_was_never_served_is_a_duty(bank):
    assert bank.rows("SELECT clause, period_on FROM duties_duty WHERE kind = 'loan.arrears'") == [
        ("A31.2b", "1993-07-12")
    ]


def test_every_district_with_a_customer_has_its_list(bank):
    [(lists,)] = bank.rows("SELECT count(DISTINCT staff_id) FROM duties_task WHERE \"on\" = '1994-01-01'")
    [(managers,)] = bank.rows("SELECT count(DISTINCT manager_id) FROM customers_customer")
    assert lists == managers == 77


def test_the_same_night_again_changes_nothing(bank):
    def everything():
        return [
            bank.rows(f"SELECT * FROM {table} ORDER BY 1") for table in ("duties_duty", "duties_task", "audit_entry")
        ]

    before = everything()
    assert bank.night("1993-12-31")["assets"] == "36575912.90"
    assert everything() == before


def test_the_edition_speaks_for_every_value_that_the_night_reads():
    from datetime import date

    from tingtang.manual.book import load

    ours, book = load([HERE / "edition.yaml"]).values(date(1993, 7, 1)), load()
    families = {"contact", "fund", "insurance", "loan", "deposit", "birthday", "festival", "attrition"}
    named = {key for kind in book.kinds.values() if kind.kind.split(".")[0] in families for key in kind.values}
    ranked = {key for key in book.values(date(2026, 1, 1)) if key.startswith(("tier.", "night."))}
    assert named | ranked <= ours.keys()

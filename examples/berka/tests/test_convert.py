"""The example against the real files of the bank; skipped, and says so, where they are absent."""

import csv
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent.parent
ROOT = HERE.parent.parent
DATA = Path(os.environ.get("TINGTANG_BERKA_DATA", ROOT.parent / "shared" / "data" / "berka"))

real_data = pytest.mark.skipif(
    not (DATA / "trans.asc").is_file(), reason=f"the PKDD'99 files are not in {DATA}; set TINGTANG_BERKA_DATA"
)


def convert(*arguments):
    return subprocess.run(
        [sys.executable, str(HERE / "convert.py"), *map(str, arguments)], capture_output=True, text=True, check=False
    )


def table(folder, name):
    with (folder / f"{name}.csv").open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def year_end(tmp_path_factory):
    feed = tmp_path_factory.mktemp("feed")
    result = convert(DATA, feed, "1993-12-31")
    assert result.returncode == 0, result.stderr
    return feed / "1993-12-31"


@real_data
@pytest.mark.parametrize(
    ("day", "accounts", "assets"), [("1993-06-30", 554, "15946191.30"), ("1993-12-31", 1139, "36575912.90")]
)
def test_assets_of_all_accounts_equal_the_known_figure_to_the_cent(tmp_path, day, accounts, assets):
    assert convert(DATA, tmp_path, day).returncode == 0
    held = [row for row in table(tmp_path / day, "holdings") if not row["product_id"].startswith("LOAN")]
    assert (len(held), sum(Decimal(row["balance"]) for row in held)) == (accounts, Decimal(assets))


@real_data
def test_every_reference_of_the_feed_leads_somewhere(year_end):
    institutions = {row["institution_id"] for row in table(year_end, "institutions")}
    staff = {row["staff_id"] for row in table(year_end, "staff")}
    customers = {row["customer_id"] for row in table(year_end, "customers")}
    products = {row["product_id"] for row in table(year_end, "products")}
    assert {row["parent_id"] for row in table(year_end, "institutions")} - {""} <= institutions
    assert {row["institution_id"] for row in table(year_end, "staff")} <= institutions
    assert {row["manager_id"] for row in table(year_end, "customers")} <= staff
    assert {row["home_institution_id"] for row in table(year_end, "customers")} <= institutions
    for name in ("holdings", "balances", "transactions"):
        assert {row["customer_id"] for row in table(year_end, name)} <= customers
    assert {row["product_id"] for row in table(year_end, "holdings")} <= products


@real_data
def test_one_manager_stands_in_each_of_the_77_districts(year_end):
    outlets = [row["institution_id"] for row in table(year_end, "institutions") if row["kind"] == "outlet"]
    assert len(outlets) == 77
    assert sorted(row["institution_id"] for row in table(year_end, "staff")) == sorted(outlets)


@real_data
def test_nothing_of_the_feed_lies_after_its_day(year_end):
    assert max(row["on"] for row in table(year_end, "balances")) == "1993-12-24"
    assert max(row["at"] for row in table(year_end, "transactions")) < "1994"
    assert max(row["created_on"] for row in table(year_end, "customers")) <= "1993-12-31"


@real_data
def test_the_balance_moves_by_the_transactions_but_for_the_bank_s_own_rounding(year_end):
    week_ago = {
        row["customer_id"]: Decimal(row["aum"]) for row in table(year_end, "balances") if row["on"] > "1993-12-23"
    }
    moved = dict.fromkeys(week_ago, Decimal(0))
    for row in table(year_end, "transactions"):
        if row["at"] > "1993-12-25" and row["customer_id"] in moved:
            moved[row["customer_id"]] += Decimal(row["amount"])
    held = [row for row in table(year_end, "holdings") if not row["product_id"].startswith("LOAN")]
    off = [
        row["customer_id"]
        for row in held
        if row["customer_id"] in week_ago
        and abs(week_ago[row["customer_id"]] + moved[row["customer_id"]] - Decimal(row["balance"])) > Decimal("0.2")
    ]
    assert off == []


@real_data
def test_the_one_loan_that_was_never_served_is_overdue_since_its_first_instalment(year_end):
    overdue = [row for row in table(year_end, "holdings") if row["overdue_days"] not in ("", "0")]
    assert [(row["product_id"], row["overdue_days"], row["overdue_amount"]) for row in overdue] == [
        ("LOAN-12", "172", "48198.00")  # six instalments of 8,033 from 12 July on
    ]


@real_data
def test_a_second_run_writes_the_same_bytes(year_end, tmp_path):
    assert convert(DATA, tmp_path, "1993-12-31").returncode == 0
    assert convert(DATA, tmp_path, "1993-12-31").returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["1993-12-31"]
    for file in year_end.iterdir():
        assert (tmp_path / "1993-12-31" / file.name).read_bytes() == file.read_bytes()


@real_data
@pytest.mark.parametrize("day", ["1994-03-31", "1992-12-31", "1998-12-31"])
def test_a_day_that_the_slice_does_not_hold_whole_is_refused(tmp_path, day):
    result = convert(DATA, tmp_path, day)
    assert result.returncode == 2
    assert "whole from 1993-01-01 to 1994-03-30 only" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere", "feed", "1993-12-31"], "nowhere/district.asc: no such file"),
        (["nowhere", "feed", "1993-13-31"], "month must be in 1..12"),
        (["nowhere"], "usage: convert.py DATA_DIR FEED_DIR DATE"),
    ],
)
def test_bad_input_is_one_clear_line_and_exit_code_2(arguments, message):
    result = convert(*arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1

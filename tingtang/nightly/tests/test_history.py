"""What the product remembers of earlier nights."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tingtang.customers.models import Customer
from tingtang.manual.book import load
from tingtang.nightly import history
from tingtang.nightly.night import run_night
from tingtang.nightly.tests.feeds import D, customer, holding, write_feed
from tingtang.nightly.tests.killer import AT

pytestmark = pytest.mark.django_db


def night(root: Path, on: date, balance: str) -> dict[str, Any]:
    feed = write_feed(root, on, customers=[customer("C1")], holdings=[holding("C1", balance)])
    return run_night(feed, load(), at=AT, verify=True)


def kept(settings: Any) -> list[tuple[Any, ...]]:
    files = sorted(settings.VAR.glob("nightly/*/*.parquet"))
    return duckdb.sql(f"SELECT day, aum FROM read_parquet('{files[-1]}') ORDER BY day").fetchall()


def test_a_tier_falls_only_when_the_grace_has_passed_though_the_feed_has_no_history(tmp_path: Path) -> None:
    night(tmp_path, D, "8000000")
    night(tmp_path, D + timedelta(days=1), "10")
    assert Customer.objects.get().tier == "private"
    night(tmp_path, D + timedelta(days=89), "10")
    assert Customer.objects.get().tier == "private"
    night(tmp_path, D + timedelta(days=90), "10")
    assert Customer.objects.get().tier == "ordinary"


def test_a_fall_is_seen_against_what_an_earlier_night_saw(tmp_path: Path) -> None:
    assert "attrition.asset_drop" not in night(tmp_path, D, "100000")["reasons"]
    assert night(tmp_path, D + timedelta(days=1), "70000")["reasons"]["attrition.asset_drop"] == 1


def test_only_days_that_can_still_be_a_peak_are_kept(tmp_path: Path, settings: Any) -> None:
    for number, balance in enumerate(["500", "900", "300", "400"]):
        night(tmp_path, D + timedelta(days=number), balance)
    assert [(day, float(aum)) for day, aum in kept(settings)] == [
        (D + timedelta(days=1), 900.0),
        (D + timedelta(days=3), 400.0),
    ]


def test_a_second_run_of_a_date_sees_what_the_first_one_saw(tmp_path: Path, settings: Any) -> None:
    night(tmp_path, D, "100000")
    first = night(tmp_path, D + timedelta(days=1), "70000")
    before = kept(settings)
    second = night(tmp_path, D + timedelta(days=1), "70000")
    assert {**first, "seconds": 0} == {**second, "seconds": 0}
    assert kept(settings) == before


def test_two_databases_do_not_share_their_history(tmp_path: Path) -> None:
    assert history.folder(tmp_path, "a") != history.folder(tmp_path, "b")


def test_files_that_nobody_reads_any_more_go(tmp_path: Path, settings: Any) -> None:
    for number in range(history.KEPT_FILES + 2):
        night(tmp_path, D + timedelta(days=number), "500")
    assert len(list(settings.VAR.glob("nightly/*/*.parquet"))) == history.KEPT_FILES

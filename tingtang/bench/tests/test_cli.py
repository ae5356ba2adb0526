"""`tingtang bench nightly` from end to end, at a size that takes seconds."""

import json
import os
import subprocess
import sys

import pytest

TINGTANG = [sys.executable, "-c", "from tingtang.cli import main; main()"]


def bench(place, *arguments):
    environment = {**os.environ, "TINGTANG_VAR": str(place / "var")}
    return subprocess.run(
        [*TINGTANG, "bench", "nightly", "--customers", "2000", "--folder", str(place / "work"), *arguments],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    place = tmp_path_factory.mktemp("bench")
    result = bench(place, "--json", "--repeat", "2")
    assert result.returncode == 0, result.stderr[-2000:]
    return {"place": place, "stderr": result.stderr, **json.loads(result.stdout)}


pytestmark = [pytest.mark.slow, pytest.mark.own_database]


def test_standard_output_is_one_json_document_with_machine_feed_runs_and_best(report):
    assert report["customers"] == 2000
    assert report["machine"]["cores"] >= 1
    assert len(report["runs"]) == 2
    assert report["best"] in report["runs"]


def test_a_run_says_what_the_night_and_the_scan_cost(report):
    best = report["best"]
    assert 0 < best["scan_cpu_seconds"] < best["cpu_seconds"]
    assert best["cpu_ratio"] == pytest.approx(best["cpu_seconds"] / best["scan_cpu_seconds"], rel=0.02, abs=0.05)
    assert best["peak_mib"] > 50
    assert best["rows"]["balances"] == 26_000


def test_every_step_of_the_night_is_timed(report):
    stages = {step.split(".")[0] for step in report["best"]["steps"]}
    assert {"sources", "checks", "facts", "tasks", "publish"} <= stages


def test_each_run_is_a_first_night_and_ends_the_same(report):
    first, second = report["runs"]
    assert first["tasks"] == second["tasks"] > 0
    assert first["duties"] == second["duties"] > 0


def test_nothing_is_left_behind(report):
    assert list((report["place"] / "work").iterdir()) == []


def test_what_is_kept_is_used_again(tmp_path):
    assert bench(tmp_path, "--keep").returncode == 0
    made = (tmp_path / "work" / "tingtang-bench" / "feed" / "2026-09-30" / "customers-000.parquet").stat().st_mtime_ns
    again = bench(tmp_path, "--keep")
    assert "kept in" in again.stderr
    assert "2,000 customers" in again.stdout
    kept = tmp_path / "work" / "tingtang-bench" / "feed" / "2026-09-30" / "customers-000.parquet"
    assert kept.stat().st_mtime_ns == made


def test_too_small_a_bank_is_refused_with_one_clear_line(tmp_path):
    result = subprocess.run(
        [*TINGTANG, "bench", "nightly", "--customers", "3"], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stdout) == (2, "")
    assert "--customers" in result.stderr

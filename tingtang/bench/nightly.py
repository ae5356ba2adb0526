"""`tingtang bench nightly`: the night of a made-up bank of any size, timed next to only reading its columns."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import click

from tingtang.bench.feed import Size, generate
from tingtang.bench.measure import Measured, machine, run
from tingtang.shared.command import print_json, say

MEMORY = "3GB"  # for making and for scanning the feed; the night has its own limit
TINGTANG = [sys.executable, "-c", "from tingtang.cli import main; main()"]  # this very installation


@click.command()
@click.option("--customers", type=click.IntRange(min=100), default=1_000_000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option(
    "--repeat", type=click.IntRange(min=1), default=1, show_default=True, help="Nights, each on a new database."
)
@click.option(
    "--folder", type=click.Path(path_type=Path, file_okay=False), help="Work here instead of in a temporary one."
)
@click.option("--keep", is_flag=True, help="Leave the feed and the last database behind.")
@click.option("--database-url", help="An empty database to publish into (default: a new SQLite file).")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def nightly(
    *, customers: int, seed: int, repeat: int, folder: Path | None, keep: bool, database_url: str | None, as_json: bool
) -> None:
    """Make a feed of N customers and time its night, publishing included, per step and next to a bare scan."""
    with _workplace(folder, keep=keep) as place:
        report = bench(Size(customers, seed), place, repeat, database_url)
    if as_json:
        print_json(report)
    else:
        for line in lines(report):
            click.echo(line)


def bench(size: Size, place: Path, repeat: int, database_url: str | None) -> dict[str, Any]:
    """Everything measured, as one JSON-able mapping; `best` is the run with the least wall time."""
    report: dict[str, Any] = {"customers": size.customers, "seed": size.seed, "machine": machine()}
    started = perf_counter()
    day = generate(place / "feed", size, memory=MEMORY, said=say)
    report["feed"] = {
        "seconds": round(perf_counter() - started, 2),
        "mib": sum(file.stat().st_size for file in day.iterdir()) >> 20,
    }
    report["runs"] = [one_run(day, place, database_url, number) for number in range(repeat)]
    report["best"] = min(report["runs"], key=lambda found: found["seconds"])
    return report


def one_run(day: Path, place: Path, database_url: str | None, number: int) -> dict[str, Any]:
    """One scan and one night on a new database."""
    var = place / f"var-{number}"
    shutil.rmtree(var, ignore_errors=True)
    var.mkdir()
    environment = {
        **os.environ,
        "TINGTANG_VAR": str(var),
        "DATABASE_URL": database_url or f"sqlite:///{var}/bench.sqlite3",
    }
    run([*TINGTANG, "migrate", "--quiet"], environment, place)
    scanned = run([sys.executable, "-m", "tingtang.bench.scan", str(day), MEMORY], environment, place)
    night = run([*TINGTANG, "nightly", str(day), "--json"], environment, place)
    found = compare(json.loads(scanned.output), night, json.loads(night.output))
    say(f"run {number + 1}: {found['seconds']} s, {found['cpu_ratio']} times the scan's processor time")
    return found


def compare(scan: Mapping[str, Any], night: Measured, printed: Mapping[str, Any]) -> dict[str, Any]:
    """The night's cost beside the scan's: whole processes, start-up and publishing included."""
    return {
        "seconds": round(night.seconds, 4),
        "cpu_seconds": round(night.cpu_seconds, 4),
        "peak_mib": night.peak_mib,
        "scan_seconds": round(scan["seconds"], 4),
        "scan_cpu_seconds": round(scan["cpu_seconds"], 4),
        "cpu_ratio": round(night.cpu_seconds / scan["cpu_seconds"], 1),
        "every_row_cpu_seconds": round(scan["every_row"]["cpu_seconds"], 4),
        "rows": scan["rows"],
        "steps": printed.get("seconds", {}),
        "tasks": printed.get("tasks"),
        "duties": sum(printed.get("duties_opened", {}).values()),
    }


def lines(report: Mapping[str, Any]) -> Iterator[str]:
    """The report for a person."""
    feed, best = report["feed"], report["best"]
    yield f"{report['customers']:,} customers, feed of {feed['mib']:,} MiB made in {feed['seconds']} s"
    yield f"night  {best['seconds']:8.2f} s  {best['cpu_seconds']:8.2f} s processor  peak {best['peak_mib']:,} MiB"
    yield f"scan   {best['scan_seconds']:8.2f} s  {best['scan_cpu_seconds']:8.2f} s processor"
    yield f"  of the columns looked at in every row alone {best['every_row_cpu_seconds']:.2f} s processor"
    yield f"ratio  {best['cpu_ratio']:8.1f}"
    for step, seconds in sorted(best["steps"].items(), key=lambda pair: -pair[1]):
        yield f"  {seconds:8.2f} s  {step}"


@contextmanager
def _workplace(folder: Path | None, *, keep: bool) -> Iterator[Path]:
    """A folder of our own, removed at the end unless it is to be kept."""
    base = folder or Path(tempfile.gettempdir())
    base.mkdir(parents=True, exist_ok=True)
    place = base / "tingtang-bench" if keep else Path(tempfile.mkdtemp(prefix="tingtang-bench-", dir=base))
    place.mkdir(exist_ok=True)
    try:
        yield place
    finally:
        if keep:
            say(f"kept in {place}")
        else:
            shutil.rmtree(place, ignore_errors=True)

"""Processes are measured for what they really cost."""

import os
import re
import sys

import pytest

from tingtang.bench.feed import Size, generate
from tingtang.bench.measure import machine, run
from tingtang.bench.scan import COLUMNS, scan
from tingtang.nightly.contract import TABLES
from tingtang.nightly.engine import discover
from tingtang.shared.command import Fail


def python(code, scratch):
    return run([sys.executable, "-c", code], os.environ, scratch)


def test_processor_time_of_a_busy_process_is_counted(tmp_path):
    busy = python("import time\nwhile time.process_time() < 0.3: pass", tmp_path)
    assert 0.3 <= busy.cpu_seconds < 3
    assert busy.seconds >= 0.3


def test_waiting_costs_wall_time_only(tmp_path):
    idle = python("import time; time.sleep(0.4)", tmp_path)
    assert idle.seconds >= 0.4
    assert idle.cpu_seconds < 0.3


def test_peak_memory_is_that_of_the_process(tmp_path):
    small, large = python("pass", tmp_path), python("b'x' * 200_000_000", tmp_path)
    assert 150 < large.peak_mib - small.peak_mib < 300


def test_what_was_printed_is_kept(tmp_path):
    assert python("print('hello')", tmp_path).output == "hello\n"


def test_a_process_that_fails_stops_the_benchmark_with_its_last_line(tmp_path):
    with pytest.raises(Fail, match="ended with 3: no such feed"):
        python("import sys; print('no such feed', file=sys.stderr); sys.exit(3)", tmp_path)


def test_the_machine_is_described():
    assert {"processor", "cores", "memory_gib", "python"} <= machine().keys()


def test_the_scan_reads_every_table_of_the_feed(tmp_path):
    import duckdb

    rows = scan(generate(tmp_path, Size(1000)), duckdb.connect())
    assert rows.keys() == COLUMNS.keys() - {"transactions"}
    assert rows["balances"] == 13_000


def test_the_scan_reads_the_columns_that_the_night_reads_and_no_other():
    steps = {step.reads[0].removeprefix("raw_"): step for step in discover(["sources"])}
    for table in TABLES:
        if table.name in COLUMNS:  # the others are small
            words = set(re.findall(r"\w+", steps[table.name].body))
            assert {column.name for column in table.columns} & words == set(COLUMNS[table.name])

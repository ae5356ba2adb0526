"""The steps as files: readable by a person, a distributed engine, and the runner."""

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tingtang.nightly.engine import StepError, check_step, discover, read_step, run_step

sqlglot = pytest.importorskip("sqlglot")
STEPS = discover()
NOT_OF_THE_FEED = {
    *("word", "value_list", "duty_kind", "tier_weight", "met_by_channel", "institution_value", "birthday"),
    *("festival", "greeting_channel", "app_answer", "app_duplicate", "app_linked", "app_product"),
    *("own_history", "app_contact", "handed_over", "ledger", "open_duty", "unreadable_line"),
}


def tables_of(sql: str) -> set[str]:
    """The relations that a statement reads, without its own WITH names."""
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    own = {cte.alias for cte in tree.find_all(sqlglot.exp.CTE)}
    return {table.name for table in tree.find_all(sqlglot.exp.Table) if table.name} - own


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step.stage}.{step.name}")
def test_a_step_says_what_it_reads_and_reads_only_what_stands_before_it(step: Any) -> None:
    reads = {name for name in step.reads if name != "nothing"}
    assert tables_of(step.body) - {"json_each", "range", ""} == reads
    before = {one.name for one in STEPS[: STEPS.index(step)]}
    for name in reads:
        assert name in before or name in NOT_OF_THE_FEED or name.startswith("raw_"), name


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step.stage}.{step.name}")
def test_a_step_can_be_said_in_the_words_of_spark(step: Any) -> None:
    assert sqlglot.transpile(step.body, read="duckdb", write="spark")[0]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step.stage}.{step.name}")
def test_no_number_of_the_manual_stands_in_a_step(step: Any) -> None:
    if step.stage not in ("facts", "tasks"):
        return
    tree = sqlglot.parse_one(step.body, dialect="duckdb")
    numbers = {literal.this for literal in tree.find_all(sqlglot.exp.Literal) if not literal.is_string}
    kinds = {size.this.this for size in tree.find_all(sqlglot.exp.DataTypeParam)}
    assert numbers - kinds <= {"0", "1", "4"}  # 4: decimals of a share that is shown


def test_every_step_has_a_name_of_its_own() -> None:
    names = [step.name for step in STEPS]
    assert len(names) == len(set(names))


def step_of(tmp_path: Path, sql: str) -> Any:
    file = tmp_path / "10_thing.sql"
    file.write_text(sql)
    return read_step("facts", file)


def test_a_step_without_its_grain_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StepError, match="lacks its grain"):
        step_of(tmp_path, "-- reads: nothing\nSELECT 1 AS a")


def test_a_grain_that_does_not_hold_stops_the_run(tmp_path: Path) -> None:
    step = step_of(tmp_path, "-- grain: a\n-- reads: nothing\nSELECT 1 AS a UNION ALL SELECT 1")
    con = duckdb.connect()
    run_step(con, step, {})
    check_step(con, step, {}, grain=False)
    with pytest.raises(StepError, match="more than one row for a"):
        check_step(con, step, {}, grain=True)


def test_a_check_that_returns_a_row_stops_the_run(tmp_path: Path) -> None:
    text = "-- grain: a\n-- reads: nothing\n-- check: nothing is negative: SELECT * FROM thing WHERE a < 0\n"
    text += "SELECT $low AS a"
    step = step_of(tmp_path, text)
    con = duckdb.connect()
    run_step(con, step, {"low": -1, "other": 2})
    with pytest.raises(StepError, match="check failed: nothing is negative"):
        check_step(con, step, {}, grain=False)
    assert step.parameters == {"low"}


def test_a_value_that_nobody_passes_is_named(tmp_path: Path) -> None:
    step = step_of(tmp_path, "-- grain: a\n-- reads: nothing\nSELECT $missing AS a")
    with pytest.raises(StepError, match=re.escape("facts/thing: 'missing'")):
        run_step(duckdb.connect(), step, {})

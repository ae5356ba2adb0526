"""Steps on their way: what they wait for, what stops them, what the caller hears of it."""

import os
import subprocess
import sys
import threading
from typing import Any

import duckdb
import pytest

from tingtang.nightly.course import HANDS, Course, threads
from tingtang.nightly.engine import Step, StepError


def step(name: str, sql: str, *reads: str) -> Step:
    return Step("facts", name, sql, ("one row",), reads, (), is_view=False)


@pytest.fixture
def con() -> Any:
    with duckdb.connect() as connection:
        yield connection


def one(con: Any, relation: str) -> Any:
    return con.execute(f"SELECT * FROM {relation}").fetchone()[0]


def test_a_step_begins_when_what_it_reads_is_there_whatever_the_order_of_the_files(con: Any) -> None:
    steps = [step("c", "SELECT a + b AS c FROM a, b", "a", "b"), step("b", "SELECT a + 1 AS b FROM a", "a")]
    with Course(con, [*steps, step("a", "SELECT 1 AS a")], {}) as course:
        course.wait("c")
        assert one(con, "c") == 3
    assert set(course.seconds) == {"facts.a", "facts.b", "facts.c"}


def test_relations_that_come_later_are_waited_for(con: Any) -> None:
    with Course(con, [step("b", "SELECT a + 1 AS b FROM a", "a")], {}, later=["a"]) as course:
        assert not course.seconds
        con.execute("CREATE TABLE a AS SELECT 41 AS a")
        course.made("a")
        course.wait_for_all()
        assert one(con, "b") == 42


def test_what_is_not_of_the_course_is_there_already(con: Any) -> None:
    with Course(con, [], {}) as course:
        course.wait("anything")


def test_two_steps_run_beside_each_other(con: Any) -> None:
    """Each waits for the other in the middle of its work: one after the other they would never end."""
    meeting = threading.Barrier(HANDS, timeout=60)

    def meet() -> int:
        meeting.wait()
        return 1

    con.create_function("meet", meet, [], "INTEGER", side_effects=True)
    with Course(con, [step(f"t{n}", "SELECT meet() AS m") for n in range(HANDS)], {}):
        pass
    assert [one(con, f"t{n}") for n in range(HANDS)] == [1] * HANDS


def test_a_step_that_fails_stops_the_course_and_the_one_who_waits_hears_why(con: Any) -> None:
    steps = [step("bad", "SELECT nonsense"), step("never", "SELECT 1 AS x FROM bad", "bad")]
    with pytest.raises(StepError, match="facts/bad"), Course(con, steps, {}) as course:
        course.wait("never")
    assert not course.seconds


def test_a_failure_is_raised_at_the_end_when_nobody_waited(con: Any) -> None:
    with pytest.raises(StepError, match="facts/bad"), Course(con, [step("bad", "SELECT nonsense")], {}):
        pass


def test_when_the_caller_fails_no_further_step_begins_and_the_caller_s_error_is_told(con: Any) -> None:
    steps = [step("b", "SELECT a + 1 AS b FROM a", "a")]
    with pytest.raises(LookupError, match="mine"), Course(con, steps, {}, later=["a"]):
        raise LookupError("mine")
    with pytest.raises(duckdb.CatalogException):
        one(con, "b")


def test_a_step_whose_relation_nobody_makes_is_named_at_the_end(con: Any) -> None:
    steps = [step("b", "SELECT 1 AS b FROM a", "a")]
    with pytest.raises(StepError, match="facts/b: what it reads"), Course(con, steps, {}, later=["a"]):
        pass


def test_steps_see_the_time_zone_that_is_set_for_all(con: Any) -> None:
    con.execute("SET GLOBAL TimeZone = 'Pacific/Apia'")
    with Course(con, [step("z", "SELECT current_setting('TimeZone') AS z")], {}):
        pass
    assert one(con, "z") == "Pacific/Apia"


def test_the_hands_share_the_processor() -> None:
    assert threads() == max(1, len(os.sched_getaffinity(0)) // HANDS)
    pinned = "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); "
    told = subprocess.run(
        [sys.executable, "-c", pinned + "from tingtang.nightly.course import threads; print(threads())"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == "1\n"

"""The cheapest shifts: held against every possible plan, and exact to the last cent."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tingtang.lobby.staffing.advice import Work, advise, answer_of
from tingtang.lobby.staffing.demand import Interval, read_demand, read_shifts
from tingtang.lobby.staffing.shifts import Shift, plan
from tingtang.lobby.staffing.targets import Target
from tingtang.lobby.tables import TableError
from tingtang.lobby.tests.days import BOOK

HEADER = "name,start,end,cost\n"
CLASSES = tuple(BOOK.service_classes.values())


def shift(name: str, cost: str, *covers: int) -> Shift:
    """A shift over some intervals."""
    return Shift(name, Decimal(cost), frozenset(covers))


def test_the_cheapest_cover_is_found() -> None:
    found = plan(
        [5, 10, 13, 0, 7],
        [shift("early", "100.50", 0, 1, 2), shift("late", "100.10", 2, 3, 4), shift("all", "180", 0, 1, 2, 3, 4)],
    )
    assert found.people == {"early": 6, "late": 3, "all": 4}
    assert found.cost == Decimal("1623.30")


def test_a_cent_decides() -> None:
    shifts = [shift("two", "200.01", 0, 1), shift("first", "100", 0), shift("second", "100", 1)]
    assert plan([1, 1], shifts).people == {"two": 0, "first": 1, "second": 1}
    cheaper = [shift("two", "199.99", 0, 1), *shifts[1:]]
    assert plan([1, 1], cheaper).people == {"two": 1, "first": 0, "second": 0}


def test_equally_cheap_plans_take_the_fewest_people() -> None:
    shifts = [shift("first", "100", 0), shift("second", "100", 1), shift("two", "200", 0, 1)]
    assert plan([3, 3], shifts).people == {"first": 0, "second": 0, "two": 3}


def test_a_shift_that_costs_nothing_is_not_filled_for_fun() -> None:
    assert plan([2, 1], [shift("free", "0", 0, 1), shift("dear", "9", 0, 1)]).people == {"free": 2, "dear": 0}


def test_an_interval_without_a_shift_is_named_and_the_rest_planned() -> None:
    found = plan([2, 1, 0], [shift("first", "10", 0)])
    assert (found.people, found.cost, found.uncovered) == ({"first": 2}, Decimal(20), (1,))


def test_where_nothing_is_needed_nobody_works() -> None:
    assert plan([0, 0], [shift("all", "10", 0, 1)]).people == {"all": 0}
    assert plan([3], [shift("elsewhere", "10")]).uncovered == (0,)


def test_costs_stay_exact_however_large_and_fine() -> None:
    found = plan([3], [shift("one", "123456789.987654", 0)])
    assert found.cost == Decimal("370370369.962962")


spans = st.tuples(st.integers(0, 3), st.integers(0, 3)).map(lambda pair: range(min(pair), max(pair) + 1))


def people_at(place: int, counts: tuple[int, ...], shifts: list[Shift]) -> int:
    """How many work in an interval."""
    return sum(n for n, one in zip(counts, shifts, strict=True) if place in one.covers)


@given(
    st.lists(st.integers(0, 2), min_size=4, max_size=4),
    st.lists(st.tuples(spans, st.integers(1, 500)), min_size=1, max_size=4),
)
def test_no_plan_at_all_is_cheaper(needs: list[int], offered: list[tuple[range, int]]) -> None:
    shifts = [shift(str(n), f"{cost / 100:.2f}", *covers) for n, (covers, cost) in enumerate(offered)]
    found = plan(needs, shifts)
    rows = [place for place, need in enumerate(needs) if need and place not in found.uncovered]
    every = product(range(max(needs) + 1), repeat=len(shifts))
    fitting = [counts for counts in every if all(people_at(row, counts, shifts) >= needs[row] for row in rows)]
    costs = [sum((n * one.cost for n, one in zip(counts, shifts, strict=True)), Decimal(0)) for counts in fitting]
    fewest = min(sum(counts) for counts, cost in zip(fitting, costs, strict=True) if cost == min(costs))
    assert (found.cost, sum(found.people.values())) == (min(costs), fewest)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file to be written."""
    return tmp_path / "shifts.csv"


def intervals(file: Path, *starts: str) -> list[Interval]:
    """Half hours with ten arrivals each."""
    file.write_text("interval_start,arrivals\n" + "".join(f"{start},10\n" for start in starts))
    return read_demand(file, CLASSES, 30)


def shifts_of(file: Path, text: str, *starts: str) -> list[Shift]:
    """The shifts of a text over half hours."""
    spans_of_day = intervals(file, *starts)
    file.write_text(HEADER + text)
    return read_shifts(file, spans_of_day)


def test_a_shift_covers_the_intervals_that_lie_whole_within_it(file: Path) -> None:
    [one] = shifts_of(file, "a,09:00,10:15,80.5\n", "08:30", "09:00", "09:30", "10:00")
    assert (one.covers, one.cost) == ({1, 2}, Decimal("80.5"))


def test_a_time_of_day_holds_on_every_day(file: Path) -> None:
    [one] = shifts_of(
        file, "a,09:00,24:00,80\n", "2026-11-23T08:30", "2026-11-23T09:00", "2026-11-24T09:30", "2026-11-24T02:00Z"
    )
    assert one.covers == {1, 2, 3}


def test_a_dated_shift_holds_once(file: Path) -> None:
    [one] = shifts_of(file, "a,2026-11-23T09:00,2026-11-23T10:00,80\n", "2026-11-23T09:00", "2026-11-24T09:00")
    assert one.covers == {0}


@pytest.mark.parametrize(
    ("text", "line", "field", "why"),
    [
        ("a,09:00,09:00,1\n", 2, "end", "is not after"),
        ("a,17:00,09:00,1\n", 2, "end", "09:00 is not after 17:00"),
        ("a,09:00,2026-11-23T10:00,1\n", 2, "end", "is not after"),
        ("a,2026-11-23T09:00,2026-11-23T10:00,1\n", 2, "start", "is dated"),
        ("a,09:00,10:00,-1\n", 2, "cost", "is not a number"),
        ("a,09:00,10:00,\n", 2, "cost", "is empty"),
        (",09:00,10:00,1\n", 2, "name", "is empty"),
        ("a,09:00,10:00,1\na,10:00,11:00,1\n", 3, "name", "'a' stands twice"),
        ("", 1, "has no shifts", ""),
    ],
)
def test_a_mistake_is_told_with_file_line_and_field(file: Path, text: str, line: int, field: str, why: str) -> None:
    with pytest.raises(TableError) as told:
        shifts_of(file, text, "09:00", "09:30")
    assert str(told.value).startswith(f"{file}:{line}: {field}")
    assert why in str(told.value)


def test_the_answer_names_the_intervals_that_no_shift_covers(file: Path) -> None:
    advice = advise(intervals(file, "09:00", "09:30"), Work(6.0), Target("p_wait", 0.5))
    answer = answer_of(advice, [shift("first", "80.10", 0)])
    assert answer["shifts"] == {"first": advice[0].servers}
    assert answer["cost"] == advice[0].servers * Decimal("80.10")
    assert answer["advice"] == ["09:30: no shift covers this interval"]

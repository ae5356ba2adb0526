"""Days computed by hand, run again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tingtang.lobby.estimate import Range
from tingtang.lobby.replay.report import percentile, replay, report
from tingtang.lobby.replay.simulate import Visit
from tingtang.lobby.tests.days import BOOK, NINE, POLICY, came, counter, minutes, run, waits

LAST = replace(POLICY, starve_minutes=1e9)


def test_one_counter_serves_one_after_the_other() -> None:
    assert waits(run([came(0, 5), came(1, 4), came(2, 3), came(20, 1)], [counter("1")])) == [0, 4, 7, 0]


def test_two_counters_share_the_line() -> None:
    assert waits(run([came(0, 10), came(0, 4), came(1, 5), came(2, 1)], [counter("1"), counter("2")])) == [0, 0, 3, 7]


def test_who_comes_at_the_instant_a_counter_is_free_competes_for_it() -> None:
    visits = run([came(0, 5), came(1, 5), came(5, 5, "vip")], [counter("1")])
    assert waits(visits) == [0, 4, 5]  # 4 points to 0: the promise of the VIP has time
    together = run([came(0, 5), came(5, 5), came(5, 5, "vip")], [counter("1")])
    assert waits(together) == [0, 5, 0]


def test_a_promise_about_to_break_overtakes_a_long_wait() -> None:
    visits = run([came(0, 20), came(0.5, 5), came(15, 5, "vip")], [counter("1")])
    assert waits(visits) == [0, 24.5, 5]
    assert [visit.rule for visit in visits] == ["score", "score", "promise"]


def test_a_counter_calls_within_its_skills() -> None:
    arrivals = [came(0, 5, business="transfer"), came(0, 5, business="cash_deposit"), came(1, 5, business="transfer")]
    assert waits(run(arrivals, [counter("1", "cash"), counter("2", "non_cash")])) == [0, 0, 4]


def test_a_skill_may_name_one_business_or_one_the_manual_does_not_know() -> None:
    arrivals = [came(0, 5, business="gold"), came(0, 5, business="safe")]
    visits = run(arrivals, [counter("1", "safe"), counter("2", "gold")])
    assert [visit.counter for visit in visits] == ["2", "1"]


def test_a_vip_counter_waits_for_vips_and_an_ordinary_one_takes_them_too() -> None:
    windows = [counter("V1", classes="vip"), counter("1", classes="ordinary")]
    visits = run([came(0, 9, "vip"), came(0, 5), came(1, 5), came(2, 5, "vip")], windows)
    assert waits(visits) == [0, 0, 9, 3]
    assert [visit.counter for visit in visits] == ["V1", "1", "1", "1"]


def test_a_counter_that_closes_finishes_whom_it_serves_and_calls_nobody_more() -> None:
    windows = [counter("1", closes=3), counter("2", opens=10)]
    assert waits(run([came(0, 5), came(1, 5), came(2, 5)], windows)) == [0, 9, 13]


def test_at_the_instant_of_closing_nobody_is_called() -> None:
    visits = run([came(0, 5), came(1, 5)], [counter("1", closes=5)])
    assert waits(visits) == [0, None]
    assert visits[1].left_at == NINE + minutes(5)


def test_two_spells_of_a_counter_follow_each_other_without_a_gap() -> None:
    assert waits(run([came(0, 5), came(4, 5)], [counter("1", closes=4), counter("1", opens=4)])) == [0, 1]


def test_a_counter_that_opens_again_while_it_still_serves_is_busy() -> None:
    windows = [counter("1", closes=2), counter("1", opens=4)]
    assert waits(run([came(0, 6), came(1, 5)], windows)) == [0, 5]


def test_whoever_waits_before_the_opening_is_called_then() -> None:
    assert waits(run([came(-10, 5), came(-5, 5)], [counter("1", opens=0)])) == [10, 10]


def test_patience_ends_a_wait() -> None:
    visits = run([came(0, 10), came(1, 5, patience=4), came(2, 5)], [counter("1")])
    assert waits(visits) == [0, None, 8]
    assert visits[1].left_at == NINE + minutes(5)


def test_a_call_at_the_last_instant_of_patience_is_in_time() -> None:
    assert waits(run([came(0, 5), came(1, 5, patience=4)], [counter("1")])) == [0, 4]


def test_without_counters_everybody_leaves() -> None:
    assert waits(run([came(0, 5), came(1, 5)], [])) == [None, None]


def test_whom_no_counter_serves_is_left_at_the_end() -> None:
    visits = run([came(0, 5), came(1, 5, business="gold"), came(2, 5)], [counter("1", "non_cash")])
    assert waits(visits) == [0, None, 3]


def test_nobody_waits_for_the_counters_of_the_next_day() -> None:
    day = 24 * 60.0
    windows = [counter("1", opens=0, closes=60), counter("1", opens=day, closes=day + 60)]
    visits = run([came(55, 10), came(58, 5), came(70, 5), came(day, 5)], windows)
    assert waits(visits) == [0, None, None, 0]
    assert visits[1].left_at == NINE + minutes(60)
    assert visits[2].left_at == NINE + minutes(70)


def test_a_service_of_no_time_lets_the_next_go_at_once() -> None:
    assert waits(run([came(0, 0), came(0, 0), came(0, 5), came(1, 1)], [counter("1")])) == [0, 0, 0, 4]


def test_the_counter_that_has_been_free_longest_calls() -> None:
    visits = run([came(0, 3), came(0, 1), came(5, 1)], [counter("1"), counter("2")])
    assert visits[2].counter == "2"


def test_every_run_gives_the_same_day() -> None:
    arrivals = [came(n * 0.7, 1 + n % 7, "vip" if n % 9 == 0 else "ordinary", patience=20) for n in range(200)]
    windows = [counter("1"), counter("2"), counter("V1", classes="vip")]
    assert run(arrivals, windows) == run(arrivals, windows)


def answer(arrivals: list, windows: list) -> dict:  # type: ignore[type-arg]
    """The report of a day."""
    return replay(arrivals, windows, POLICY, BOOK.businesses, 60.0)


def test_the_report_of_a_day_computed_by_hand() -> None:
    arrivals = [came(0, 12), came(1, 5, "vip"), came(2, 5), came(3, 5, patience=6)]
    found = answer(arrivals, [counter("1")])
    assert found["classes"] == {
        "vip": {"n": 1, "mean": 11.0, "p50": 11.0, "p90": 11.0, "within_promise": 0.0, "abandoned": 0},
        "ordinary": {"n": 3, "mean": 7.5, "p50": 7.5, "p90": 13.5, "within_promise": 0.6667, "abandoned": 1},
    }
    assert set(found) == {"classes", "estimate"}
    assert set(found["estimate"]) == {"mae_minutes", "bias_minutes", "inside_range"}


def test_where_nobody_is_called_there_is_no_figure() -> None:
    found = answer([came(0, 5)], [])
    assert found["classes"]["ordinary"] == {
        "n": 1, "mean": None, "p50": None, "p90": None, "within_promise": 0.0, "abandoned": 1,
    }  # fmt: skip
    assert found["estimate"] == {"mae_minutes": None, "bias_minutes": None, "inside_range": None}


def test_a_promise_is_kept_up_to_its_last_instant() -> None:
    found = answer([came(0, 10), came(0, 5, "vip")], [counter("1")])
    assert found["classes"]["vip"]["within_promise"] == 1.0
    late = answer([came(0, 15), came(1, 5, "vip")], [counter("1")])
    assert late["classes"]["vip"]["within_promise"] == 0.0


def visit(told: Range | None, waited: float | None) -> Visit:
    """A visit with what was told and what came of it."""
    called = None if waited is None else NINE + minutes(waited)
    return Visit(came(0, 5), told, called)


def test_the_error_of_the_expected_waits_is_that_of_the_p50_and_the_told_range() -> None:
    visits = [
        visit(Range(4.0, 9.5, 2), 6.0),  # two minutes short, inside 4 to 10
        visit(Range(4.2, 9.5, 2), 10.0),  # 5.8 short, inside 4 to 10: the range is rounded outwards
        visit(Range(8.0, 12.0, 3), 7.0),  # one minute long, below 8
        visit(Range(1.0, 2.0, 1), None),  # gave up: not counted
        visit(None, 3.0),  # was told nothing
    ]
    assert report(visits, POLICY)["estimate"] == {
        "mae_minutes": pytest.approx((2 + 5.8 + 1) / 3, abs=1e-4),
        "bias_minutes": pytest.approx((-2 - 5.8 + 1) / 3, abs=1e-4),
        "inside_range": pytest.approx(2 / 3, abs=1e-4),
    }


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([3.0], 0.9, 3.0), ([0.0, 10.0], 0.5, 5.0), ([0.0, 10.0], 0.9, 9.0), ([1.0, 2.0, 3.0, 4.0, 5.0], 0.5, 3.0)],
)
def test_a_percentile_lies_between_its_neighbours(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == pytest.approx(expected)


def test_the_classes_are_printed_from_the_highest_down() -> None:
    found = answer([came(0, 1), came(1, 1, "booked"), came(2, 1, "private")], [counter("1")])
    assert list(found["classes"]) == ["private", "booked", "ordinary"]

"""The expected wait: what it is made of, and what it is worth on days that are run."""

from __future__ import annotations

from itertools import pairwise
from math import inf, log
from statistics import fmean
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tingtang.lobby.calling import CounterFacts
from tingtang.lobby.estimate import CounterNow, Lobby, Range, expected_wait, people_before
from tingtang.lobby.replay.day import Arrival, Window, same_counters
from tingtang.lobby.replay.report import Learner
from tingtang.lobby.replay.simulate import Day
from tingtang.lobby.service_times import Record, ServiceTime
from tingtang.lobby.tests.days import BOOK, NINE, POLICY, came, dice, minutes, waiting

TIMES = {"transfer": ServiceTime(6.0, 1.0), "cash_deposit": ServiceTime(6.0, 1.0), "gold": ServiceTime(12.0, 0.0)}
ME = waiting(99)


def busy(label: str, skills: str = "", classes: str = "", since: float = 0, business: str = "transfer") -> CounterNow:
    """A counter that has served for some minutes."""
    facts = CounterFacts(label, frozenset(skills.split()), frozenset(classes.split()))
    return CounterNow(facts, business, NINE - minutes(since))


def free(label: str, skills: str = "") -> CounterNow:
    """A counter that waits for somebody."""
    return CounterNow(CounterFacts(label, frozenset(skills.split())))


def told(line: list, counters: list[CounterNow], me: Any = ME, **other: Any) -> Range:  # type: ignore[type-arg]
    """The range of somebody who joins the line at nine."""
    found = expected_wait(me, Lobby(line, counters, TIMES, POLICY, **other), NINE)
    assert found is not None
    return found


def mean(found: Range) -> float:
    """The mean of the gamma distribution of a range with a single exponential step: its median over ln 2."""
    return found.low / log(2)


def test_without_an_open_counter_nothing_is_told() -> None:
    assert expected_wait(ME, Lobby([], [], TIMES, POLICY), NINE) is None


def test_without_a_counter_that_may_serve_nothing_is_told() -> None:
    for counter in (busy("1", "cash"), busy("V", classes="vip")):
        assert expected_wait(ME, Lobby([], [counter], TIMES, POLICY), NINE) is None


def test_a_free_counter_calls_at_once() -> None:
    assert told([], [busy("1"), free("2")]) == Range(0.0, 0.0, 0)


def test_a_free_counter_that_somebody_else_is_about_to_be_called_to_is_not_free() -> None:
    one = [waiting(1, waited=1)]
    assert told(one, [free("1")]).low > 0
    assert told(one, [free("1"), free("2")]) == Range(0.0, 0.0, 1)


def test_with_nobody_ahead_it_is_the_time_to_the_first_free_counter() -> None:
    assert mean(told([], [busy("1")])) == pytest.approx(6, rel=0.02)
    assert mean(told([], [busy("1"), busy("2"), busy("3")])) == pytest.approx(2, rel=0.02)


def test_services_that_are_always_alike_remember_how_long_they_have_run() -> None:
    assert told([], [busy("1", since=9, business="gold")]).low == pytest.approx(3, rel=0.02)
    assert told([], [busy("1", since=20, business="gold")]) == Range(0.0, 0.0, 0)


def test_each_one_ahead_adds_a_service() -> None:
    found = [told([waiting(n, waited=n) for n in range(1, people)], [busy("1")]) for people in range(1, 6)]
    assert [one.ahead for one in found] == [0, 1, 2, 3, 4]
    steps = [later.low - earlier.low for earlier, later in pairwise(found)]
    assert steps == pytest.approx([6, 6, 6, 6], rel=0.05)


def test_those_of_a_lower_class_are_ahead_only_until_they_are_overtaken() -> None:
    line = [waiting(n, waited=2) for n in range(1, 11)]
    ordinary, vip = told(line, [busy("1")]), told(line, [busy("1")], waiting(99, "vip"))
    assert ordinary.ahead == 10
    assert vip.ahead <= 1
    assert vip.high < ordinary.low


def test_those_of_a_higher_class_are_all_ahead() -> None:
    line = [waiting(n, "vip", waited=1) for n in range(1, 4)]
    assert told(line, [busy("1")]).ahead == 3


def test_who_starves_soon_stays_ahead_of_a_higher_class_without_a_promise() -> None:
    line = [waiting(1, waited=44)]
    assert told(line, [busy("1", since=0), busy("2")], waiting(99, "priority")).ahead == 1


def test_who_asks_again_later_is_told_what_is_left() -> None:
    """The third of five in line, after eight minutes: two are ahead, the two who came later are not."""
    line = [waiting(n, waited=10 - n) for n in (1, 2, 4, 5)]
    asked = told(line, [busy("1")], waiting(3, waited=7))
    assert asked.ahead == 2
    assert asked == told(line[:2], [busy("1")], waiting(3, waited=7))


def test_a_higher_class_that_came_later_is_ahead_once_it_overtakes() -> None:
    """40 points against 2, and 3 a minute faster: it passes in 12.7 minutes, well after the call in six."""
    late = waiting(1, "priority", waited=0.5)
    assert told([late], [busy("1")], waiting(99, waited=40)).ahead == 0
    assert told([late], [busy("1")], waiting(99, waited=1)).ahead == 1
    assert told([waiting(1, "vip", waited=0.5)], [busy("1")], waiting(99, waited=40)).ahead == 1  # its promise is due


def test_people_before_are_counted_without_a_counter_too() -> None:
    line = [waiting(1, waited=5), waiting(2, "vip", waited=1), waiting(3, waited=0.5), waiting(4, "priority", waited=0)]
    assert people_before(waiting(99, waited=1), line, POLICY, NINE) == 2
    assert people_before(waiting(99), line, POLICY, NINE) == 4


def test_only_those_who_share_the_counters_count() -> None:
    counters = [busy("1", "cash"), busy("2", "non_cash")]
    cash = [waiting(n, waited=n, business_group="cash", business="cash_deposit") for n in range(1, 6)]
    assert told(cash, counters).ahead == 0
    assert told(cash, [*counters, busy("3")]).low < told(cash, [busy("3")]).low


def test_a_ticket_bound_to_another_counter_is_not_ahead() -> None:
    line = [waiting(1, waited=9, bound_counter="2")]
    assert told(line, [busy("1")]).ahead == 0


def test_impatience_makes_the_line_shorter() -> None:
    line = [waiting(n, waited=n) for n in range(1, 21)]
    patient, impatient = told(line, [busy("1")]), told(line, [busy("1")], patience_minutes=30.0)
    assert impatient.low < 0.5 * patient.low
    assert told(line, [busy("1")], patience_minutes=1e9).low == pytest.approx(patient.low, rel=1e-3)


def test_higher_classes_still_to_come_make_it_longer_but_never_endless() -> None:
    line = [waiting(n, waited=n) for n in range(1, 5)]
    calm = told(line, [busy("1")])
    groups = {"transfer": "non_cash"}
    some = told(line, [busy("1")], coming={("vip", "transfer"): 0.02}, groups=groups)
    flood = told(line, [busy("1")], coming={("vip", "transfer"): 50.0}, groups=groups)
    assert calm.low < some.low < flood.low < inf
    equal = told(line, [busy("1")], coming={("ordinary", "transfer"): 50.0}, groups=groups)
    assert equal == calm


def test_what_is_told_is_whole_minutes_rounded_outwards() -> None:
    assert Range(4.9, 9.1, 2).told == (4, 10)
    assert Range(0.0, 0.0, 0).told == (0, 0)


@given(st.integers(0, 40), st.integers(1, 8), st.floats(0.5, 40), st.floats(0, 1), st.sampled_from(list(POLICY.rate)))
def test_a_range_is_finite_and_in_order(
    people: int, counters: int, service: float, variation: float, service_class: str
) -> None:
    lobby = Lobby(
        [waiting(n, waited=n) for n in range(people)],
        [busy(str(n)) for n in range(counters)],
        {"transfer": ServiceTime(service, variation)},
        POLICY,
        60.0,
    )
    found = expected_wait(waiting(999, service_class), lobby, NINE)
    assert found is not None
    assert 0 <= found.low <= found.high < inf
    assert 0 <= found.ahead <= people


@given(st.integers(1, 30), st.integers(1, 6))
def test_one_more_counter_never_makes_the_wait_longer(people: int, counters: int) -> None:
    line = [waiting(n, waited=n) for n in range(people)]
    few, more = (told(line, [busy(str(n)) for n in range(number)]) for number in (counters, counters + 1))
    assert more.low <= few.low


def test_a_record_begins_with_the_manuals_minutes_and_learns() -> None:
    record = Record()
    assert record.service_time(8.0) == ServiceTime(8.0, 0.5)
    for _ in range(5):
        record.add(4.0)
    assert record.service_time(8.0) == ServiceTime(6.0, pytest.approx(0.25))
    for _ in range(1000):
        record.add(4.0)
    learnt = record.service_time(8.0)
    assert learnt.mean == pytest.approx(4.0, rel=0.01)
    assert learnt.variation == pytest.approx(0.0, abs=0.01)


def test_a_record_of_services_that_took_no_time_is_no_error() -> None:
    record = Record()
    record.add(0.0)
    assert record.service_time(0.0) == ServiceTime(0.0, pytest.approx(0.5, abs=0.1))


MIX = {"vip": 10, "priority": 8, "booked": 6, "ordinary": 76}
BUSINESSES = {"enquiry": 3, "cash_deposit": 5, "personal_account": 18, "corporate_settlement": 10, "wealth_product": 20}
SKILLS = [
    "cash",
    "cash other",
    "cash non_cash other",
    "non_cash other corporate",
    "non_cash corporate",
    "wealth",
    "wealth",
]


def a_day(seed: int, n: int, every: float, businesses: dict[str, int], patience: float | None) -> list[Arrival]:
    """Customers of the mix at random, with services between regular and exponential."""
    chance, at, found = dice(seed), 0.0, []
    for _ in range(n):
        at += chance.expovariate(1 / every)
        [name] = chance.choices(list(MIX), list(MIX.values()))
        business = chance.choice(list(businesses))
        service = chance.gammavariate(2, businesses[business] / 2)
        found.append(came(at, service, name, business, None if patience is None else chance.expovariate(1 / patience)))
    return found


def worth(arrivals: list[Arrival], windows: list[Window]) -> tuple[float, float, float, float]:
    """Of those who had to wait: mean wait, mean error of the p50, share below the p50, share below the p90."""
    codes = {one.business for one in arrivals}
    impatient = any(one.patience for one in arrivals)
    learner = Learner(
        {code: float(BOOK.businesses[code].minutes) for code in codes}, POLICY, 60.0 if impatient else None
    )
    pairs = [
        (visit.told, visit.waited.total_seconds() / 60)
        for visit in Day(arrivals, windows, POLICY, learner).run()
        if visit.told is not None and visit.waited is not None and visit.told.high > 0
    ]
    assert len(pairs) > 500
    return (
        fmean(wait for _, wait in pairs),
        fmean(guess.low - wait for guess, wait in pairs),
        fmean(wait <= guess.low for guess, wait in pairs),
        fmean(wait <= guess.high for guess, wait in pairs),
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("businesses", "windows", "every", "patience"),
    [
        ({"transfer": 6}, same_counters(4), 1.65, None),
        ({"transfer": 6}, same_counters(1), 6.8, None),
        (BUSINESSES, same_counters(6), 2.05, 60.0),
        (BUSINESSES, same_counters(4), 2.5, 30.0),
    ],
    ids=["one business", "one counter", "many businesses", "overload with patience"],
)
def test_half_wait_less_than_the_p50_and_nine_in_ten_less_than_the_p90(
    businesses: dict[str, int], windows: list[Window], every: float, patience: float | None
) -> None:
    wait, bias, half, most = worth(a_day(17, 3000, every, businesses, patience), windows)
    assert abs(bias) < 0.12 * wait
    assert half == pytest.approx(0.5, abs=0.09)
    assert most == pytest.approx(0.9, abs=0.06)


@pytest.mark.slow
def test_counters_with_different_skills_are_told_with_less_certainty_but_not_wrongly() -> None:
    windows = [Window(CounterFacts(str(n), frozenset(skills.split()))) for n, skills in enumerate(SKILLS)]
    wait, bias, half, most = worth(a_day(18, 3000, 2.1, BUSINESSES, 60.0), windows)
    assert abs(bias) < 0.2 * wait
    assert half == pytest.approx(0.5, abs=0.15)
    assert most == pytest.approx(0.9, abs=0.08)

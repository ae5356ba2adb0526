"""What holds for every waiting list: whoever is called, and whoever is not."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from time import thread_time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tingtang.lobby.calling import Choice, CounterFacts, Waiting, can_serve, choose, waited_minutes
from tingtang.lobby.tests.days import NINE, POLICY, TURN, came, counter, dice, run, waits
from tingtang.lobby.tests.days import waiting as ticket

CLASSES = list(POLICY.rate)
GROUPS = ["cash", "non_cash", "corporate", "wealth", "other"]
LABELS = ["1", "2", "V1"]

waits_of = st.integers(0, 90 * 60).map(lambda seconds: seconds / 60)
rules = st.sampled_from(["", "promise", "starving", "score"])
counters = st.builds(
    CounterFacts,
    label=st.sampled_from(LABELS),
    skills=st.frozensets(st.sampled_from(GROUPS), max_size=3),
    classes=st.frozensets(st.sampled_from(CLASSES), max_size=2),
    last_rule=rules,
)


@st.composite
def lists(draw: st.DrawFn) -> list[Waiting]:
    """People who wait, their numbers in the order of the list."""
    size = draw(st.integers(0, 12))
    return [
        ticket(
            number,
            draw(st.sampled_from(CLASSES)),
            draw(waits_of),
            business_group=draw(st.sampled_from(GROUPS)),
            bound_counter=draw(st.sampled_from(["", "", "", "1", "V1"])),
        )
        for number in range(1, size + 1)
    ]


def found(choice: Choice | None, line: list[Waiting]) -> Waiting:
    """The ticket that was chosen."""
    assert choice is not None
    return next(one for one in line if one.ticket_id == choice.ticket_id)


@given(lists(), counters)
def test_somebody_is_called_exactly_when_the_counter_can_serve_somebody(
    line: list[Waiting], where: CounterFacts
) -> None:
    choice = choose(line, where, POLICY, NINE)
    assert (choice is not None) == any(can_serve(where, one, POLICY) for one in line)
    if choice is not None:
        assert can_serve(where, found(choice, line), POLICY)


@given(lists(), counters)
def test_no_higher_class_that_waited_as_long_is_passed_over(line: list[Waiting], where: CounterFacts) -> None:
    choice = choose(line, where, POLICY, NINE)
    assume(choice is not None)
    chosen = found(choice, line)
    passed_over = [
        one
        for one in line
        if can_serve(where, one, POLICY)
        and POLICY.rank[one.service_class] < POLICY.rank[chosen.service_class]
        and waited_minutes(one, NINE) >= waited_minutes(chosen, NINE)
    ]
    assert passed_over == []


@given(lists(), counters)
def test_within_a_class_nobody_is_passed_over_by_a_shorter_wait(line: list[Waiting], where: CounterFacts) -> None:
    choice = choose(line, where, POLICY, NINE)
    assume(choice is not None)
    chosen = found(choice, line)
    same = [one for one in line if one.service_class == chosen.service_class and can_serve(where, one, POLICY)]
    assert waited_minutes(chosen, NINE) == max(waited_minutes(one, NINE) for one in same)


@given(lists(), counters, st.integers(1, 120))
def test_to_have_waited_longer_never_loses_the_call(line: list[Waiting], where: CounterFacts, more: int) -> None:
    choice = choose(line, where, POLICY, NINE)
    assume(choice is not None)
    chosen = found(choice, line)
    older = replace(chosen, clock_from=chosen.clock_from - timedelta(minutes=more))
    again = choose([older if one is chosen else one for one in line], where, POLICY, NINE)
    assert again is not None
    assert again.ticket_id == chosen.ticket_id


@given(lists(), counters, st.randoms(use_true_random=False))
def test_the_order_of_the_list_does_not_matter(line: list[Waiting], where: CounterFacts, chance: random.Random) -> None:
    shuffled = chance.sample(line, len(line))
    assert choose(shuffled, where, POLICY, NINE) == choose(line, where, POLICY, NINE)


@given(lists(), counters)
def test_who_leaves_the_line_changes_nothing_for_the_one_chosen(line: list[Waiting], where: CounterFacts) -> None:
    choice = choose(line, where, POLICY, NINE)
    assume(choice is not None)
    chosen = found(choice, line)
    starving = [one for one in line if waited_minutes(one, NINE) >= POLICY.starve_minutes]
    for gone in (one for one in line if one is not chosen and one not in starving):
        again = choose([one for one in line if one is not gone], where, POLICY, NINE)
        assert again is not None
        assert again.ticket_id == chosen.ticket_id


@given(lists(), counters)
def test_a_call_by_promise_is_one_of_a_protected_class_that_is_due(line: list[Waiting], where: CounterFacts) -> None:
    choice = choose(line, where, POLICY, NINE)
    assume(choice is not None)
    chosen = found(choice, line)
    due = POLICY.promise[chosen.service_class] - waited_minutes(chosen, NINE) <= POLICY.protect_minutes
    if choice.rule == "promise":
        assert chosen.service_class in POLICY.protected
        assert due
    if choice.rule == "starving":
        assert waited_minutes(chosen, NINE) >= POLICY.starve_minutes


@given(lists(), counters, st.integers(45, 90))
def test_while_somebody_starves_a_promise_never_takes_two_calls_of_a_counter(
    line: list[Waiting], where: CounterFacts, waited: int
) -> None:
    starving = ticket(99, waited=waited, bound_counter=where.label)
    choice = choose([*line, starving], replace(where, last_rule="promise"), POLICY, NINE)
    assert choice is not None
    assert choice.rule == "starving"


@pytest.mark.parametrize("flood", ["private", "vip", "priority"])
def test_one_ordinary_customer_is_called_in_a_flood_of_higher_classes(flood: str) -> None:
    arrivals = [came(0, 5, "vip"), came(0.5, 5), *(came(1 + n, 2, flood) for n in range(400))]
    visits = run(arrivals, [counter("1")])
    waited = waits(visits)[1]
    assert waited is not None
    assert waited <= POLICY.starve_minutes + 2 * 5


def test_in_a_flood_of_vips_nobody_waits_longer_than_their_turn_would_have_taken() -> None:
    """Twice as many VIPs as one counter can serve, and an ordinary customer every ten minutes. Then nobody's wait is
    short; but whoever starves keeps their place, so that no class is left behind."""
    vips = [came(n * 1.0, 2, "vip") for n in range(600)]
    arrivals = sorted([*vips, *(came(n * 10.0, 2) for n in range(60))], key=lambda one: one.at)
    ours, turn = (waits(run(arrivals, [counter("1")], policy)) for policy in (POLICY, TURN))
    ordinary = [n for n, one in enumerate(arrivals) if one.service_class == "ordinary"]
    assert max(turn[n] or 0 for n in ordinary) > 600
    assert all((ours[n] or 1e9) <= POLICY.starve_minutes + 2 * (turn[n] or 0) for n in ordinary)


def test_promises_hold_while_the_ordinary_queue_overflows() -> None:
    """Half as many ordinary customers again as four counters can serve, from nine to five, and VIPs among them."""
    chance = dice(7)
    ordinary = [came(chance.uniform(0, 480), chance.expovariate(1 / 6)) for _ in range(480)]
    vips = [came(chance.uniform(0, 480), chance.expovariate(1 / 6), "vip") for _ in range(30)]
    visits = run(sorted([*ordinary, *vips], key=lambda one: one.at), [counter(str(n)) for n in range(4)])
    waited = [wait or 0.0 for wait, visit in zip(waits(visits), visits, strict=True) if visit.arrival in vips]
    kept = sum(wait <= POLICY.promise["vip"] for wait in waited)
    assert kept == len(vips)
    assert max(wait or 0.0 for wait in waits(visits)) > 2 * POLICY.starve_minutes  # it did overflow


def test_those_served_first_for_need_keep_their_lead_in_an_overflow() -> None:
    chance = dice(8)
    arrivals = [came(chance.uniform(0, 480), chance.expovariate(1 / 6)) for _ in range(440)]
    arrivals += [came(chance.uniform(0, 480), chance.expovariate(1 / 6), "priority") for _ in range(30)]
    arrivals.sort(key=lambda one: one.at)
    visits = run(arrivals, [counter(str(n)) for n in range(4)])
    found = {name: [v.waited for v in visits if v.arrival.service_class == name and v.waited] for name in CLASSES}
    mean = {name: sum(spans, timedelta()) / len(spans) for name, spans in found.items() if spans}
    assert mean["ordinary"] > timedelta(minutes=60)
    assert mean["priority"] < 0.4 * mean["ordinary"]


def test_hundreds_who_wait_are_weighed_in_well_under_a_millisecond_each_call() -> None:
    """A guard against a quadratic step; our own work is counted, since other work shares the machine."""
    chance = dice(1)
    line = [ticket(n, chance.choice(CLASSES), chance.uniform(0, 60), business_group="cash") for n in range(500)]
    best = min(_seconds(line) for _ in range(20))
    assert best < 0.01


def _seconds(line: list[Waiting]) -> float:
    start = thread_time()
    choose(line, CounterFacts("1", frozenset({"cash"})), POLICY, NINE)
    return thread_time() - start

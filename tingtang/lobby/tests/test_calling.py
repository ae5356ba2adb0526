"""Who is called next, case by case."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tingtang.lobby.calling import (
    Choice,
    CounterFacts,
    QueuePolicy,
    Waiting,
    can_serve,
    choose,
    clock_start,
    policy_of,
    waited_minutes,
)
from tingtang.manual.book import load
from tingtang.shared.times import ZONE

AT = datetime(2026, 11, 23, 10, 0, tzinfo=ZONE)
BOOK = load()
POLICY = policy_of(BOOK.service_classes.values(), BOOK.values(date(2026, 11, 23)))
ANY = CounterFacts("1")


def ticket(number: int, service_class: str = "ordinary", waited: float = 0, **other: Any) -> Waiting:
    """A ticket that has waited so many minutes at AT."""
    fields = {"business_group": "cash", "seq": number, **other}
    return Waiting(ticket_id=number, service_class=service_class, clock_from=AT - timedelta(minutes=waited), **fields)


def called(*waiting: Waiting, counter: CounterFacts = ANY, policy: QueuePolicy = POLICY) -> Choice:
    """The choice; somebody must have been chosen."""
    choice = choose(waiting, counter, policy, AT)
    assert choice is not None
    return choice


def test_nobody_waits_nobody_is_called() -> None:
    assert choose([], ANY, POLICY, AT) is None


def test_within_a_class_the_longest_wait_goes_first() -> None:
    assert called(ticket(1, waited=3), ticket(2, waited=9), ticket(3, waited=5)).ticket_id == 2


def test_a_higher_class_earns_faster_but_a_long_wait_counts() -> None:
    assert called(ticket(1, waited=7), ticket(2, "priority", waited=2)).ticket_id == 2
    assert called(ticket(1, waited=9), ticket(2, "priority", waited=2)).ticket_id == 1


def test_a_promise_about_to_break_goes_before_any_score() -> None:
    choice = called(ticket(1, waited=44), ticket(2, "vip", waited=3))
    assert (choice.ticket_id, choice.rule) == (2, "promise")


def test_a_promise_with_time_left_competes_by_score() -> None:
    choice = called(ticket(1, waited=44), ticket(2, "vip", waited=2.9))
    assert (choice.ticket_id, choice.rule) == (1, "score")


def test_of_several_promises_the_one_that_breaks_soonest_goes_first() -> None:
    assert called(ticket(1, "private", waited=5), ticket(2, "vip", waited=6)).ticket_id == 2
    assert called(ticket(1, "vip", waited=6), ticket(2, "private", waited=6)).ticket_id == 2


def test_a_promise_that_is_broken_is_not_forgotten() -> None:
    assert called(ticket(1, "vip", waited=9), ticket(2, "vip", waited=12)).ticket_id == 2


def test_who_starves_goes_before_every_score() -> None:
    choice = called(ticket(1, waited=45), ticket(2, "priority", waited=44))
    assert (choice.ticket_id, choice.rule) == (1, "starving")


def test_a_promise_takes_only_every_second_call_of_a_counter_while_somebody_starves() -> None:
    waiting = (ticket(1, waited=50), ticket(2, "vip", waited=9))
    assert called(*waiting).ticket_id == 2
    assert called(*waiting, counter=CounterFacts("1", last_rule="promise")).ticket_id == 1
    assert called(*waiting, counter=CounterFacts("1", last_rule="starving")).ticket_id == 2


def test_after_who_starves_the_score_has_its_turn() -> None:
    waiting = (ticket(1, waited=50), ticket(2, "priority", waited=15))
    assert called(*waiting).rule == "starving"
    assert called(*waiting, counter=CounterFacts("1", last_rule="score")).ticket_id == 1
    after = called(*waiting, counter=CounterFacts("1", last_rule="starving"))
    assert (after.ticket_id, after.rule) == (2, "score")
    assert called(ticket(1, waited=61), waiting[1], counter=CounterFacts("1", last_rule="starving")).ticket_id == 1


def test_a_counter_that_kept_a_promise_keeps_the_next_one_when_nobody_starves() -> None:
    counter = CounterFacts("1", last_rule="promise")
    assert called(ticket(1, waited=44), ticket(2, "vip", waited=9), counter=counter).ticket_id == 2


@pytest.mark.parametrize(
    ("skills", "expected"),
    [
        (frozenset(), True),
        (frozenset({"cash"}), True),
        (frozenset({"non_cash", "cash"}), True),
        (frozenset({"cash_deposit"}), True),
        (frozenset({"non_cash"}), False),
    ],
)
def test_a_counter_calls_within_its_skills(skills: frozenset[str], expected: bool) -> None:
    counter = CounterFacts("1", skills)
    waiting = ticket(1, business="cash_deposit")
    assert can_serve(counter, waiting, POLICY) is expected
    assert (choose([waiting], counter, POLICY, AT) is not None) is expected


@pytest.mark.parametrize(
    ("classes", "served"),
    [
        ({"ordinary"}, {"private", "wealth", "vip", "priority", "booked", "ordinary"}),
        ({"vip"}, {"private", "wealth", "vip"}),
        ({"private"}, {"private"}),
        ({"private", "booked"}, {"private", "wealth", "vip", "priority", "booked"}),
        (set(), {"private", "wealth", "vip", "priority", "booked", "ordinary"}),
    ],
)
def test_a_counter_serves_every_class_above_those_it_is_meant_for(classes: set[str], served: set[str]) -> None:
    counter = CounterFacts("1", classes=frozenset(classes))
    assert {name for name in POLICY.rate if can_serve(counter, ticket(1, name), POLICY)} == served


def test_an_ordinary_counter_calls_the_vip_first() -> None:
    counter = CounterFacts("3", classes=frozenset({"ordinary"}))
    assert called(ticket(1, waited=4), ticket(2, "vip", waited=4), counter=counter).ticket_id == 2


def test_a_ticket_transferred_to_a_counter_waits_for_that_one_alone() -> None:
    bound = ticket(1, waited=20, bound_counter="3")
    assert choose([bound], ANY, POLICY, AT) is None
    assert called(bound, ticket(2, waited=5), counter=CounterFacts("3")).ticket_id == 1


def test_a_transfer_to_a_counter_is_leave_enough_to_be_called_there() -> None:
    bound = ticket(1, business_group="corporate", bound_counter="V1")
    counter = CounterFacts("V1", frozenset({"cash"}), frozenset({"private"}))
    assert called(bound, counter=counter).ticket_id == 1


def test_equal_waits_go_by_class_then_by_number() -> None:
    assert called(ticket(1), ticket(2, "booked")).ticket_id == 2
    assert called(ticket(7, seq=2, waited=5), ticket(8, seq=1, waited=5)).ticket_id == 8
    assert called(ticket(9, seq=1, waited=5), ticket(8, seq=1, waited=5)).ticket_id == 8


def test_before_the_booked_time_nothing_adds_up_but_an_idle_counter_calls() -> None:
    early = ticket(1, "booked", waited=-10)
    assert waited_minutes(early, AT) == 0
    assert called(early).ticket_id == 1
    assert called(early, ticket(2, waited=1)).ticket_id == 2


@pytest.mark.parametrize(
    ("minutes_late", "from_booking"),
    [(-30, True), (0, True), (15, True), (15.1, False), (60, False)],
)
def test_a_booked_customers_clock_starts_at_the_booked_time_unless_too_late(
    minutes_late: float, from_booking: bool
) -> None:
    taken = AT + timedelta(minutes=minutes_late)
    assert clock_start(taken, AT, POLICY) == (AT if from_booking else taken)


def test_without_a_booking_the_clock_starts_at_the_ticket() -> None:
    assert clock_start(AT, None, POLICY) == AT


def test_each_call_says_why() -> None:
    choice = called(ticket(1, waited=12.5), ticket(2, "priority", waited=2), ticket(3, waited=1))
    assert choice.why == {
        "ticket_id": 1,
        "service_class": "ordinary",
        "waited_minutes": 12.5,
        "score": 12.5,
        "rule": "score",
        "promise_minutes": 30.0,
        "waiting": 3,
        "runner_up": {
            "ticket_id": 2,
            "service_class": "priority",
            "waited_minutes": 2.0,
            "score": 8.0,
            "rule": "score",
        },
    }


def test_the_only_one_has_no_runner_up() -> None:
    assert called(ticket(1)).why["runner_up"] is None


def test_a_class_the_manual_lacks_is_an_error() -> None:
    with pytest.raises(KeyError, match="platinum"):
        choose([ticket(1, "platinum")], ANY, POLICY, AT)


def test_the_policy_is_that_of_the_manual() -> None:
    assert list(POLICY.rate) == ["private", "wealth", "vip", "priority", "booked", "ordinary"]
    assert POLICY.protected == {"private", "wealth", "vip"}
    assert POLICY.promise["vip"] == float(BOOK.value("vip.response_minutes", date(2026, 11, 23)).value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"rate": {"vip": 1.0, "ordinary": 2.0}}, "vip earns fewer points"),
        ({"protected": frozenset({"ordinary"})}, "ordinary is protected better than vip"),
        ({"protected": frozenset({"vip", "ordinary"})}, "ordinary is protected better than vip"),
    ],
)
def test_values_that_would_turn_the_classes_round_are_refused(change: dict[str, Any], why: str) -> None:
    fields: dict[str, Any] = {
        "rate": {"vip": 5.0, "ordinary": 1.0},
        "promise": {"vip": 30.0, "ordinary": 10.0},
        "protected": frozenset({"vip"}),
        "starve_minutes": 45.0,
        "protect_minutes": 7.0,
        **change,
    }
    with pytest.raises(ValueError, match=why):
        QueuePolicy(**fields)

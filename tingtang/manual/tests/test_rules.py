"""Every rule against its cases, and what holds for all of them whatever the facts."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tingtang.manual.book import explain, load
from tingtang.manual.rules import contact_plan, ranking, tier
from tingtang.manual.rules.decision import Decision
from tingtang.manual.rules.examples import Case, load_cases
from tingtang.manual.rules.facts import Customer, Holding, Product, month_end, work_day
from tingtang.manual.rules.registry import RULES, decisions

AS_OF = date(2026, 11, 23)
CASES = load_cases()


def manual_values(on: date = AS_OF, changed: dict[str, str] | None = None) -> dict[str, Any]:
    """The manual's values as the rules read them, some changed as an institution or an edition would."""
    from tingtang.manual.book.units import read_as

    found = {key: value.value for key, value in load().values(on).items()}
    units = {key: entry.unit for key, entry in load().entries.items()}
    return found | {key: read_as(units[key], text) for key, text in (changed or {}).items()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind}: {case.name}")
def test_the_rule_decides_as_its_case_says(case: Case) -> None:
    decision = RULES[case.kind](case.customer, manual_values(case.as_of, dict(case.values)), case.as_of)
    if case.expect is None:
        assert decision is None
        return
    assert decision is not None
    assert decision.kind == case.kind
    for name, expected in case.expect.items():
        if name == "inputs":
            seen = {key: str(decision.inputs[key]) for key in expected}
            assert seen == expected
        else:
            assert str(getattr(decision, name)) == expected


def test_every_kind_has_a_rule_and_cases_that_raise_it_and_that_do_not() -> None:
    kinds = {name for name, kind in load().kinds.items() if kind.raised_by == "night"}
    assert set(RULES) == kinds
    assert {case.kind for case in CASES if case.expect} == kinds
    always_owed = {"contact.private", "contact.wealth", "contact.maintained"}
    assert {case.kind for case in CASES if case.expect is None} == kinds - always_owed


def test_every_case_cites_the_clause_of_its_kind() -> None:
    kinds = load().kinds
    wrong = [(case.file, case.name) for case in CASES if kinds[case.kind].clause != case.clause]
    assert wrong == []


def test_case_names_are_not_used_twice_for_a_kind() -> None:
    names = [(case.kind, case.name) for case in CASES]
    assert len(names) == len(set(names))


def test_every_rule_shows_exactly_the_inputs_its_kind_declares() -> None:
    kinds = load().kinds
    for case in CASES:
        decision = RULES[case.kind](case.customer, manual_values(case.as_of, dict(case.values)), case.as_of)
        if decision:
            assert set(decision.inputs) == set(kinds[decision.kind].inputs), case.name


def test_every_sentence_reads_in_both_languages() -> None:
    for case in CASES:
        decision = RULES[case.kind](case.customer, manual_values(case.as_of, dict(case.values)), case.as_of)
        if decision:
            for lang in ("zh", "en"):
                text = explain(load().kinds[decision.kind], decision.inputs, lang)
                assert text
                assert "{" not in text


# -- tiers ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("assets", "expected"),
    [
        ("8000000", "private"),
        ("7999999.99", "wealth"),
        ("2000000", "wealth"),
        ("1999999.99", "wealth_management"),
        ("200000", "wealth_management"),
        ("199999.99", "ordinary"),
        ("-5", "ordinary"),
    ],
)
def test_a_threshold_belongs_to_the_tier_it_opens(assets: str, expected: str) -> None:
    assert tier.tier_of(Decimal(assets), manual_values()) == expected


def fallen(days_ago: int) -> Customer:
    """A customer who had nine million that many days ago and has one now."""
    cash = Holding(Product("D", "deposit"), Decimal(1_000_000))
    return Customer(holdings=(cash,), balances={AS_OF - timedelta(days=days_ago): Decimal(9_000_000)})


def test_an_upgrade_holds_at_once() -> None:
    rich = Customer(holdings=(Holding(Product("D", "deposit"), Decimal(9_000_000)),))
    assert tier.decide(rich, manual_values(), AS_OF) == "private"


@pytest.mark.parametrize(("days_ago", "expected"), [(1, "private"), (89, "private"), (90, "wealth_management")])
def test_a_downgrade_waits_for_the_whole_grace_period(days_ago: int, expected: str) -> None:
    assert tier.decide(fallen(days_ago), manual_values(), AS_OF) == expected


# -- what always holds ------------------------------------------------------------------------------------------------

days = st.dates(date(2012, 1, 2), date(2030, 12, 31))
money = st.decimals(Decimal(-1000), Decimal(20_000_000), places=2)


@settings(max_examples=200, deadline=None)
@given(as_of=days, reached=st.none() | days, created=st.none() | days, assets=money)
def test_the_window_owed_holds_the_day_of_work_and_is_as_long_as_the_interval(
    as_of: date, reached: date | None, created: date | None, assets: Decimal
) -> None:
    reached = reached if reached and reached <= as_of else None
    values = manual_values(as_of)
    customer = Customer(
        created_on=created, last_reached_on=reached, holdings=(Holding(Product("D", "deposit"), assets),)
    )
    owed = contact_plan.decide(customer, values, as_of)
    length = values[f"contact.interval_days.{owed.kind.split('.')[1]}"]
    assert (owed.last_day - owed.period_on).days == length - 1
    assert owed.period_on <= owed.show_day <= owed.last_day
    assert (owed.period_on - contact_plan.anchor(customer, values)).days % length == 1 % length
    if contact_plan.anchor(customer, values) <= as_of:
        assert owed.period_on <= work_day(as_of) <= owed.last_day


@settings(max_examples=100, deadline=None)
@given(as_of=days, reached=days)
def test_a_contact_always_starts_a_new_window(as_of: date, reached: date) -> None:
    reached = min(reached, as_of)
    owed = contact_plan.decide(Customer(last_reached_on=reached), manual_values(as_of), as_of)
    assert owed.period_on > reached


@settings(max_examples=100, deadline=None)
@given(day=days)
def test_a_month_ends_the_day_before_the_next_begins(day: date) -> None:
    assert (month_end(day) + timedelta(days=1)).day == 1
    assert month_end(day).month == day.month


@pytest.mark.parametrize("case", [case for case in CASES if case.expect], ids=lambda case: case.name)
def test_deciding_twice_changes_nothing(case: Case) -> None:
    values = manual_values(case.as_of, dict(case.values))
    assert decisions(case.customer, values, case.as_of) == decisions(case.customer, values, case.as_of)


def test_nothing_is_owed_twice_for_one_kind() -> None:
    rich = Customer(holdings=tuple(Holding(Product(f"F{n}", "fund", nav=Decimal(1)), Decimal(n)) for n in range(5)))
    kinds = [decision.kind for decision in decisions(rich, manual_values(), AS_OF)]
    assert len(kinds) == len(set(kinds))


# -- the order of the day ---------------------------------------------------------------------------------------------


def decided(kind: str, show: date = AS_OF) -> Decision:
    return Decision(kind, AS_OF, AS_OF, show)


def test_a_card_weighs_each_reason_shown_and_the_tier_once() -> None:
    values = manual_values()
    found = [decided("loan.arrears"), decided("birthday.customer"), decided("fund.opens", AS_OF + timedelta(days=2))]
    card = ranking.card("C1", Decimal(1), "private", found, values, AS_OF)
    assert card is not None
    assert card.kinds == ("loan.arrears", "birthday.customer")
    weights = [values[f"night.weight.{key}"] for key in ("loan.arrears", "birthday.customer", "tier.private")]
    assert card.score == sum(weights)


def test_without_a_reason_that_shows_there_is_no_card() -> None:
    later = [decided("fund.opens", AS_OF + timedelta(days=2))]
    assert ranking.card("C1", Decimal(1), "private", later, manual_values(), AS_OF) is None


def test_cards_are_ranked_by_score_then_assets_then_id_and_capped() -> None:
    cards = [
        ranking.Card("C3", Decimal(5), 10, ()),
        ranking.Card("C2", Decimal(5), 10, ()),
        ranking.Card("C1", Decimal(4), 10, ()),
        ranking.Card("C9", Decimal(1), 20, ()),
    ]
    found = ranking.ranked(cards, manual_values(changed={"night.tasks_per_manager_cap": "3"}))
    assert [(card.customer_id, card.rank, card.within_cap) for card in found] == [
        ("C9", 1, True),
        ("C2", 2, True),
        ("C3", 3, True),
        ("C1", 4, False),
    ]


def test_the_score_of_a_single_duty_adds_the_tier() -> None:
    values = manual_values()
    single = ranking.score_of("loan.arrears", "wealth", values)
    assert single == values["night.weight.loan.arrears"] + values["night.weight.tier.wealth"]


def test_the_order_of_alike_loans_in_the_feed_decides_nothing() -> None:
    loans = [Holding(Product("LOAN", "loan"), Decimal("100.00"), overdue_days=days) for days in (12, 9, 30)]
    one, other = (
        RULES["loan.arrears"](Customer(holdings=tuple(order)), manual_values(), AS_OF) for order in (loans, loans[::-1])
    )
    assert one is not None
    assert one == other

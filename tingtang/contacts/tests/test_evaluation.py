"""Precision, recall and lift of the signals, against a history counted by hand."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from click.testing import CliRunner

from tests.portfolio import Portfolio
from tingtang.contacts.cli import attrition
from tingtang.contacts.evaluation import Counts, evaluate, question
from tingtang.customers.models import AssetPoint

FIRST, SECOND, THIRD = date(2026, 11, 1), date(2026, 11, 8), date(2026, 11, 15)

# customer -> (day its signal was raised, assets at the end of the three weeks)
#                                    what each week is
HISTORY = {
    "A": (date(2026, 10, 30), (100_000, 10_000, 10_000)),  # hit; then too little is held to be asked
    "B": (date(2026, 10, 20), (100_000, 100_000, 100_000)),  # false, false, not known
    "C": (None, (100_000, 5_000, 0)),  # missed
    "D": (None, (100_000, 100_000, 100_000)),  # quiet, quiet, not known
    "E": (date(2026, 11, 2), (100_000, 100_000, 0)),  # quiet, for the signal came later; hit
    "F": (date(2026, 9, 20), (100_000, 20_000, 20_000)),  # missed: the signal is too old, four fifths is enough
    "G": (date(2026, 10, 30), (40_000, 0, 0)),  # never enough to be asked
}


@pytest.fixture
def history(portfolio: Portfolio) -> Portfolio:
    for key, (raised, assets) in HISTORY.items():
        customer = portfolio.customer(key, assets=Decimal(assets[-1]), as_of=THIRD)
        for on, amount in zip((FIRST, SECOND, THIRD), assets, strict=True):
            AssetPoint.objects.create(customer=customer, on=on, assets=Decimal(amount))
        if raised:
            portfolio.duty(customer, "attrition.silence" if key == "B" else "attrition.asset_drop", raised)
    return portfolio


def asked(horizon: int = 7, first: date = FIRST, last: date = THIRD):
    return evaluate(question(today=date(2026, 11, 23), first=first, last=last, horizon=horizon))


def test_the_counts_are_those_of_the_hand(history: Portfolio) -> None:
    found = asked()
    assert found.any == Counts(hit=2, false=2, missed=2, quiet=3)
    assert (found.unknown, found.days) == (2, (FIRST, SECOND))
    assert (found.any.precision, found.any.recall) == (Fraction(1, 2), Fraction(1, 2))
    assert found.any.lift == Fraction(1, 2) / Fraction(4, 9)


def test_each_signal_has_its_own_figures(history: Portfolio) -> None:
    found = asked().by_signal
    assert found["attrition.asset_drop"] == Counts(hit=2, false=0, missed=2, quiet=5)
    assert found["attrition.silence"] == Counts(hit=0, false=2, missed=4, quiet=3)
    assert found["attrition.payroll"].precision is None
    assert found["attrition.payroll"].lift is None


def test_a_longer_horizon_looks_at_the_first_assets_after_it(history: Portfolio) -> None:
    found = asked(horizon=8)  # from the first day that is the third one
    assert found.days == (FIRST,)
    assert found.any == Counts(hit=1, false=1, missed=3, quiet=1)


def test_the_latest_assets_stand_in_for_a_point_that_is_not_kept_yet(history: Portfolio) -> None:
    AssetPoint.objects.filter(on=THIRD).delete()
    assert asked().any == Counts(hit=2, false=2, missed=2, quiet=3)


def test_a_signal_of_the_day_after_foretells_nothing(history: Portfolio) -> None:
    before = asked(first=FIRST, last=FIRST).any
    history.duty(history.customer("H"), "attrition.outflow", FIRST + timedelta(days=1))
    assert asked(first=FIRST, last=FIRST).any == before


def test_where_nothing_was_kept_nothing_is_said(portfolio: Portfolio) -> None:
    found = asked()
    assert (found.any, found.days, found.any.recall) == (Counts(), (), None)


def test_the_command_tells_the_figures(history: Portfolio) -> None:
    run = ["evaluate", "--from", "2026-11-01", "--to", "2026-11-15", "--horizon", "7"]
    told = json.loads(CliRunner().invoke(attrition, [*run, "--json"]).stdout)
    assert (told["any"]["precision"], told["any"]["recall"], told["any"]["lift"]) == (0.5, 0.5, 1.125)
    assert (told["left_share"], told["horizon_days"], told["unknown"]) == ("0.8", 7, 2)
    assert told["by_signal"]["attrition.closed"]["precision"] is None
    table = CliRunner().invoke(attrition, run).stdout
    assert "attrition.asset_drop" in table
    assert "2 customer-weeks not known yet" in table


def test_days_in_the_wrong_order_are_one_line(portfolio: Portfolio) -> None:
    run = CliRunner().invoke(attrition, ["evaluate", "--from", "2026-12-01", "--to", "2026-11-01"])
    assert run.exit_code == 2
    assert "--from lies after --to" in run.output

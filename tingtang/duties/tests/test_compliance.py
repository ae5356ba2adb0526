"""Figures: what they count, where, and the cases behind each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tingtang.duties.queries import (
    CaseFilter,
    Figures,
    Scope,
    cases,
    compliance,
    compliance_by_child,
    compliance_by_clause,
    compliance_by_person,
    compliance_grid,
)  # fmt: skip
from tingtang.duties.queries.compliance import under_article
from tingtang.duties.tests.ledger import Bank, day

pytestmark = [pytest.mark.postgres]
NOVEMBER = Scope("P", date(2026, 11, 1), date(2026, 11, 30), day(10), clause="A31.2a")
DONE = {"evidence_kind": "contact", "evidence_id": "1"}
VERDICTS: dict[str, dict[str, Any]] = {
    "met": {"state": "met", "closed_at": day(1), **DONE},
    "late": {"state": "late", "closed_at": day(6), **DONE},
    "missed": {"state": "missed", "closed_at": day(5)},
    "excused": {"state": "excused", "closed_at": day(2)},
    "cancelled": {"state": "cancelled", "closed_at": day(2)},
    "overdue": {"lapses_at": None},
    "open": {"due_at": day(30), "lapses_at": day(30)},
}


class Cases(Bank):
    """The bank with a way to put many duties into it."""

    made = 0

    def add(self, how: str, times: int = 1, **changes: Any) -> None:
        for _ in range(times):
            self.made += 1
            self.duty(subject_id=f"C{self.made}", **{**VERDICTS[how], **changes})


@pytest.fixture
def bank(each_database: str) -> Cases:
    return Cases()


def test_each_verdict_is_counted_and_the_rate_is_exact(bank: Cases) -> None:
    for times, how in enumerate(VERDICTS, start=1):
        bank.add(how, times)
    figures = compliance(NOVEMBER)
    assert figures == Figures(met=1, late=2, missed=3, excused=4, cancelled=5, overdue=6, open=7)
    assert (figures.counted, figures.total, figures.rate) == (12, 28, Fraction(1, 12))


def test_nothing_counted_has_no_rate(bank: Cases) -> None:
    bank.add("excused")
    assert compliance(NOVEMBER).rate is None


def test_a_figure_is_of_the_institution_and_all_below_and_of_the_period_and_the_clause(bank: Cases) -> None:
    bank.add("met")
    bank.add("missed", institution=bank.other_outlet)
    bank.add("met", period_on=date(2026, 10, 31))
    bank.add("met", clause="A31.6", kind="birthday.customer")
    assert compliance(NOVEMBER) == Figures(met=1, missed=1)
    assert compliance(replace(NOVEMBER, institution_id="O1")) == Figures(met=1)
    assert compliance(replace(NOVEMBER, clause="A31")) == Figures(met=2, missed=1)
    assert compliance(replace(NOVEMBER, clause="")) == Figures(met=2, missed=1)
    assert compliance(replace(NOVEMBER, clause="", kind="birthday.customer")) == Figures(met=1)
    assert compliance(replace(NOVEMBER, first=date(2026, 10, 1))) == Figures(met=2, missed=1)
    assert compliance(replace(NOVEMBER, staff_id="M2")) == Figures()


def test_it_can_be_seen_by_clause_and_by_person(bank: Cases) -> None:
    bank.add("met", 2)
    bank.add("late", clause="A31.6", kind="birthday.customer", owner_staff=bank.other_manager)
    bank.add("missed", owner_staff=None, owner_role="outlet_head")
    everything = replace(NOVEMBER, clause="")
    assert compliance_by_clause(everything) == {"A31.2a": Figures(met=2, missed=1), "A31.6": Figures(late=1)}
    assert compliance_by_person(everything) == {"M1": Figures(met=2), "M2": Figures(late=1), "": Figures(missed=1)}


def test_each_institution_below_has_its_figure_even_without_duties(bank: Cases) -> None:
    bank.add("met", 2)
    bank.add("missed", institution=bank.branch)
    assert compliance_by_child(replace(NOVEMBER, institution_id="B")) == {
        "B": Figures(missed=1),
        "O1": Figures(met=2),
        "O2": Figures(),
    }
    assert compliance_by_child(NOVEMBER) == {"P": Figures(), "B": Figures(met=2, missed=1)}


def test_children_and_clauses_add_up_to_the_whole(bank: Cases, django_assert_max_num_queries: Any) -> None:
    bank.add("met", 3)
    bank.add("late", 2, clause="A31.6", kind="birthday.customer", institution=bank.other_outlet)
    bank.add("missed", institution=bank.branch)
    everything = replace(NOVEMBER, clause="")
    with django_assert_max_num_queries(3):
        grid = compliance_grid(everything)
    cells = [figures for row in grid.values() for figures in row.values()]
    assert sum(cells, Figures()) == compliance(everything) == Figures(met=3, late=2, missed=1)


def test_behind_every_figure_stand_as_many_cases(bank: Cases) -> None:
    for times, how in enumerate(VERDICTS, start=1):
        bank.add(how, times)
    figures = compliance(NOVEMBER)
    for how in VERDICTS:
        found = cases(NOVEMBER, CaseFilter(stands=(how,))).rows
        assert len(found) == getattr(figures, how), how
    assert len(cases(NOVEMBER).rows) == figures.total


def test_cases_come_in_pages_latest_first_without_a_query_per_row(
    bank: Cases, django_assert_max_num_queries: Any
) -> None:
    bank.add("met", 4)
    bank.add("missed", 3, period_on=date(2026, 11, 25))
    with django_assert_max_num_queries(1):
        first = cases(NOVEMBER, size=5)
        assert [duty.owner_staff.name for duty in first.rows] == ["M1"] * 5
    assert (len(first.rows), first.more, first.rows[0].period_on) == (5, True, date(2026, 11, 25))
    last = cases(NOVEMBER, number=2, size=5)
    assert (len(last.rows), last.more) == (2, False)
    assert [duty.subject_id for duty in cases(NOVEMBER, CaseFilter(subject_id="C2")).rows] == ["C2"]


@pytest.mark.parametrize(
    ("clause", "article", "expected"),
    [
        ("A31.2a", "A31.2a", True),
        ("A31.2a", "A31.2", True),
        ("A31.2a", "A31", True),
        ("A31.2a", "A3", False),
        ("A31.12", "A31.1", False),
        ("A31", "A31.2", False),
        ("A4", "A40", False),
    ],
)
def test_an_article_takes_in_its_paragraphs_only(clause: str, article: str, expected: bool) -> None:
    assert under_article(clause, article) is expected


COUNTS = st.builds(Figures, *[st.integers(0, 50)] * 7)


@given(COUNTS, COUNTS)
def test_pooled_figures_add_up_and_their_rate_lies_between(one: Figures, other: Figures) -> None:
    both = one + other
    assert both.total == one.total + other.total
    if one.rate is not None and other.rate is not None and both.rate is not None:
        assert min(one.rate, other.rate) <= both.rate <= max(one.rate, other.rate)

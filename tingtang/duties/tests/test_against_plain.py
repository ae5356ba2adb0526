"""The ledger's figures and lists against a few lines of plain Python over the same rows, on random ledgers."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

import pytest

from tingtang.duties.models import Duty
from tingtang.duties.queries import (
    CaseFilter,
    Figures,
    Scope,
    cases,
    compliance,
    compliance_by_child,
    compliance_by_clause,
    compliance_by_person,
    overdue_below,
    overdue_counts,
)  # fmt: skip
from tingtang.duties.tests.ledger import day, random_duties

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
NOW = day(3, 11)
BELOW = {"P": {"P", "B", "O1", "O2"}, "B": {"B", "O1", "O2"}, "O1": {"O1"}, "O2": {"O2"}}


@pytest.fixture(params=range(4))
def chance(request: pytest.FixtureRequest) -> random.Random:
    return random.Random(request.param)  # noqa: S311 - the same ledger each time


@pytest.fixture
def duties(each_database: str, chance: random.Random) -> list[Duty]:
    return random_duties(chance)


def _stands(duty: Duty) -> str:
    return "overdue" if duty.state == "open" and duty.due_at <= NOW else duty.state


def _figures(duties: list[Duty]) -> Figures:
    return Figures(**Counter(_stands(duty) for duty in duties))


def _within(duties: list[Duty], scope: Scope) -> list[Duty]:
    return [
        duty
        for duty in duties
        if duty.institution_id in BELOW[scope.institution_id]
        and scope.first <= duty.period_on <= scope.last
        and (not scope.clause or duty.clause == scope.clause)
        and (not scope.kind or duty.kind == scope.kind)
        and (not scope.staff_id or duty.owner_staff_id == scope.staff_id)
    ]


def _scopes(chance: random.Random) -> list[Scope]:
    """A dozen scopes: places, periods, clauses, kinds and people in random mixtures."""
    scopes = []
    for _ in range(12):
        first = date(2026, 8, 1) + timedelta(days=chance.randint(0, 120))
        narrowed = chance.choice([{}, {"clause": "A31.2a"}, {"kind": "loan.arrears"}, {"staff_id": "M1"}])
        last = first + timedelta(days=chance.randint(0, 90))
        scopes.append(Scope(chance.choice(list(BELOW)), first, last, NOW, **narrowed))
    return scopes


def test_compliance_counts_what_counting_by_hand_counts(duties: list[Duty], chance: random.Random) -> None:
    for scope in _scopes(chance):
        assert compliance(scope) == _figures(_within(duties, scope)), scope


def test_compliance_by_clause_person_and_child_too(duties: list[Duty], chance: random.Random) -> None:
    for scope in _scopes(chance):
        found = _within(duties, scope)
        clauses = {duty.clause for duty in found}
        people = {duty.owner_staff_id or "" for duty in found}
        assert compliance_by_clause(scope) == {c: _figures([d for d in found if d.clause == c]) for c in clauses}
        assert compliance_by_person(scope) == {
            p: _figures([d for d in found if (d.owner_staff_id or "") == p]) for p in people
        }
        assert sum(compliance_by_child(scope).values(), Figures()) == _figures(found)


def test_cases_are_the_duties_that_were_counted(duties: list[Duty], chance: random.Random) -> None:
    for scope in _scopes(chance)[:6]:
        expected = sorted(_within(duties, scope), key=lambda duty: (duty.period_on, duty.pk), reverse=True)
        assert [duty.pk for duty in cases(scope, size=100).rows] == [duty.pk for duty in expected]
        against = ("late", "missed", "overdue")
        narrowed = cases(scope, CaseFilter(stands=against), size=100).rows
        assert [duty.pk for duty in narrowed] == [duty.pk for duty in expected if _stands(duty) in against]


def test_pages_put_together_are_the_whole_without_gap_or_repeat(duties: list[Duty]) -> None:
    scope = Scope("P", date(2026, 1, 1), date(2027, 1, 1), NOW)
    seen: list[int] = []
    for number in range(1, 50):
        page = cases(scope, number=number, size=7)
        seen += [duty.pk for duty in page.rows]
        if not page.more:
            break
    assert len(seen) == len(set(seen)) == len(duties)


def test_overdue_is_what_is_open_and_past_longest_first(duties: list[Duty]) -> None:
    for place, below in BELOW.items():
        late = [duty for duty in duties if _stands(duty) == "overdue" and duty.institution_id in below]
        expected = sorted(late, key=lambda duty: (duty.due_at, duty.pk))
        assert [duty.pk for duty in overdue_below(place, NOW, size=100).rows] == [duty.pk for duty in expected]
        assert overdue_counts(place, NOW) == Counter(duty.institution_id for duty in late)

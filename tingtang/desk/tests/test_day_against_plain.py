"""A person's day and month against a few lines of plain Python over the same rows, on random ledgers."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

import pytest

from tingtang.desk.duties.day import Filters, read_day
from tingtang.desk.duties.month import read_month
from tingtang.duties.models import Duty
from tingtang.duties.tests.ledger import ZONE, day, random_duties
from tingtang.organisation.access import Viewer, viewer_of_staff

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
NOW = day(3, 11)
HEADED = {"H1": "O1", "H2": "O2"}


@pytest.fixture(params=range(4))
def duties(request: pytest.FixtureRequest, each_database: str) -> list[Duty]:
    return random_duties(random.Random(request.param))  # noqa: S311 - the same ledger each time


def _viewer(who: str) -> Viewer:
    return viewer_of_staff(who, NOW.date())


def _mine(duties: list[Duty], who: str) -> list[Duty]:
    def of_role(duty: Duty) -> bool:
        return duty.owner_role == "outlet_head" and duty.institution_id == HEADED.get(who)

    return [duty for duty in duties if duty.owner_staff_id == who or of_role(duty)]


@pytest.mark.parametrize("who", ["M1", "M2", "H1", "H2"])
def test_a_day_holds_what_is_open_shown_and_owned(duties: list[Duty], who: str) -> None:
    mine = [duty for duty in _mine(duties, who) if duty.state == "open" and duty.show_at <= NOW]
    today = read_day(_viewer(who), Filters(), NOW)
    assert {one.id for line in today.lines for one in line.owed} == {duty.pk for duty in mine}
    assert len(today.lines) == today.counts[""] == len({duty.subject_id for duty in mine})
    assert dict(today.clauses) == Counter(duty.clause for duty in mine)
    first = {line.subject_id: min(duty.due_at for duty in mine if duty.subject_id == line.subject_id)
             for line in today.lines}  # fmt: skip
    assert {line.subject_id: line.due_at for line in today.lines} == first
    assert today.counts["late"] == sum(due <= NOW for due in first.values())
    assert today.counts["today"] == sum(NOW < due <= day(4) for due in first.values())
    for clause, _ in today.clauses:
        narrowed = read_day(_viewer(who), Filters(clause=clause), NOW).lines
        assert {line.subject_id for line in narrowed} == {duty.subject_id for duty in mine if duty.clause == clause}


@pytest.mark.parametrize("who", ["M1", "H1"])
def test_a_month_adds_up_day_by_day_and_says_what_was_done_today(duties: list[Duty], who: str) -> None:
    mine = [duty for duty in _mine(duties, who) if duty.state not in ("cancelled", "excused")]
    done = [
        duty for duty in mine if duty.state in ("met", "late") and duty.closed_at and day(3) <= duty.closed_at <= NOW
    ]
    for first in (date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)):
        month = read_month(_viewer(who), first, NOW)
        assert month.ended_today == len(done)
        for cell in (cell for week in month.weeks for cell in week if cell.inside):
            due = [duty for duty in mine if (duty.due_at - timedelta(seconds=1)).astimezone(ZONE).date() == cell.on]
            stands = ["overdue" if duty.state == "open" and duty.due_at <= NOW else duty.state for duty in due]
            assert cell.counts == Counter(stands), cell.on

"""What a head sees: overdue duties below, requests waiting, notices."""

from __future__ import annotations

from datetime import date

import pytest

from tingtang.duties.actions import ask_excuse
from tingtang.duties.models import Notice
from tingtang.duties.queries import events_of, notices_of, overdue_below, overdue_counts
from tingtang.duties.tests.ledger import Bank, day

pytestmark = [pytest.mark.postgres]


@pytest.fixture
def bank(each_database: str) -> Bank:
    return Bank()


def test_overdue_duties_below_come_longest_overdue_first(bank: Bank) -> None:
    bank.duty(subject_id="C1", due_at=day(3), lapses_at=None)
    bank.duty(subject_id="C2", due_at=day(1), lapses_at=None, institution=bank.other_outlet)
    bank.duty(subject_id="C3", due_at=day(9), lapses_at=None)
    bank.duty(subject_id="C4", due_at=day(1), state="missed", closed_at=day(1))
    assert [duty.subject_id for duty in overdue_below("P", day(5)).rows] == ["C2", "C1"]
    assert [duty.subject_id for duty in overdue_below("O1", day(5)).rows] == ["C1"]
    assert overdue_counts("P", day(5)) == {"O1": 1, "O2": 1}


def test_they_can_be_narrowed_and_paged(bank: Bank) -> None:
    for n in range(5):
        bank.duty(subject_id=f"C{n}", due_at=day(1), lapses_at=None, clause="A31.6" if n == 4 else "A31.2a")
    bank.duty(subject_id="C9", due_at=day(1), lapses_at=None, owner_staff=bank.other_manager)
    assert len(overdue_below("P", day(5), clause="A31.2a", staff_id="M1").rows) == 4
    page = overdue_below("P", day(5), number=2, size=4)
    assert ([duty.subject_id for duty in page.rows], page.more) == (["C4", "C9"], False)


def test_the_history_of_a_duty_is_its_events_in_order(bank: Bank) -> None:
    duty = bank.duty()
    ask_excuse(duty_id=duty.pk, reason="住院", by="M1", at=day(1))
    assert [event.what for event in events_of(duty)] == ["excuse_asked"]


def test_unread_notices_come_first(bank: Bank) -> None:
    for n, seen in ((1, day(3)), (2, None), (3, None)):
        Notice.objects.create(staff=bank.head, on=date(2026, 11, n), what="missed", at=day(0), seen_at=seen)
    Notice.objects.create(staff=bank.other_head, on=date(2026, 11, 4), what="missed", at=day(0))
    assert [notice.on.day for notice in notices_of("H1")] == [3, 2, 1]

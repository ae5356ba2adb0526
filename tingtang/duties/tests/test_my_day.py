"""A person's day: one card a subject, ranked, in few queries."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tingtang.duties.models import Duty, Task
from tingtang.duties.queries import month_at_a_glance, my_day, open_duties_of
from tingtang.duties.tests.ledger import Bank, day

pytestmark = [pytest.mark.postgres]
NOW = day(1, 9)


@pytest.fixture
def bank(each_database: str) -> Bank:
    return Bank()


def _task(bank: Bank, subject: str, rank: int, score: int, **changes: Any) -> Task:
    fields = {"on": date(2026, 11, 24), "staff": bank.manager, "subject_kind": "customer", "within_cap": True}
    return Task.objects.create(subject_id=subject, rank=rank, score=score, **{**fields, **changes})


def test_duties_of_one_customer_are_one_card_the_soonest_due_in_front(bank: Bank) -> None:
    bank.duty()
    bank.duty(kind="birthday.customer", due_at=day(2), lapses_at=day(2))
    today = my_day("M1", NOW)
    assert [[duty.kind for duty in card.duties] for card in today.cards] == [["birthday.customer", "contact.private"]]
    assert (today.total_cards, today.duties, today.cards[0].due_at) == (1, 2, day(2))


def test_cards_stand_in_the_order_of_the_night_and_those_beyond_the_cap_below(bank: Bank) -> None:
    for subject in ("C1", "C2", "C3"):
        bank.duty(subject_id=subject)
    _task(bank, "C3", 1, 90)
    _task(bank, "C1", 2, 50)
    _task(bank, "C2", 3, 40, within_cap=False)
    today = my_day("M1", NOW)
    assert [(c.subject_id, c.rank, c.within_cap) for c in today.cards] == [
        ("C3", 1, True),
        ("C1", 2, True),
        ("C2", 3, False),
    ]
    assert today.below_line == 1


def test_duties_from_elsewhere_stand_among_them_by_their_score(bank: Bank) -> None:
    bank.duty()
    bank.duty(subject_id="C9", score=70)
    _task(bank, "C1", 1, 50)
    assert [card.subject_id for card in my_day("M1", NOW).cards] == ["C9", "C1"]


def test_the_latest_night_up_to_today_ranks(bank: Bank) -> None:
    bank.duty()
    _task(bank, "C1", 8, 10, on=date(2026, 11, 22))
    _task(bank, "C1", 4, 20, on=date(2026, 11, 23))
    _task(bank, "C1", 1, 99, on=date(2026, 11, 25))
    assert [(card.rank, card.score) for card in my_day("M1", NOW).cards] == [(4, 20)]


def test_a_duty_stands_in_the_day_from_its_ideal_date(bank: Bank) -> None:
    bank.duty(show_at=day(3))
    assert my_day("M1", NOW).cards == ()
    assert my_day("M1", day(3)).total_cards == 1


def test_overdue_and_due_today_are_counted(bank: Bank) -> None:
    bank.duty(subject_id="C1", due_at=day(1), lapses_at=None)
    bank.duty(subject_id="C2", due_at=day(2), lapses_at=day(2))
    bank.duty(subject_id="C3", due_at=day(3), lapses_at=day(3))
    today = my_day("M1", NOW)
    assert (today.duties, today.overdue, today.due_today) == (3, 1, 1)


def test_final_duties_and_those_of_others_are_not_in_it(bank: Bank) -> None:
    bank.duty(owner_staff=bank.other_manager)
    bank.duty(subject_id="C2", state="missed", closed_at=day(0))
    assert my_day("M1", NOW).duties == 0


def test_duties_of_ones_role_and_of_those_one_stands_in_for_are(bank: Bank) -> None:
    bank.duty(subject_id="C1", owner_staff=None, owner_role="outlet_head")
    bank.duty(subject_id="C2", owner_staff=None, owner_role="outlet_head", institution=bank.other_outlet)
    bank.duty(subject_id="C3")
    assert {card.subject_id for card in my_day("H1", NOW).cards} == {"C1"}
    assert {card.subject_id for card in my_day("H1", NOW, standing_in_for=["M1"]).cards} == {"C1", "C3"}
    both = [("outlet_head", "O1"), ("outlet_head", "O2")]
    assert {card.subject_id for card in my_day("H1", NOW, posts=both).cards} == {"C1", "C2"}


def test_it_can_be_narrowed_and_paged(bank: Bank) -> None:
    for n in range(7):
        bank.duty(subject_id=f"C{n}", score=n, clause="A31.6" if n == 3 else "A31.2a")
    page = my_day("M1", NOW, offset=2, limit=3)
    assert ([card.subject_id for card in page.cards], page.total_cards) == (["C4", "C3", "C2"], 7)
    assert [card.subject_id for card in my_day("M1", NOW, clause="A31.6").cards] == ["C3"]


@pytest.mark.parametrize("size", [1, 60])
def test_the_queries_do_not_grow_with_the_day(bank: Bank, django_assert_max_num_queries: Any, size: int) -> None:
    for n in range(size):
        bank.duty(subject_id=f"C{n}")
        _task(bank, f"C{n}", n + 1, 100 - n)
    with django_assert_max_num_queries(5):
        assert my_day("M1", NOW).total_cards == size


def test_the_open_duties_of_a_customer_are_what_a_contact_may_meet(bank: Bank) -> None:
    bank.duty()
    bank.duty(kind="birthday.customer", due_at=day(2), lapses_at=day(2))
    bank.duty(kind="fund.opens", state="missed", closed_at=day(0))
    assert [duty.kind for duty in open_duties_of("customer", "C1")] == ["birthday.customer", "contact.private"]


def test_a_month_has_every_day_with_what_was_due_on_it(bank: Bank) -> None:
    done = {"state": "met", "closed_at": day(1), "evidence_kind": "contact", "evidence_id": "1"}
    bank.duty(subject_id="C1", due_at=day(0), lapses_at=None)  # midnight: due on Sunday the 22nd
    bank.duty(subject_id="C2", due_at=day(1, 9), lapses_at=None)
    bank.duty(subject_id="C3", due_at=day(2), **done)
    bank.duty(subject_id="C4", due_at=day(2), state="cancelled", closed_at=day(1))
    bank.duty(subject_id="C5", due_at=day(8))  # 24:00 on Monday the 30th
    bank.duty(subject_id="C6", due_at=day(9))  # the 1st of December
    month = month_at_a_glance("M1", date(2026, 11, 15), day(2, 12))
    assert len(month) == 30
    marked = {glance.on.day: (glance.states, glance.overdue, glance.due) for glance in month if glance.states}
    assert marked == {
        22: ({"open": 1}, 1, 1),
        24: ({"open": 1, "met": 1}, 1, 2),
        30: ({"open": 1}, 0, 1),
    }
    assert Duty.objects.count() == 6

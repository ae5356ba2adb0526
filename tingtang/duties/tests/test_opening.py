"""Duties are opened once, whoever asks."""

from __future__ import annotations

from datetime import date

import pytest

from tingtang.audit.models import Entry
from tingtang.duties.actions import Opening, cancel, ensure_partitions, keep_manual, open_duties, open_duty
from tingtang.duties.models import Duty, ManualSnapshot
from tingtang.duties.tests.ledger import Bank, day, institution, staff
from tingtang.live.models import OutboxEvent
from tingtang.manual.book import load
from tingtang.organisation.positions import Position

pytestmark = [pytest.mark.postgres]


@pytest.fixture
def bank(each_database: str) -> Bank:
    return Bank()


def _opening(subject_id: str = "C1", **changes: object) -> Opening:
    fields = {
        "kind": "contact.private",
        "subject_id": subject_id,
        "period_on": date(2026, 11, 23),
        "institution_id": "O1",
        "due_at": day(5),
        "owner_staff_id": "M1",
        "inputs": {"assets": {"value": "9200000.00", "as_of": "2026-11-22"}},
    }
    return Opening(**{**fields, **changes})  # type: ignore[arg-type]


def test_a_duty_takes_clause_subject_and_lapse_from_its_kind(bank: Bank) -> None:
    duty, opened = open_duty(opening=_opening(), by="system:night", at=day(0))
    assert opened
    assert (duty.clause, duty.subject_kind, duty.lapses_at, duty.show_at) == ("A31.2a", "customer", day(5), day(0))
    assert duty.manual_version == load().version
    owed, _ = open_duty(opening=_opening(kind="loan.arrears"), by="system:night", at=day(0))
    assert owed.lapses_at is None


def test_opening_again_returns_the_duty_that_stands_unchanged(bank: Bank) -> None:
    first, _ = open_duty(opening=_opening(), by="system:night", at=day(0))
    again, opened = open_duty(opening=_opening(due_at=day(9), owner_staff_id="M2"), by="M2", at=day(1))
    assert not opened
    assert (again.pk, again.due_at, again.owner_staff_id) == (first.pk, day(5), "M1")


def test_a_cancelled_duty_is_not_opened_again_for_the_same_period(bank: Bank) -> None:
    first, _ = open_duty(opening=_opening(), by="M1", at=day(0))
    cancel(duty_ids=[first.pk], reason="superseded", by="system:night", at=day(1))
    again, opened = open_duty(opening=_opening(), by="M1", at=day(2))
    assert (opened, again.state) == (False, "cancelled")


def test_the_opening_is_audited_and_announced_once(bank: Bank) -> None:
    for _ in range(2):
        open_duty(opening=_opening(), by="M1", at=day(0))
    assert Entry.objects.filter(action="duty.open").count() == 1
    assert sorted(OutboxEvent.objects.values_list("topic", flat=True)) == ["institution:O1", "staff:M1"]


def test_a_kind_owed_by_a_person_needs_one_and_a_role_may_own(bank: Bank) -> None:
    with pytest.raises(ValueError, match="name one"):
        open_duty(opening=_opening(owner_staff_id=None), by="M1", at=day(0))
    duty, _ = open_duty(opening=_opening(owner_staff_id=None, owner_role="outlet_head"), by="M1", at=day(0))
    assert (duty.owner_staff_id, duty.owner_role) == (None, "outlet_head")


def test_an_unknown_kind_is_refused(bank: Bank) -> None:
    with pytest.raises(KeyError):
        open_duty(opening=_opening(kind="no.such"), by="M1", at=day(0))


def test_many_are_opened_in_few_statements_and_those_standing_are_left(
    bank: Bank, django_assert_max_num_queries: object
) -> None:
    open_duty(opening=_opening("C7"), by="M1", at=day(0))
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        opened = open_duties(openings=[_opening(f"C{n}") for n in range(300)], by="HB", at=day(0))
    assert (opened, Duty.objects.count()) == (299, 300)
    assert open_duties(openings=[_opening(f"C{n}") for n in range(300)], by="HB", at=day(0)) == 0


def test_the_values_of_a_manual_are_kept_once_per_version(bank: Bank) -> None:
    for _ in range(2):
        keep_manual(book=load(), by="system:night", at=day(0))
    kept = ManualSnapshot.objects.get()
    assert kept.version == load().version
    assert kept.values["contact.interval_days.private"]["dated"][0][2] == "7"


def test_partitions_are_asked_for_by_the_scheduler_and_audited_when_made(bank: Bank, each_database: str) -> None:
    made = [
        ensure_partitions(first=date(2035, 1, 1), last=date(2035, 6, 30), by="system:jobs", at=day(0)) for _ in range(2)
    ]
    assert made == ([4, 0] if each_database.startswith("postgres") else [0, 0])
    assert Entry.objects.filter(action="duty.partitions").count() == (made[0] > 0)


def test_where_the_head_of_a_branch_heads_the_place_they_owe_what_an_outlets_head_would(bank: Bank) -> None:
    report = {"kind": "booking.month_end_report", "owner_staff_id": None, "inputs": {}}
    place = institution("PB", bank.province, "private_bank")
    owed, _ = open_duty(opening=_opening("PB", institution_id="PB", **report), by="system:test", at=day(0))
    assert owed.owner_role == "outlet_head"  # nobody heads it yet
    head = staff("HPB", place, Position.BRANCH_HEAD)
    owed, _ = open_duty(opening=_opening("PB1", institution_id="PB", **report), by="system:test", at=day(0))
    assert owed.owner_role == "branch_head"
    staff("OPB", place, Position.OUTLET_HEAD)
    owed, _ = open_duty(opening=_opening("PB2", institution_id="PB", **report), by="system:test", at=day(0))
    assert owed.owner_role == "outlet_head"
    head.to_on = day(-2).date()
    head.save()
    owed, _ = open_duty(opening=_opening("O1", **report), by="system:test", at=day(0))
    assert (owed.institution_id, owed.owner_role) == ("O1", "outlet_head")

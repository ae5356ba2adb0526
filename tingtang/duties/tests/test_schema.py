"""The database itself keeps the ledger honest, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tingtang.duties.models import Duty, DutyEvent, Excuse
from tingtang.duties.tests.ledger import Bank, day

pytestmark = pytest.mark.postgres


@pytest.fixture
def bank(each_database: str) -> Bank:
    return Bank()


def _refused(match: str) -> Any:
    return pytest.raises(DatabaseError, match=match)


def _close(duty: Duty, **changes: Any) -> None:
    Duty.objects.filter(pk=duty.pk).update(
        **{"state": "met", "closed_at": day(1), "evidence_kind": "contact", "evidence_id": "1", **changes}
    )


def _event(duty: Duty) -> DutyEvent:
    return DutyEvent.objects.create(duty=duty, period_on=duty.period_on, at=day(1), by="M1", what="closed")


def test_a_final_duty_cannot_be_changed_in_any_way(bank: Bank) -> None:
    duty = bank.duty()
    _close(duty)
    for change in ({"state": "open", "closed_at": None}, {"score": 9}, {"state": "late"}, {"owner_staff": "M2"}):
        with _refused("a final duty cannot be changed"), transaction.atomic():
            Duty.objects.filter(pk=duty.pk).update(**change)
    assert Duty.objects.get().state == "met"


def test_no_duty_can_be_deleted_open_or_final(bank: Bank) -> None:
    bank.duty()
    _close(bank.duty(subject_id="C2"))
    for duty in Duty.objects.all():
        with _refused("cannot be deleted"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM duties_duty WHERE id = %s", [duty.pk])
    assert Duty.objects.count() == 2


@pytest.mark.parametrize(
    "change",
    [
        {"clause": "A40"},
        {"subject_id": "C9"},
        {"kind": "birthday.customer"},
        {"opened_at": day(-9)},
        {"inputs": {}},
        {"manual_version": "x"},
        {"period_on": date(2026, 3, 1)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_an_open_duty_stands_for_is_fixed(bank: Bank, change: dict[str, Any]) -> None:
    duty = bank.duty()
    # Across partitions the database moves the row, which it can only do by deleting it: refused just the same.
    with _refused("cannot be (changed|deleted)"), transaction.atomic():
        Duty.objects.filter(pk=duty.pk).update(**change)


def test_what_may_change_while_it_is_open_does(bank: Bank) -> None:
    duty = bank.duty()
    Duty.objects.update(owner_staff=bank.other_manager, due_at=day(6), escalation_level=1, score=3)
    duty.refresh_from_db()
    assert (duty.owner_staff_id, duty.due_at, duty.escalation_level) == ("M2", day(6), 1)


def test_an_event_can_be_neither_changed_nor_removed(bank: Bank) -> None:
    event = _event(bank.duty())
    for verb in ("UPDATE duties_dutyevent SET what = 'opened'", "DELETE FROM duties_dutyevent"):
        with _refused("append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{verb} WHERE id = %s", [event.pk])


def test_one_duty_per_kind_subject_and_period(bank: Bank) -> None:
    bank.duty()
    with _refused("(?i)unique"), transaction.atomic():
        bank.duty()
    bank.duty(period_on=date(2026, 11, 28))
    bank.duty(kind="birthday.customer")


@pytest.mark.parametrize(
    "verdict",
    [
        {"state": "met", "closed_at": day(6)},
        {"state": "late", "closed_at": day(4)},
        {"state": "met", "evidence_id": ""},
        {"state": "missed", "closed_at": None},
        {"state": "open"},
    ],
    ids=["met after due", "late before due", "met without evidence", "missed at no time", "open but closed"],
)
def test_verdicts_that_cannot_be_are_refused(bank: Bank, verdict: dict[str, Any]) -> None:
    duty = bank.duty()
    with _refused("(?i)check|constraint"), transaction.atomic():
        _close(duty, **verdict)


def test_a_duty_has_one_owner_a_person_or_a_role(bank: Bank) -> None:
    for owner in ({"owner_staff": None, "owner_role": ""}, {"owner_role": "outlet_head"}):
        with _refused("(?i)check|constraint"), transaction.atomic():
            bank.duty(**owner)
    bank.duty(owner_staff=None, owner_role="outlet_head")


def test_an_excuse_is_decided_by_another_person_and_pends_once(bank: Bank) -> None:
    duty = bank.duty()
    asked = {"duty": duty, "reason": "住院", "asked_by": "M1", "asked_at": day(1)}
    Excuse.objects.create(**asked)
    with _refused("(?i)unique"), transaction.atomic():
        Excuse.objects.create(**asked)
    with _refused("(?i)check|constraint"), transaction.atomic():
        Excuse.objects.update(state="approved", decided_by="M1", decided_at=day(1))
    with _refused("(?i)check|constraint"), transaction.atomic():
        Excuse.objects.create(**{**asked, "duty": bank.duty(subject_id="C2"), "reason": ""})


def test_an_event_of_no_duty_is_refused(on_each_database: str) -> None:
    duty = Bank().duty()
    with _refused("(?i)foreign key"), transaction.atomic():
        DutyEvent.objects.create(duty_id=duty.pk + 1, period_on=duty.period_on, at=day(1), by="M1", what="closed")


def test_no_partition_can_be_emptied_past_its_parent(on_postgres: str) -> None:
    """Neither one that stood when the ledger was made, nor one made later."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT duties_ensure_partitions('2031-01-01', '2031-01-01')")
    for name in ("duties_duty_default", "duties_duty_2026q4", "duties_duty_2031q1", "duties_dutyevent_2031q1"):
        with _refused("cannot be deleted|append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {name} CASCADE")


def test_replacing_a_row_is_refused_as_removing_it_is(fresh_sqlite: str, django_db_blocker: Any) -> None:
    from tests.databases import default_database

    with django_db_blocker.unblock(), default_database(fresh_sqlite):
        duty = Bank().duty()
        _close(duty)
        event = _event(duty)
        for table, key in (("duties_duty", duty.pk), ("duties_dutyevent", event.pk)):
            same = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE id = %s"
            with _refused("cannot be deleted|append-only"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(same, [key])

"""On PostgreSQL the ledger is partitioned by quarter; SQLite and Django's models do not know."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from tingtang.duties.models import DutyEvent
from tingtang.duties.tests.ledger import Bank, day

pytestmark = pytest.mark.postgres


@pytest.fixture
def bank(on_postgres: str) -> Bank:
    return Bank()


def _one(sql: str, *values: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


def _partition(table: str, key: int) -> object:
    return _one(f"SELECT tableoid::regclass::text FROM {table} WHERE id = %s", key)


def test_a_duty_lies_in_the_quarter_of_its_period(bank: Bank) -> None:
    assert _partition("duties_duty", bank.duty().pk) == "duties_duty_2026q4"
    assert _partition("duties_duty", bank.duty(period_on=date(2026, 9, 30)).pk) == "duties_duty_2026q3"


def test_its_events_lie_beside_it_and_refer_to_both_parts_of_its_key(bank: Bank) -> None:
    duty = bank.duty()
    event = DutyEvent.objects.create(duty=duty, period_on=duty.period_on, at=day(1), by="M1", what="closed")
    assert _partition("duties_dutyevent", event.pk) == "duties_dutyevent_2026q4"
    with pytest.raises(DatabaseError, match="foreign key"), transaction.atomic():
        DutyEvent.objects.create(duty=duty, period_on=date(2026, 3, 1), at=day(1), by="M1", what="closed")


def test_a_day_without_a_partition_is_kept_in_the_default_one(bank: Bank) -> None:
    assert _partition("duties_duty", bank.duty(period_on=date(1993, 6, 30)).pk) == "duties_duty_default"


def test_partitions_are_made_ahead_once(bank: Bank) -> None:
    assert _one("SELECT duties_ensure_partitions('2030-02-01', '2030-09-30')") == 2 * 3
    assert _one("SELECT duties_ensure_partitions('2030-02-01', '2030-09-30')") == 0
    assert _partition("duties_duty", bank.duty(period_on=date(2030, 9, 30)).pk) == "duties_duty_2030q3"


def test_a_quarter_that_already_has_rows_by_default_stays_there(bank: Bank) -> None:
    duty = bank.duty(period_on=date(2031, 1, 5))
    assert _one("SELECT duties_ensure_partitions('2031-01-01', '2031-06-30')") == 2 + 1  # events of Q1, both of Q2
    assert _partition("duties_duty", duty.pk) == "duties_duty_default"


def test_a_partition_emptied_by_truncate_is_refused_at_the_top(bank: Bank) -> None:
    with pytest.raises(DatabaseError, match="cannot be deleted"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE duties_duty CASCADE")

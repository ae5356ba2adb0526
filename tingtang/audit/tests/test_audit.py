"""The audit trail is append-only and lives in the transaction of its write."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction

from tingtang.audit.actions import NotInTransaction, log_read, record, reveal
from tingtang.audit.ids import coming_id
from tingtang.audit.models import Entry

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def _entry() -> Entry:
    with transaction.atomic():
        return record(by="S1", at=AT, action="duty.close", subject=("duty", "7"))


@pytest.mark.django_db
def test_an_entry_can_be_neither_changed_nor_removed() -> None:
    entry = _entry()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(actor="S2")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).delete()
    assert Entry.objects.get().actor == "S1"


def test_the_id_to_come_is_one_that_no_row_has_or_gets_again(each_database: str) -> None:
    first = _entry()
    coming = coming_id(Entry)
    assert coming > first.pk
    again = Entry.objects.create(pk=coming, actor="S1", at=AT, action="x", subject_kind="duty", subject_id="7")
    assert coming_id(Entry) > again.pk


@pytest.mark.django_db(transaction=True)
def test_a_write_outside_a_transaction_is_refused() -> None:
    with pytest.raises(NotInTransaction):
        record(by="S1", at=AT, action="duty.close", subject=("duty", "7"))


@pytest.mark.django_db
def test_a_reveal_without_a_reason_is_refused_and_leaves_nothing() -> None:
    with pytest.raises(ValueError, match="reason"):
        reveal(by="S1", at=AT, field="phone", subject=("customer", "C1"), reason="  ")
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_a_reveal_keeps_who_what_and_why_but_never_the_value() -> None:
    entry = reveal(by="S1", at=AT, field="phone", subject=("customer", "C1"), reason=" 回电 ")
    assert (entry.nature, entry.detail) == (Entry.Nature.REVEAL, {"field": "phone", "reason": "回电"})


@pytest.mark.django_db
def test_a_read_of_a_confidential_record_keeps_the_tie() -> None:
    entry = log_read(by="S1", at=AT, subject=("customer", "C1"), tie="head")
    assert (entry.nature, entry.subject_id, entry.detail) == (Entry.Nature.READ, "C1", {"tie": "head"})

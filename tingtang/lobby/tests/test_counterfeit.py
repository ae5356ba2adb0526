"""Counterfeit notes (A20.2i): two people, a receipt number without gaps, corrected only by a counter-entry."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tingtang.audit.models import Entry
from tingtang.lobby.actions.counterfeit import Note, confiscate, take_back
from tingtang.lobby.errors import BadInput, NoSuchRecord, WrongState
from tingtang.lobby.models import CounterfeitNote, CounterfeitReceipt, ReceiptBook
from tingtang.lobby.queries.counterfeit import Total, receipts, totals
from tingtang.lobby.tests.lobby import Lobby, after

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
HUNDRED = Note(100, "HD90123456", "2015")


def record(*notes: Note, **changes: Any) -> CounterfeitReceipt:
    """A confiscation by T1, checked by T2."""
    fields: dict[str, Any] = {
        "institution_id": "O1", "holder_name": "王小明", "notes": notes or [HUNDRED], "confiscated_by": "T1",
        "checked_by": "T2", "explained": True, "by": "T1", "at": after(5),
    }  # fmt: skip
    return confiscate(**{**fields, **changes})


def test_receipts_are_numbered_by_outlet_and_year(lobby: Lobby) -> None:
    first, second = record(), record(Note(50, "AB12345678"))
    assert (first.number, second.number) == ("O1-2026-0001", "O1-2026-0002")
    assert record(at=after(60 * 24 * 60)).number == "O1-2027-0001"


def test_one_person_alone_cannot_confiscate(lobby: Lobby) -> None:
    with pytest.raises(BadInput) as refused:
        record(checked_by="T1")
    assert refused.value.field == "checked_by"
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        CounterfeitReceipt.objects.create(
            institution_id="O1", year=2026, seq=9, on=YEAR[0], at=after(5), holder_name="王小明", explained=True,
            confiscated_by_id="T1", checked_by_id="T1",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("holder_name", {"holder_name": "  "}),
        ("explained", {"explained": False}),
        ("checked_by", {"checked_by": "nobody"}),
        ("ticket_id", {"ticket_id": 999}),
        ("notes", {"notes": []}),
        ("notes.denomination", {"notes": [Note(2, "AB12345678")]}),
        ("notes.serial", {"notes": [Note(100, "??")]}),
        ("notes.serial", {"notes": [HUNDRED, Note(100, "hd 9012 3456")]}),
    ],
)
def test_what_does_not_do_is_refused_by_its_field_and_costs_no_number(
    lobby: Lobby, field: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(BadInput) as refused:
        record(**changes)
    assert refused.value.field == field
    assert record().seq == 1


def test_a_receipt_is_corrected_by_a_counter_entry_and_totals_set_it_off(lobby: Lobby) -> None:
    wrong = record(HUNDRED, Note(50, "AB12345678"))
    record(Note(20, "CD12345678"))
    back = take_back(
        receipt_id=wrong.pk, reason="冠字号码录错", confiscated_by="T2", checked_by="T1", by="T2", at=after(9)
    )
    assert (back.number, back.reverses_id) == ("O1-2026-0003", wrong.pk)
    assert totals(["O1"], *YEAR) == [Total(20, 1)]
    assert CounterfeitNote.objects.filter(receipt=wrong).count() == 2
    with pytest.raises(WrongState):
        take_back(receipt_id=wrong.pk, reason="再次", confiscated_by="T2", checked_by="T1", by="T2", at=after(9))
    with pytest.raises(WrongState):
        take_back(receipt_id=back.pk, reason="再次", confiscated_by="T2", checked_by="T1", by="T2", at=after(9))
    with pytest.raises(NoSuchRecord):
        take_back(receipt_id=0, reason="再次", confiscated_by="T2", checked_by="T1", by="T2", at=after(9))


def test_totals_are_of_the_outlets_and_days_asked_for(lobby: Lobby) -> None:
    record(HUNDRED, Note(100, "HD90123457"), Note(10, "EF12345678"))
    assert totals(["O1"], *YEAR) == [Total(100, 2), Total(10, 1)]
    assert [one.amount for one in totals(["O1"], *YEAR)] == [200, 10]
    assert totals(["O2"], *YEAR) == []
    assert totals(["O1"], date(2026, 11, 24), date(2026, 12, 31)) == []
    assert [row.number for row in receipts(["O1"], *YEAR)] == ["O1-2026-0001"]


@pytest.mark.parametrize("table", ["lobby_counterfeitreceipt", "lobby_counterfeitnote"])
def test_the_database_keeps_what_was_recorded(lobby: Lobby, table: str) -> None:
    record()
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_trail_names_the_receipt_and_not_the_holder(lobby: Lobby) -> None:
    record()
    entry = Entry.objects.get(action="lobby.counterfeit.confiscate")
    assert entry.detail == {"number": "O1-2026-0001", "notes": 1, "total": 100}


@pytest.mark.slow
def test_many_at_once_get_numbers_without_a_gap(on_each_database: str) -> None:
    Lobby()

    def one(number: int) -> int:
        try:
            return record(Note(100, f"HD9012{number:04d}")).seq
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as many:
        numbers = sorted(many.map(one, range(18)))
    assert numbers == list(range(1, 19))
    assert ReceiptBook.objects.get().last == 18

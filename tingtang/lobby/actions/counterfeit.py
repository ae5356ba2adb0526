"""Confiscating counterfeit notes: two people, a numbered receipt, the holder told why (A20.2i). Never changed after."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from tingtang.lobby.errors import BadInput, NoSuchRecord, WrongState
from tingtang.lobby.keeping import noted, text
from tingtang.lobby.models import CounterfeitNote, CounterfeitReceipt, ReceiptBook, Ticket
from tingtang.lobby.models.counterfeit import DENOMINATIONS
from tingtang.organisation.models import Staff
from tingtang.organisation.tree import employed
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

SAME_PERSON = Bilingual("须由两名不同的员工共同办理", "two different people are needed")
NOT_STAFF = Bilingual("不是本网点的在岗员工", "not a member of this outlet's staff")
EXPLAIN = Bilingual(
    "须先向客户说明依据、识别方法和申诉权利", "tell the holder why, how to tell a note, and how to appeal"
)
NO_NOTES = Bilingual("请逐张登记假币", "list the notes one by one")
MANY = Bilingual("一张凭证最多登记 100 张", "at most 100 notes on a receipt")
FACE = Bilingual("没有这个面额", "there is no such denomination")
SERIAL = Bilingual("冠字号码由 4 至 16 位字母数字组成", "a serial has 4 to 16 letters and digits")
TWICE = Bilingual("同一张假币登记了两次", "this note is listed twice")
ALREADY = Bilingual("该凭证已有更正记录", "this receipt was corrected already")
IS_COUNTER = Bilingual("更正记录不能再更正，请重新登记", "a counter-entry is not corrected itself: record anew")
NO_TICKET = Bilingual("本网点没有这张号票", "there is no such ticket here")
SERIALS = re.compile(r"[A-Z0-9]{4,16}")
MOST = 100


@dataclass(frozen=True, slots=True)
class Note:
    """One note as found: face value in CNY, serial as printed, series such as 2015."""

    denomination: int
    serial: str
    edition: str = ""


@transaction.atomic
def confiscate(
    *,
    institution_id: str,
    holder_name: str,
    notes: Sequence[Note],
    confiscated_by: str,
    checked_by: str,
    explained: bool,
    by: str,
    at: datetime,
    ticket_id: int | None = None,
) -> CounterfeitReceipt:
    """Record a confiscation and give it the next receipt number of the outlet and year (`.number`).

    Raises BadInput naming the field: two different people of the outlet, notes with their serials, told to the holder.
    """
    holder_name = text("holder_name", holder_name, 60)
    if not explained:
        raise BadInput("explained", EXPLAIN)
    _two_people(institution_id, confiscated_by, checked_by, at)
    checked = _checked(notes)
    if ticket_id is not None and not Ticket.objects.filter(pk=ticket_id, institution=institution_id).exists():
        raise BadInput("ticket_id", NO_TICKET)
    people = {"confiscated_by_id": confiscated_by, "checked_by_id": checked_by}
    fields = {"holder_name": holder_name, "explained": True, "ticket_id": ticket_id, **people}
    return _receipt("counterfeit.confiscate", institution_id, checked, 1, by=by, at=at, **fields)


@transaction.atomic
def take_back(
    *, receipt_id: int, reason: str, confiscated_by: str, checked_by: str, by: str, at: datetime
) -> CounterfeitReceipt:
    """Correct a receipt by a counter-entry with a number of its own; the first stays as it is, totals set it off.

    Raises NoSuchRecord, BadInput, WrongState when it was corrected before or is a counter-entry itself.
    """
    reason = text("reason", reason, 200)
    first = CounterfeitReceipt.objects.select_for_update().filter(pk=receipt_id).first()
    if first is None:
        raise NoSuchRecord
    if first.reverses_id is not None:
        raise WrongState(IS_COUNTER)
    if CounterfeitReceipt.objects.filter(reverses=first).exists():
        raise WrongState(ALREADY)
    _two_people(first.institution_id, confiscated_by, checked_by, at)
    notes = [Note(row.denomination, row.serial, row.edition) for row in first.notes.order_by("line")]
    people = {"confiscated_by_id": confiscated_by, "checked_by_id": checked_by}
    fields = {"holder_name": first.holder_name, "explained": True, "ticket_id": first.ticket_id, **people}
    corrects = {"reverses": first, "reason": reason}
    return _receipt("counterfeit.take_back", first.institution_id, notes, -1, by=by, at=at, **fields, **corrects)


def _two_people(institution_id: str, one: str, other: str, at: datetime) -> None:
    if one == other:
        raise BadInput("checked_by", SAME_PERSON)
    people = Staff.objects.filter(employed(business_date(at)), institution=institution_id, pk__in=[one, other])
    here = set(people.values_list("pk", flat=True))
    for field, person in (("confiscated_by", one), ("checked_by", other)):
        if person not in here:
            raise BadInput(field, NOT_STAFF)


def _checked(notes: Sequence[Note]) -> list[Note]:
    if not notes:
        raise BadInput("notes", NO_NOTES)
    if len(notes) > MOST:
        raise BadInput("notes", MANY)
    found: list[Note] = []
    for note in notes:
        serial = re.sub(r"\s", "", note.serial).upper()
        if note.denomination not in DENOMINATIONS:
            raise BadInput("notes.denomination", FACE)
        if not SERIALS.fullmatch(serial):
            raise BadInput("notes.serial", SERIAL)
        if any((one.denomination, one.serial) == (note.denomination, serial) for one in found):
            raise BadInput("notes.serial", TWICE)
        found.append(Note(note.denomination, serial, text("notes.edition", note.edition, 20, needed=False)))
    return found


def _receipt(
    action: str, institution_id: str, notes: Sequence[Note], sign: int, *, by: str, at: datetime, **fields: Any
) -> CounterfeitReceipt:
    on = business_date(at)
    numbered = {"institution_id": institution_id, "year": on.year}
    receipt = CounterfeitReceipt.objects.create(**numbered, seq=_next(institution_id, on.year), on=on, at=at, **fields)
    CounterfeitNote.objects.bulk_create(
        CounterfeitNote(
            receipt=receipt,
            line=line,
            sign=sign,
            denomination=note.denomination,
            serial=note.serial,
            edition=note.edition,
        )
        for line, note in enumerate(notes, start=1)
    )
    total = sign * sum(note.denomination for note in notes)
    number = receipt.number
    noted(action, receipt, institution=institution_id, by=by, at=at, number=number, notes=len(notes), total=total)
    return receipt


def _next(institution_id: str, year: int) -> int:
    """The next number of the book: its row is locked until the receipt is there, so two at once get two, none lost."""
    book, _ = ReceiptBook.objects.get_or_create(institution_id=institution_id, year=year)
    ReceiptBook.objects.filter(pk=book.pk).update(last=F("last") + 1)
    return ReceiptBook.objects.values_list("last", flat=True).get(pk=book.pk)

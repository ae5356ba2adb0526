"""What the actions share: words that are needed, taking a sale for change, moving it with its history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tingtang.advice.errors import BadInput, Ended, NoSuchRecord, NotYours
from tingtang.advice.models import Sale, SaleEvent, State
from tingtang.audit import actions as audit
from tingtang.shared.text import Bilingual

What = SaleEvent.What
WORDS = 200
NO_WORDS = Bilingual("请写明情况", "say what it is")
TOO_LONG = Bilingual("内容过长", "this is too long")
KEY_TAKEN = Bilingual("此表单已用于另一笔业务", "this form was used for something else")


def words(field: str, text: str, *, longest: int = WORDS) -> str:
    """The text, trimmed. Raises BadInput when there is none, or too much of it."""
    return BadInput.words(field, text, longest, none=NO_WORDS, long=TOO_LONG)


def take(sale_id: int, by: str) -> Sale:
    """An open sale of one's own, locked until the transaction ends. Raises NoSuchRecord, NotYours, Ended."""
    sale = Sale.objects.select_for_update(of=("self",)).select_related("product").filter(pk=sale_id).first()
    if sale is None:
        raise NoSuchRecord
    if sale.advised_by_id != by:
        raise NotYours
    if sale.state != State.OPEN:
        raise Ended
    return sale


def move(sale: Sale, what: SaleEvent.What, *, by: str, at: datetime, text: str = "", **change: Any) -> Sale:
    """Append what happened, `change` fields of the sale, and leave the audit entry. The words stay out of the trail."""
    fields = {**change, "n": sale.n + 1}
    for name, changed in fields.items():
        setattr(sale, name, changed)
    sale.save(update_fields=list(fields))
    return note(sale, what, by=by, at=at, text=text)


def note(sale: Sale, what: SaleEvent.What, *, by: str, at: datetime, text: str = "") -> Sale:
    """The event numbered as the sale says, and the audit entry."""
    SaleEvent.objects.create(sale=sale, n=sale.n, at=at, by=by, what=what, text=text)
    audit.record(
        by=by, at=at, action=f"advice.{what.value}", subject=("sale", str(sale.pk)), institution=sale.institution_id,
        detail={"product": sale.product_id, "verdict": sale.verdict, "state": sale.state},
    )  # fmt: skip
    return sale

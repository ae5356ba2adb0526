"""Moving quota (A29.2): issued to the province, moved down and back, used by sales, given back where it was used by a
customer from elsewhere. Every movement is an entry; whoever moves holds the product's row, so none is lost.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from tingtang.advice.actions.history import words
from tingtang.advice.actions.quota_duties import owe_give_back, prove_given_back
from tingtang.advice.errors import BadInput, NoSuchRecord, NotYet, NotYours
from tingtang.advice.models import Product, Quota, QuotaEntry, QuotaRequest, Sale
from tingtang.advice.standing import levels_above, may_answer
from tingtang.audit import actions as audit
from tingtang.customers.models import Customer
from tingtang.manual.queries import value
from tingtang.organisation.access import viewer_of_staff
from tingtang.organisation.models import Institution
from tingtang.organisation.tree import line_of
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

What = QuotaEntry.What
HUGE = Decimal(10) ** 15
NOT_LIMITED = Bilingual("此产品不限额", "this product has no quota")
NO_AMOUNT = Bilingual("请填写大于零的金额，最多两位小数", "an amount above zero, with two decimals at most")
NO_CHANGE = Bilingual("请填写不为零的金额，最多两位小数", "an amount other than zero, with two decimals at most")
TOO_LITTLE = Bilingual("可用额度不足", "there is not so much quota left")
NO_PLACE = Bilingual("没有这个机构", "there is no such institution")
NOT_IN_LINE = Bilingual("只能在上下级之间调剂", "quota moves between a level and one below it only")
NOT_TOP = Bilingual("额度由省行核定后逐级调剂", "quota is issued to the province and moves down from there")
NOT_OWED = Bilingual("此笔占用已归还或无须归还", "nothing is owed for this use")


class Short(NotYet):
    """There is not enough quota where it is needed."""

    text = Bilingual("本机构额度不足，请向上级申请（A29.2）", "not enough quota here: ask the level above (A29.2)")


def hold(code: str) -> Product:
    """The limited product, locked until the transaction ends: its quota moves one movement after the other."""
    product = Product.objects.select_for_update(no_key=True).filter(pk=code).first()
    if product is None:
        raise NoSuchRecord
    if not product.limited:
        raise BadInput("product", NOT_LIMITED)
    return product


def free_at(product: Product, institution_id: str) -> Decimal:
    """What an institution has left of a product."""
    return Quota.objects.filter(product=product, institution=institution_id).values_list("free", flat=True).first() or (
        Decimal(0)
    )


def move(
    product: Product, institution_id: str, what: QuotaEntry.What, amount: Decimal, *, by: str, at: datetime,
    field: str = "amount", **more: Any,
) -> QuotaEntry:  # fmt: skip
    """One movement of a product that is held, with its audit entry. Raises BadInput when there is too little."""
    quota, _ = Quota.objects.get_or_create(product=product, institution_id=institution_id)
    if quota.free + amount < 0:
        raise BadInput(field, TOO_LITTLE)
    quota.free, quota.n = quota.free + amount, quota.n + 1
    quota.save(update_fields=["free", "n"])
    entry = QuotaEntry.objects.create(
        quota=quota, n=quota.n, what=what, amount=amount, free=quota.free, by=by, at=at, **more
    )
    audit.record(
        by=by, at=at, action=f"quota.{what.value}", subject=("quota", f"{product.pk}:{institution_id}"),
        institution=institution_id, detail={"n": quota.n, "amount": str(amount), "free": str(quota.free)},
    )  # fmt: skip
    return entry


def checked(amount: Decimal, *, signed: bool = False) -> Decimal:
    """An amount of quota. Raises BadInput."""
    low, said = (-HUGE, NO_CHANGE) if signed else (Decimal(0), NO_AMOUNT)
    if not low < amount < HUGE or amount == 0 or amount != amount.quantize(Decimal("0.01")):
        raise BadInput("amount", said)
    return amount


@transaction.atomic
def issue_quota(
    *, by: str, at: datetime, product: str, institution_id: str, amount: Decimal, reason: str
) -> QuotaEntry:
    """Head office issues quota to the province, or cuts it (below zero). What the province owes is given back first.

    Raises NotYours, BadInput naming the field, NoSuchRecord.
    """
    amount, reason = checked(amount, signed=True), words("reason", reason)
    _need_answer(by, at, institution_id)
    if levels_above(institution_id):
        raise BadInput("institution_id", NOT_TOP)
    held = hold(product)
    entry = move(held, institution_id, What.ISSUED, amount, by=by, at=at, text=reason)
    for use in owed(held):
        if amount > 0 and _top(use.quota.institution_id) == institution_id:
            _give_back(held, use, institution_id, by=by, at=at)
    return entry


@transaction.atomic
def move_quota(
    *, by: str, at: datetime, product: str, from_id: str, to_id: str, amount: Decimal, reason: str
) -> QuotaEntry:
    """Quota from a level to one below it, or back up; decided by whoever answers at the upper one.

    Raises NotYours, BadInput naming the field, NoSuchRecord.
    """
    amount, reason = checked(amount), words("reason", reason)
    if Institution.objects.filter(pk__in={from_id, to_id}).count() != 2:
        raise BadInput("to_id", NO_PLACE)
    down = from_id in line_of(to_id)
    if not down and to_id not in line_of(from_id):
        raise BadInput("to_id", NOT_IN_LINE)
    _need_answer(by, at, from_id if down else to_id)
    return transfer(hold(product), from_id, to_id, amount, by=by, at=at, text=reason)


def transfer(
    product: Product, from_id: str, to_id: str, amount: Decimal, *, by: str, at: datetime, text: str,
    request: QuotaRequest | None = None,
) -> QuotaEntry:  # fmt: skip
    """Both sides of a movement between two places of a product that is held; returns where it came in."""
    same: dict[str, Any] = {"by": by, "at": at, "text": text, "request": request}
    move(product, from_id, What.OUT, -amount, other_id=to_id, **same)
    return move(product, to_id, What.IN, amount, other_id=from_id, **same)


# -- used by sales ----------------------------------------------------------------------------------------------------


def draw(sale: Sale, *, by: str, at: datetime) -> QuotaEntry:
    """Set aside what a locked sale needs, at its institution. Raises Short when there is too little."""
    product = hold(sale.product_id)
    if free_at(product, sale.institution_id) < sale.amount:
        raise Short
    entry = move(
        product, sale.institution_id, What.USED, -sale.amount, by=by, at=at, away=_given_back_later(sale, at),
        text=f"#{sale.pk}",
    )  # fmt: skip
    sale.quota_use = entry
    sale.save(update_fields=["quota_use"])
    return entry


def _given_back_later(sale: Sale, at: datetime) -> bool:
    """Whether the province gives back what this sale uses: a customer from elsewhere of one of the named tiers."""
    named = value("quota.away_tiers", business_date(at), sale.institution_id).value
    tiers = [str(one) for one in named] if isinstance(named, tuple) else [str(named)]
    return sale.away and Customer.objects.filter(pk=sale.customer_id, tier__in=tiers).exists()


def release(sale: Sale, *, by: str, at: datetime) -> None:
    """Give free what a locked sale that comes to nothing had set aside."""
    use = sale.quota_use
    if use is None:
        return
    move(hold(sale.product_id), sale.institution_id, What.RELEASED, -use.amount, by=by, at=at, use=use)
    sale.quota_use = None
    sale.save(update_fields=["quota_use"])


def settle(sale: Sale, *, by: str, at: datetime) -> None:
    """A sale was closed: what a customer from elsewhere used is given back by the province, or owed until it can."""
    use, top = sale.quota_use, _top(sale.institution_id)
    if use is None or not use.away or not top:
        return
    if not _give_back(hold(sale.product_id), use, top, by=by, at=at):
        owe_give_back(use, sale.product, top, by=by, at=at)


@transaction.atomic
def give_back(*, by: str, at: datetime, use_id: int) -> QuotaEntry:
    """The province gives back, out of its own, what a customer from elsewhere used (A29.2).

    Raises NoSuchRecord, NotYours, BadInput when it has too little, NotYet when nothing is owed.
    """
    use = QuotaEntry.objects.select_related("quota").filter(pk=use_id, away=True).first()
    if use is None:
        raise NoSuchRecord
    top = _top(use.quota.institution_id)
    _need_answer(by, at, top)
    product = hold(use.quota.product_id)
    if use.pk not in {one.pk for one in owed(product)}:
        raise NotYet(NOT_OWED)
    if not _give_back(product, use, top, by=by, at=at):
        raise BadInput("use", TOO_LITTLE)
    return QuotaEntry.objects.get(use=use, what=What.BACK)


def owed(product: Product | None = None) -> QuerySet[QuotaEntry]:
    """Uses by customers from elsewhere, of closed sales, that nobody gave back yet; oldest first."""
    uses = QuotaEntry.objects.filter(what=What.USED, away=True, sale__state="closed").select_related(
        "quota__institution", "quota__product", "sale"
    )
    found = uses.filter(~Exists(QuotaEntry.objects.filter(use=OuterRef("pk"), what=What.BACK)))
    return (found.filter(quota__product=product) if product else found).order_by("at", "pk")


def _give_back(product: Product, use: QuotaEntry, top: str, *, by: str, at: datetime) -> bool:
    """Both sides, when the province has so much left; whether it had."""
    place = use.quota.institution_id
    if place != top and free_at(product, top) < -use.amount:
        return False
    same: dict[str, Any] = {"by": by, "at": at, "use": use}
    move(product, top, What.MADE_GOOD, use.amount, other_id=place, **same)
    back = move(product, place, What.BACK, -use.amount, other_id=top, **same)
    prove_given_back(use, back, by=by, at=at)
    return True


def _top(institution_id: str) -> str:
    """The province above an institution; empty where it has none."""
    above = levels_above(institution_id)
    return above[-1] if above else ""


def _need_answer(by: str, at: datetime, institution_id: str) -> None:
    if not institution_id or not may_answer(viewer_of_staff(by, business_date(at)), institution_id):
        raise NotYours

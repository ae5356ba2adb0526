"""Asking for quota (A29.2): of the nearest level that has so much, else of the province; answered in time.

For a customer from elsewhere nobody refuses: whoever is asked grants it or passes it up.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from tingtang.advice.actions.history import KEY_TAKEN, words
from tingtang.advice.actions.history import move as move_sale
from tingtang.advice.actions.quota import checked, draw, free_at, hold, transfer
from tingtang.advice.actions.quota_duties import owe_answer, prove_answer
from tingtang.advice.errors import BadInput, Ended, NoSuchRecord, NotYet, NotYours
from tingtang.advice.models import Product, QuotaEvent, QuotaRequest, RequestState, Sale, SaleEvent, State
from tingtang.advice.standing import levels_above, may_answer
from tingtang.audit import actions as audit
from tingtang.live.actions import Message, publish_all
from tingtang.organisation.access import may_at, viewer_of_staff
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

What = QuotaEvent.What
NO_PRODUCT = Bilingual("没有这个限额产品", "there is no such limited product")
NO_LEVEL = Bilingual("上面没有可申请的机构", "there is no level above to ask")
AT_TOP = Bilingual("已到省行，不能再上报", "the province has it: there is no level above")
NEVER_REFUSED = Bilingual(
    "异地客户的申请不得回绝：请调剂或上报（A29.2）",
    "never refused for a customer from elsewhere: grant it or pass it up",
)
ASKED = Bilingual("此笔业务已在申请额度", "quota is being asked for this sale already")
SET_ASIDE = Bilingual("额度已占用", "the quota is set aside already")
FOR_AWAY = "异地客户办理，额度不足"


@transaction.atomic
def ask_quota(
    *, by: str, at: datetime, institution_id: str, product: str, amount: Decimal, reason: str, key: str = ""
) -> QuotaRequest:
    """Ask for quota of a product for an institution, outside any sale. `key` makes it idempotent for the same person.

    Raises NotYours, BadInput naming the field.
    """
    amount, reason = checked(amount), words("reason", reason)
    if not may_at(viewer_of_staff(by, business_date(at)), "quota.ask", institution_id):
        raise NotYours
    if kept := _kept(key, by):
        return kept
    offered = Product.objects.filter(pk=product, limited=True).first()
    if offered is None:
        raise BadInput("product", NO_PRODUCT)
    try:
        with transaction.atomic():
            return _ask(offered, institution_id, amount, reason, by=by, at=at, key=key or None)
    except IntegrityError:
        if kept := _kept(key, by):
            return kept
        raise


def _kept(key: str, by: str) -> QuotaRequest | None:
    if len(key) > 64:
        raise BadInput("key", KEY_TAKEN)
    kept = QuotaRequest.objects.filter(key=key).first() if key else None
    if kept and kept.asked_by_id != by:
        raise BadInput("key", KEY_TAKEN)
    return kept


@transaction.atomic
def ask_for_sale(*, by: str, at: datetime, sale_id: int, reason: str = "") -> QuotaRequest:
    """Ask for what an open sale of one's own needs. Raises NoSuchRecord, NotYours, Ended, NotYet."""
    sale = _sale(sale_id)
    if sale is None or not sale.quota_needed:
        raise NoSuchRecord
    if sale.advised_by_id != by:
        raise NotYours
    if sale.state != State.OPEN:
        raise Ended
    return request_for(sale, reason, by=by, at=at)


def request_for(sale: Sale, reason: str, *, by: str, at: datetime) -> QuotaRequest:
    """The request of a locked sale; for a customer from elsewhere it needs no other reason. Raises NotYet, BadInput."""
    if sale.quota_use_id is not None:
        raise NotYet(SET_ASIDE)
    if QuotaRequest.objects.filter(sale=sale, state=RequestState.OPEN).exists():
        raise NotYet(ASKED)
    reason = words("text", reason or (FOR_AWAY if sale.away else ""))
    return _ask(sale.product, sale.institution_id, sale.amount, reason, by=by, at=at, sale=sale, away=sale.away)


def _ask(
    product: Product, institution_id: str, amount: Decimal, reason: str, *, by: str, at: datetime, **more: Any
) -> QuotaRequest:
    levels = levels_above(institution_id)
    if not levels:
        raise BadInput("institution_id", NO_LEVEL)
    asked_of = next((one for one in levels if free_at(product, one) >= amount), levels[-1])
    request = QuotaRequest.objects.create(
        product=product, institution_id=institution_id, asked_of_id=asked_of, amount=amount, reason=reason,
        asked_by_id=by, asked_at=at, **more,
    )  # fmt: skip
    _record(request, What.ASKED, reason, by=by, at=at)
    owe_answer(request, by=by, at=at)
    return request


@transaction.atomic
def grant_quota(*, by: str, at: datetime, request_id: int, text: str = "") -> QuotaRequest:
    """Grant a request in full out of the level's own; for a sale it is set aside for it at once.

    Raises NoSuchRecord, NotYours, Ended, BadInput when the level has too little.
    """
    request, sale = _take(request_id, by, at)
    product = hold(request.product_id)
    transfer(
        product, request.asked_of_id, request.institution_id, request.amount, by=by, at=at, text=text.strip()[:200],
        request=request,
    )  # fmt: skip
    _end(request, What.GRANTED, text.strip()[:200], by=by, at=at)
    if sale and sale.state == State.OPEN and sale.quota_use_id is None:
        draw(sale, by=by, at=at)
        move_sale(sale, SaleEvent.What.QUOTA, by=by, at=at, text=f"#{request.pk}")
    return request


@transaction.atomic
def pass_up(*, by: str, at: datetime, request_id: int, text: str) -> QuotaRequest:
    """Put a request to the next level above, with a word why. Raises NotYet at the province."""
    text = words("text", text)
    request, _ = _take(request_id, by, at)
    levels = levels_above(request.asked_of_id)
    if not levels:
        raise NotYet(AT_TOP)
    request.asked_of_id = levels[0]
    event = _record(request, What.PASSED_UP, text, by=by, at=at)
    prove_answer(request, event, by=by)
    request.turn += 1
    request.save(update_fields=["asked_of", "turn"])
    owe_answer(request, by=by, at=at)
    return request


@transaction.atomic
def refuse_quota(*, by: str, at: datetime, request_id: int, text: str) -> QuotaRequest:
    """Refuse a request with a reason; never one for a customer from elsewhere. Raises NotYet for that."""
    text = words("text", text)
    request, _ = _take(request_id, by, at)
    if request.away:
        raise NotYet(NEVER_REFUSED)
    return _end(request, What.REFUSED, text, by=by, at=at)


@transaction.atomic
def withdraw_quota(*, by: str, at: datetime, request_id: int, text: str) -> QuotaRequest:
    """Who asked needs it no longer. Raises NotYours, Ended, and NotYet for one of a sale: that is given up instead."""
    text = words("text", text)
    request = _locked(request_id)
    if request.asked_by_id != by:
        raise NotYours
    if request.sale_id is not None:
        raise NotYet(Bilingual("请在该笔销售中处理", "deal with it on the sale"))
    return _end(request, What.WITHDRAWN, text, by=by, at=at)


def drop_of(sale: Sale, reason: str, *, by: str, at: datetime) -> None:
    """A locked sale was given up: what is still asked for it is withdrawn."""
    for key in QuotaRequest.objects.filter(sale=sale, state=RequestState.OPEN).values_list("pk", flat=True):
        _end(_locked(key), What.WITHDRAWN, reason, by=by, at=at)


def _sale(sale_id: int) -> Sale | None:
    found = Sale.objects.select_for_update(of=("self",)).select_related("product", "quota_use")
    return found.filter(pk=sale_id).first()


def _take(request_id: int, by: str, at: datetime) -> tuple[QuotaRequest, Sale | None]:
    """An open request and its sale, both locked, the sale first as everywhere. Raises NotYours."""
    known = QuotaRequest.objects.filter(pk=request_id).values_list("sale_id", flat=True).first()
    sale = _sale(known) if known else None
    request = _locked(request_id)
    if not may_answer(viewer_of_staff(by, business_date(at)), request.asked_of_id):
        raise NotYours
    return request, sale


def _locked(request_id: int) -> QuotaRequest:
    found = QuotaRequest.objects.select_for_update(of=("self",)).select_related("product", "institution")
    request = found.filter(pk=request_id).first()
    if request is None:
        raise NoSuchRecord
    if request.state != RequestState.OPEN:
        raise Ended(Bilingual("此申请已了结", "the request has ended"))
    return request


def _end(request: QuotaRequest, what: QuotaEvent.What, text: str, *, by: str, at: datetime) -> QuotaRequest:
    request.state, request.ended_at, request.answer = RequestState(what.value), at, text
    event = _record(request, what, text, by=by, at=at)
    prove_answer(request, event, by=by)
    return request


def _record(request: QuotaRequest, what: QuotaEvent.What, text: str, *, by: str, at: datetime) -> QuotaEvent:
    """The event, the audit entry, and a word to who asked."""
    request.n += 1
    request.save(update_fields=["n", "state", "ended_at", "answer"])
    event = QuotaEvent.objects.create(
        request=request, n=request.n, at=at, by=by, what=what, asked_of_id=request.asked_of_id, text=text
    )
    audit.record(
        by=by, at=at, action=f"quota.{what.value}", subject=("quota_request", str(request.pk)),
        institution=request.institution_id,
        detail={"product": request.product_id, "amount": str(request.amount), "asked_of": request.asked_of_id},
    )  # fmt: skip
    payload = {"request": request.pk, "state": request.state}
    publish_all([Message(f"staff:{request.asked_by_id}", f"quota.{what.value}", payload)], at=at)
    return event

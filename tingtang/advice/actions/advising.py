"""Assessing a customer, and recommending a product: checked at once, the check kept as it was."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from tingtang.advice.actions.history import KEY_TAKEN, What, move, note, words
from tingtang.advice.actions.quota import free_at
from tingtang.advice.actions.quota_asking import request_for
from tingtang.advice.actions.register import HUGE, NO_LEVEL
from tingtang.advice.errors import BadInput, NoSuchRecord
from tingtang.advice.models import Assessment, Product, Sale, State
from tingtang.advice.queries import buyer_of, months_valid, offer_of, rules_in_force, tolerance_of
from tingtang.advice.suitability import LEVELS, check
from tingtang.audit import actions as audit
from tingtang.customers.models import Customer
from tingtang.shared.clocks import add_months
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

KEY = 64
NOT_AHEAD = Bilingual("评估日期不能晚于今天", "an assessment is not dated ahead")
NO_AMOUNT = Bilingual("请填写大于零的金额，最多两位小数", "an amount above zero, with two decimals at most")
NO_PRODUCT = Bilingual("没有这个产品", "there is no such product")
PERSONS = Bilingual("个人理财只面向个人客户", "personal products are for private persons")


def assess(
    *, by: str, at: datetime, institution_id: str, customer_id: str, level: int, assessed_on: date | None = None,
    key: str = "",
) -> Assessment:  # fmt: skip
    """Record a customer's risk tolerance (A22.2c); it counts until its last day, and newer ones replace it.

    `key` makes it idempotent for the same person and customer. Raises BadInput naming the field.
    """
    today = business_date(at)
    on = assessed_on or today
    if level not in LEVELS:
        raise BadInput("level", NO_LEVEL)
    if on > today:
        raise BadInput("assessed_on", NOT_AHEAD)
    customer, key = _customer(customer_id), _key(key)
    try:
        with transaction.atomic():
            made = Assessment.objects.create(
                customer_id=customer.pk, level=level, assessed_on=on, institution_id=institution_id, by_id=by, at=at,
                valid_until=add_months(on, months_valid(on, institution_id)), key=key or None,
            )  # fmt: skip
            audit.record(
                by=by, at=at, action="advice.assess", subject=("customer", customer.pk), institution=institution_id,
                detail={"level": level, "assessed_on": on.isoformat()},
            )  # fmt: skip
            return made
    except IntegrityError:
        kept = Assessment.objects.filter(key=key).first() if key else None
        if kept is None:
            raise
        if (kept.by_id, kept.customer_id) != (by, customer.pk):
            raise BadInput("key", KEY_TAKEN) from None
        return kept


def recommend(
    *, by: str, at: datetime, institution_id: str, customer_id: str, product: str, amount: Decimal, need: str,
    key: str = "",
) -> Sale:  # fmt: skip
    """Recommend a product for a need (A22.2c, A29.3): checked at once; a stop ends it there and is kept.

    `key` makes it idempotent for the same person. Raises BadInput naming the field.
    """
    need, key = words("need", need), _key(key)
    if not 0 < amount < HUGE or amount != amount.quantize(Decimal("0.01")):
        raise BadInput("amount", NO_AMOUNT)
    customer = _customer(customer_id)
    offered = Product.objects.filter(pk=product).first()
    if offered is None:
        raise BadInput("product", NO_PRODUCT)
    if kept := _kept(key, by):
        return kept
    try:
        return _recommend(by, at, institution_id, customer, offered, amount, need, key)
    except IntegrityError:
        # The same request was quicker: its sale stands.
        if kept := _kept(key, by):
            return kept
        raise


def _kept(key: str, by: str) -> Sale | None:
    kept = Sale.objects.filter(key=key).first() if key else None
    if kept and kept.advised_by_id != by:
        raise BadInput("key", KEY_TAKEN)
    return kept


@transaction.atomic
def _recommend(
    by: str, at: datetime, institution_id: str, customer: Customer, product: Product, amount: Decimal, need: str,
    key: str,
) -> Sale:  # fmt: skip
    on = business_date(at)
    tolerance = tolerance_of(customer, on)
    rules, seen = rules_in_force(product.rule_set, on, institution_id)
    offer = offer_of(product, on)
    found = check(offer, buyer_of(customer, tolerance, institution_id), amount, on, rules)
    stopped = found.verdict == "stopped"
    # A stopped one is final from its first moment: its one event is number 1.
    ended = {"state": State.STOPPED, "ended_at": at, "n": 1} if stopped else {}
    sale = Sale.objects.create(
        product=product, customer_id=customer.pk, home_institution_id=customer.home_institution_id,
        institution_id=institution_id, advised_by_id=by, advised_at=at, advised_on=on, amount=amount, need=need,
        rating=offer.rating, level=found.level, assessed_on=tolerance.assessed_on if tolerance else None,
        age=found.age, rule_set=rules.rule_set, rule_version=rules.version, rules=seen, verdict=found.verdict,
        reasons=list(found.reasons), care_needed=found.care, home_first=found.home_first, key=key or None,
        quota_needed=product.limited, valid_until=tolerance.valid_until if tolerance else None, **ended,
    )  # fmt: skip
    if stopped:
        return note(sale, What.STOPPED, by=by, at=at)
    move(sale, What.ADVISED, by=by, at=at)
    if sale.quota_needed and sale.away and free_at(product, institution_id) < amount:
        request_for(sale, "", by=by, at=at)  # a customer from elsewhere is never refused: those above are asked at once
    return sale


def _customer(customer_id: str) -> Customer:
    customer = Customer.objects.filter(pk=customer_id).first()
    if customer is None:
        raise NoSuchRecord
    if customer.kind != "P":
        raise BadInput("customer_id", PERSONS)
    return customer


def _key(key: str) -> str:
    if len(key) > KEY:
        raise BadInput("key", KEY_TAKEN)
    return key

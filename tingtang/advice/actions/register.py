"""The register of products: added once, rated by dated rows, ended; nothing in it is ever written over."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from tingtang.advice.actions.history import words
from tingtang.advice.errors import BadInput, NoSuchRecord
from tingtang.advice.models import Kind, Product, RiskRating, RuleSet
from tingtang.advice.suitability import LEVELS
from tingtang.audit import actions as audit
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

NAME, CODE = 120, 32
NO_KIND = Bilingual("请选择产品类型", "choose what kind of product it is")
NO_LEVEL = Bilingual("风险等级为 1 至 5", "a risk level lies between 1 and 5")
CODE_TAKEN = Bilingual("此代码已登记", "this code is registered already")
WRONG_ORDER = Bilingual("截止日不能早于起始日", "the last day comes before the first")
NO_AMOUNT = Bilingual("金额须大于或等于零，最多两位小数", "an amount of zero or more, with two decimals at most")
NO_TERM = Bilingual("期限至少一天", "a term of one day at least")
RATED = Bilingual("该日已有评级", "there is a rating of that day")
NOT_BACK = Bilingual("评级不能追溯：过去的推荐按当时评级留存", "a rating is not dated back: past advice keeps its own")
HUGE = Decimal(10) ** 15


@transaction.atomic
def add_product(
    *, by: str, at: datetime, code: str, name: str, kind: str, level: int, reason: str, from_on: date,
    to_on: date | None = None, minimum: Decimal = Decimal(0), term_days: int | None = None, limited: bool = False,
) -> Product:  # fmt: skip
    """Register a product with its first rating; its rule set follows its kind. Raises BadInput naming the field."""
    code, name = words("code", code, longest=CODE), words("name", name, longest=NAME)
    if kind not in Kind.values:
        raise BadInput("kind", NO_KIND)
    if to_on is not None and to_on < from_on:
        raise BadInput("to_on", WRONG_ORDER)
    if not 0 <= minimum < HUGE or minimum != minimum.quantize(Decimal("0.01")):
        raise BadInput("minimum", NO_AMOUNT)
    if term_days is not None and not 1 <= term_days < 40_000:
        raise BadInput("term_days", NO_TERM)
    rule_set = RuleSet.FUND if kind == Kind.FUND else RuleSet.BANK
    try:
        with transaction.atomic():
            product = Product.objects.create(
                code=code, name=name, kind=kind, rule_set=rule_set, from_on=from_on, to_on=to_on, minimum=minimum,
                term_days=term_days, limited=limited, added_by=by, added_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise BadInput("code", CODE_TAKEN) from None
    audit.record(by=by, at=at, action="advice.product.add", subject=("product", code), detail={"kind": kind})
    _rate(product, level, from_on, reason, by=by, at=at)
    return product


@transaction.atomic
def rate(*, by: str, at: datetime, code: str, level: int, from_on: date, reason: str) -> RiskRating:
    """A new rating from a day on, today at the earliest: what was advised before keeps the rating of its day."""
    product = _product(code)
    if from_on < business_date(at):
        raise BadInput("from_on", NOT_BACK)
    return _rate(product, level, from_on, reason, by=by, at=at)


def _rate(product: Product, level: int, from_on: date, reason: str, *, by: str, at: datetime) -> RiskRating:
    if level not in LEVELS:
        raise BadInput("level", NO_LEVEL)
    reason = words("reason", reason)
    if RiskRating.objects.filter(product=product, from_on=from_on).exists():
        raise BadInput("from_on", RATED)
    rating = RiskRating.objects.create(product=product, from_on=from_on, level=level, reason=reason, by=by, at=at)
    detail = {"level": level, "from_on": from_on.isoformat()}
    audit.record(by=by, at=at, action="advice.product.rate", subject=("product", product.pk), detail=detail)
    return rating


@transaction.atomic
def end_sale(*, by: str, at: datetime, code: str, to_on: date) -> Product:
    """Set the last day of a product's sale; today at the earliest."""
    product = _product(code)
    if to_on < max(product.from_on, business_date(at)):
        raise BadInput("to_on", WRONG_ORDER)
    product.to_on = to_on
    product.save(update_fields=["to_on"])
    detail = {"to_on": to_on.isoformat()}
    audit.record(by=by, at=at, action="advice.product.end", subject=("product", code), detail=detail)
    return product


def _product(code: str) -> Product:
    product = Product.objects.select_for_update().filter(pk=code).first()
    if product is None:
        raise NoSuchRecord
    return product

"""The interface to advice: products, a customer's tolerance, recommendations and their steps."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import Header, Router, Schema, Status
from pydantic import Field

from tingtang.advice import actions
from tingtang.advice.api_quotas import router as quotas
from tingtang.advice.models import Kind, Sale
from tingtang.advice.queries import ProductFilters, products, sale_for
from tingtang.customers.queries import tied_customer
from tingtang.organisation.access import Viewer, viewer_of
from tingtang.organisation.api import ERRORS, In, needs
from tingtang.organisation.sign_in import at_of
from tingtang.shared.times import business_date

router = Router(tags=["advice"])
router.add_router("", quotas)
Code = Annotated[str, Field(max_length=64)]
Words = Annotated[str, Field(max_length=200)]
Number = Annotated[int, Field(ge=1, le=10**18)]
Level = Annotated[int, Field(ge=1, le=5)]
Amount = Annotated[Decimal, Field(gt=0, max_digits=17, decimal_places=2)]
PageNumber = Annotated[int, Field(ge=1, le=99_999)]
CENT = Decimal("0.01")
IdempotencyKey = Annotated[str, Header(alias="Idempotency-Key", max_length=64)]


class ProductOut(Schema):
    """A product on sale with its rating of today."""

    code: str
    name: str
    kind: str
    rule_set: str
    rating: int | None
    minimum: Decimal
    term_days: int | None
    limited: bool
    to_on: date | None


class ProductPage(Schema):
    """A page of products."""

    rows: list[ProductOut]
    total: int
    page: int


class RatingIn(In):
    """A rating from a day on, today at the earliest."""

    level: Level
    from_on: date
    reason: Words


class ProductIn(RatingIn):
    """A product for the register, with its first rating; its rule set follows its kind."""

    code: Annotated[str, Field(max_length=32)]
    name: Annotated[str, Field(max_length=120)]
    kind: Code
    to_on: date | None = None
    minimum: Annotated[Decimal, Field(ge=0, max_digits=17, decimal_places=2)] = Decimal(0)
    term_days: Annotated[int, Field(ge=1, le=39_999)] | None = None
    limited: bool = False


class CodeOut(Schema):
    """Which product."""

    code: str


class AssessIn(In):
    """A level of tolerance; without a day, today's."""

    level: Level
    assessed_on: date | None = None


class AssessOut(Schema):
    """An assessment as kept."""

    id: int
    level: int
    assessed_on: date
    valid_until: date


class AdviseIn(In):
    """A product for a need."""

    customer_id: Code
    product: Code
    amount: Amount
    need: Words


class SaleOut(Schema):
    """A sale with its check; `waits_for` names the steps that are missing."""

    id: int
    product: str
    amount: Decimal
    rating: int | None
    level: int | None
    rule_version: str
    verdict: str
    reasons: list[str]
    state: str
    waits_for: list[str]
    advised_at: datetime


class StepIn(In):
    """What was said or done, where the step asks for it."""

    text: Words = ""


STEPS: dict[str, tuple[Any, str]] = {
    "home": (actions.ask_home, "said"),
    "disclose": (actions.disclose, ""),
    "care": (actions.care_for, "done"),
    "quota": (actions.ask_for_sale, "reason"),
    "ask": (actions.customer_asks, "said"),
    "close": (actions.close, ""),
    "give-up": (actions.give_up, "reason"),
}


@router.get(
    "/advice/products", auth=needs("advice.see"), response={200: ProductPage, **ERRORS}, summary="Products on sale"
)
def product_list(
    request: HttpRequest, kind: Code = "", q: Code = "", most: Annotated[int, Field(ge=0, le=5)] = 0,
    page: PageNumber = 1,
) -> ProductPage:  # fmt: skip
    """On sale today; `most`: rated up to this level."""
    wanted = ProductFilters(kind if kind in Kind.values else "", q, most, page=page)
    rows, total, shown = products(wanted, business_date(at_of(request)))
    fields = ("name", "kind", "rule_set", "rating", "minimum", "term_days", "limited", "to_on")
    told = [ProductOut(code=row.pk, **{name: getattr(row, name) for name in fields}) for row in rows]
    return ProductPage(rows=told, total=total, page=shown)


@router.post(
    "/advice/products", auth=needs("advice.register"), response={201: CodeOut, **ERRORS}, summary="Register a product"
)
def register(request: HttpRequest, body: ProductIn) -> Status[CodeOut]:
    """Once: what is registered is never written over."""
    viewer = _person(request)
    product = actions.add_product(by=viewer.staff_id, at=at_of(request), **body.model_dump())
    return Status(201, CodeOut(code=product.pk))


@router.post(
    "/advice/products/{code}/ratings",
    auth=needs("advice.register"),
    response={201: CodeOut, **ERRORS},
    summary="Rate a product anew",
)
def rate(request: HttpRequest, code: Code, body: RatingIn) -> Status[CodeOut]:
    """From a day on; past advice keeps the rating of its day."""
    viewer = _person(request)
    actions.rate(by=viewer.staff_id, at=at_of(request), code=code, **body.model_dump())
    return Status(201, CodeOut(code=code))


@router.post(
    "/advice/customers/{customer_id}/assessments",
    auth=needs("advice.give"),
    response={201: AssessOut, **ERRORS},
    summary="Assess a customer",
)
def assess(request: HttpRequest, customer_id: Code, body: AssessIn, key: IdempotencyKey = "") -> Status[AssessOut]:
    """Of the caller's own customers; a repeat with the same Idempotency-Key returns the first."""
    viewer = _of_customer(request, customer_id)
    kept = actions.assess(
        by=viewer.staff_id, at=at_of(request), institution_id=viewer.institution_id, customer_id=customer_id, key=key,
        **body.model_dump(),
    )  # fmt: skip
    told = AssessOut(id=kept.pk, level=kept.level, assessed_on=kept.assessed_on, valid_until=kept.valid_until)
    return Status(201, told)


@router.post("/advice/sales", auth=needs("advice.give"), response={201: SaleOut, **ERRORS}, summary="Recommend")
def recommend(request: HttpRequest, body: AdviseIn, key: IdempotencyKey = "") -> Status[SaleOut]:
    """Checked at once; a stopped one is kept and final."""
    viewer = _of_customer(request, body.customer_id)
    sale = actions.recommend(
        by=viewer.staff_id, at=at_of(request), institution_id=viewer.institution_id, key=key, **body.model_dump()
    )
    return Status(201, _sale(sale))


@router.get("/advice/sales/{sale_id}", auth=needs("advice.see"), response={200: SaleOut, **ERRORS}, summary="One sale")
def sale(request: HttpRequest, sale_id: Number) -> SaleOut:
    """404 for a sale that is none of the caller's, as if it were not there."""
    return _sale(_shown(viewer_of(request), sale_id))


@router.post(
    "/advice/sales/{sale_id}/{step}", auth=needs("advice.give"), response={200: SaleOut, **ERRORS}, summary="A step"
)
def take_step(request: HttpRequest, sale_id: Number, step: Code, body: StepIn) -> SaleOut:
    """home, disclose, care, ask, quota, close, give-up; 409 while another is missing. The form: on the page only."""
    viewer = _person(request)
    _shown(viewer, sale_id)
    if step not in STEPS:
        raise Http404(step)
    act, words = STEPS[step]
    said = {words: body.text} if words else {}
    act(by=viewer.staff_id, at=at_of(request), sale_id=sale_id, **said)
    return _sale(_shown(viewer, sale_id))


def _person(request: HttpRequest) -> Viewer:
    viewer = viewer_of(request)
    if not viewer.staff_id:
        raise PermissionDenied("a device")
    return viewer


def _of_customer(request: HttpRequest, customer_id: str) -> Viewer:
    """The caller, who has a tie to the customer; else as if there were none."""
    viewer = _person(request)
    try:
        tied_customer(viewer, customer_id)
    except PermissionDenied:
        raise Http404(customer_id) from None
    return viewer


def _shown(viewer: Viewer, sale_id: int) -> Sale:
    try:
        return sale_for(viewer, sale_id)
    except PermissionDenied:
        raise Http404(str(sale_id)) from None


def _sale(sale: Sale) -> SaleOut:
    return SaleOut(
        id=sale.pk, product=sale.product_id, amount=sale.amount.quantize(CENT), rating=sale.rating, level=sale.level,
        rule_version=sale.rule_version, verdict=sale.verdict, reasons=sale.reasons, state=sale.state,
        waits_for=sale.waits_for if sale.state == "open" else [], advised_at=sale.advised_at,
    )  # fmt: skip

"""Reading: the rules in force, what a customer can bear, products and sales; masked as the viewer may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from tingtang.advice.models import Assessment, Product, RiskRating, Sale, SaleEvent
from tingtang.advice.suitability import Buyer, Offer, Rules
from tingtang.customers.models import Customer
from tingtang.manual.book.units import write
from tingtang.manual.queries import overrides, rulebook
from tingtang.organisation.access import Viewer, in_scope, subtree, tied_customers
from tingtang.organisation.models import Staff
from tingtang.shared.clocks import add_months

PAGE = 20
Box = Literal["mine", "below"]


# -- the rules --------------------------------------------------------------------------------------------------------


def _in_force(keys: Iterable[str], on: date, institution_id: str) -> dict[str, Any]:
    """The values of `keys` at an institution on a day: one query of the tree and one of what was approved."""
    wanted, book = list(keys), rulebook()
    above = overrides(institution_id, on, wanted)
    return {key: book.value(key, on, [one for one in above if one.key == key]).value for key in wanted}


def rules_in_force(rule_set: str, on: date, institution_id: str) -> tuple[Rules, dict[str, str]]:
    """A rule set on a day at an institution, and its values as text by key, as a sale keeps them."""
    own = [f"advice.{rule_set}.{name}" for name in ("version", "above_on_request", "above_least_level")]
    found = _in_force([*own, "advice.care_age", "advice.large_away_amount"], on, institution_id)
    version, on_request, least, age, large = found.values()
    rules = Rules(rule_set, str(version), bool(on_request), int(least), int(age), Decimal(large))
    return rules, {key: write(value) for key, value in found.items()}


def months_valid(on: date, institution_id: str) -> int:
    """How long an assessment counts."""
    return int(_in_force(["advice.tolerance_months"], on, institution_id)["advice.tolerance_months"])


# -- customers --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tolerance:
    """A customer's tolerance as it counts: the newest assessment, ours or the core bank's."""

    level: int
    assessed_on: date
    valid_until: date
    source: Literal["here", "core_bank"]

    def counts(self, on: date) -> bool:
        """Expired = not assessed."""
        return on <= self.valid_until


def tolerance_of(customer: Customer, on: date) -> Tolerance | None:
    """The newest assessment by `on`; of the same day ours goes before the core bank's copy. None: never assessed."""
    rows = Assessment.objects.filter(customer_id=customer.pk, assessed_on__lte=on)
    ours = rows.order_by("-assessed_on", "-id").first()
    return _newer(customer, ours, months_valid(on, customer.home_institution_id), on)


def _newer(customer: Customer, ours: Assessment | None, months: int, on: date) -> Tolerance | None:
    level, since = customer.risk_tolerance, customer.risk_assessed_on
    if level and since and 1 <= level <= 5 and since <= on and (ours is None or since > ours.assessed_on):
        return Tolerance(level, since, add_months(since, months), "core_bank")
    return Tolerance(ours.level, ours.assessed_on, ours.valid_until, "here") if ours else None


def assessments_of(customer_id: str) -> QuerySet[Assessment]:
    """The history kept here, newest first."""
    found = Assessment.objects.filter(customer_id=customer_id).select_related("by", "institution")
    return found.order_by("-assessed_on", "-id")


def buyer_of(customer: Customer, tolerance: Tolerance | None, institution_id: str) -> Buyer:
    """A customer as the check sees them at an institution."""
    return Buyer(
        level=tolerance.level if tolerance else None,
        valid_until=tolerance.valid_until if tolerance else None,
        birth_date=customer.birth_date,
        away=customer.home_institution_id != institution_id,
    )


@dataclass(frozen=True)
class ToAdvise:
    """A customer of one's own with the tolerance that counts."""

    customer_id: str
    name: str
    tier: str
    tolerance: Tolerance | None
    counts: bool


def customers_to_advise(viewer: Viewer, q: str, page: int, on: date) -> tuple[list[ToAdvise], int, int]:
    """(a page of tied private persons, longest without an assessment first, how many, the page shown)."""
    found = Customer.objects.filter(tied_customers(viewer), kind="P")
    if q:
        found = found.filter(Q(name__icontains=q) | Q(pk=q))
    total = found.count()
    page = min(max(1, page), max(1, -(-total // PAGE)))
    ordered = found.order_by(F("risk_assessed_on").asc(nulls_first=True), "pk")[(page - 1) * PAGE : page * PAGE]
    rows = list(ordered)
    ours: dict[str, Assessment] = {}
    kept = Assessment.objects.filter(customer_id__in=[row.pk for row in rows], assessed_on__lte=on)
    for one in kept.order_by("assessed_on", "id"):
        ours[one.customer_id] = one
    months = months_valid(on, viewer.institution_id)
    return [_to_advise(row, ours.get(row.pk), months, on) for row in rows], total, page


def _to_advise(customer: Customer, ours: Assessment | None, months: int, on: date) -> ToAdvise:
    tolerance = _newer(customer, ours, months, on)
    counts = tolerance is not None and tolerance.counts(on)
    return ToAdvise(customer.pk, customer.name, customer.tier, tolerance, counts)


# -- products ---------------------------------------------------------------------------------------------------------


def rated(on: date) -> QuerySet[Any]:
    """Products with their rating of a day as `rating` (None: not rated yet)."""
    latest = RiskRating.objects.filter(product=OuterRef("pk"), from_on__lte=on).order_by("-from_on")
    return Product.objects.annotate(rating=Subquery(latest.values("level")[:1]))


def offer_of(product: Product, on: date) -> Offer:
    """A product as the check sees it on a day."""
    latest = RiskRating.objects.filter(product=product, from_on__lte=on).order_by("-from_on").first()
    return Offer(latest.level if latest else None, product.from_on, product.to_on, product.minimum)


@dataclass(frozen=True)
class ProductFilters:
    """What the list of products is narrowed to; empty: any. `most`: up to this rating."""

    kind: str = ""
    q: str = ""
    most: int = 0
    on_sale: bool = True
    page: int = 1


def products(wanted: ProductFilters, on: date) -> tuple[list[Product], int, int]:
    """(a page of products with `rating`, how many in all, the page shown)."""
    found = rated(on)
    if wanted.on_sale:
        found = found.filter(Q(to_on__isnull=True) | Q(to_on__gte=on), from_on__lte=on)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.q:
        found = found.filter(Q(name__icontains=wanted.q) | Q(code__istartswith=wanted.q))
    if wanted.most:
        found = found.filter(rating__lte=wanted.most)
    total = found.count()
    page = min(max(1, wanted.page), max(1, -(-total // PAGE)))
    return list(found.order_by("kind", "rating", "name", "pk")[(page - 1) * PAGE : page * PAGE]), total, page


# -- sales ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SaleFilters:
    """What a list of sales is narrowed to; empty: any."""

    box: Box = "mine"
    state: str = ""
    customer_id: str = ""
    page: int = 1


def sales(viewer: Viewer, wanted: SaleFilters) -> tuple[list[Sale], Mapping[str, int], int, int]:
    """(a page of sales, how many by state, how many in all, the page shown), newest first."""
    if wanted.box == "below":
        found = in_scope(Sale.objects.all(), viewer, "institution", "advice.board")
    else:
        found = Sale.objects.filter(advised_by=viewer.staff_id)
    if wanted.customer_id:
        found = found.filter(customer_id=wanted.customer_id)
    counts = dict(found.order_by().values_list("state").annotate(n=Count("pk")))
    total = counts.get(wanted.state, 0) if wanted.state else sum(counts.values())
    if wanted.state:
        found = found.filter(state=wanted.state)
    page = min(max(1, wanted.page), max(1, -(-total // PAGE)))
    rows = found.select_related("product", "advised_by", "institution").order_by("-advised_at", "-pk")
    return list(rows[(page - 1) * PAGE : page * PAGE]), counts, total, page


def sale_for(viewer: Viewer, sale_id: int) -> Sale:
    """A sale of the viewer's own, below where they head, or of a customer they manage.

    Raises PermissionDenied for any other, and for one that does not exist: the answer must not tell which.
    """
    found = Sale.objects.select_related("product", "advised_by", "institution", "confirmation", "home_asked_of")
    sale = found.defer("confirmation__content").filter(pk=sale_id).first()
    if sale is None or not _reads(viewer, sale):
        raise PermissionDenied("advice.see")
    return sale


def _reads(viewer: Viewer, sale: Sale) -> bool:
    if viewer.staff_id and sale.advised_by_id == viewer.staff_id:
        return True
    headed = viewer.institutions_for("advice.board")
    if headed and subtree(headed).filter(descendant=sale.institution_id).exists():
        return True
    managers = {viewer.staff_id, *viewer.stands_in_for} - {""}
    return Customer.objects.filter(pk=sale.customer_id, manager__in=managers).exists()


def events_of(sale: Sale) -> list[tuple[SaleEvent, str]]:
    """(event, who by name), newest first."""
    events = list(SaleEvent.objects.filter(sale=sale).order_by("-n"))
    names = dict(Staff.objects.filter(pk__in={event.by for event in events}).values_list("pk", "name"))
    return [(event, names.get(event.by, event.by)) for event in events]

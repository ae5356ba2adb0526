"""Lists of prospects from what the nightly data gives (A24.1a); each row says why it is there.

Companies one is tied to, and those of one's outlet that nobody maintains; owners among the persons one is tied to.
What no list can tell stands in corporate.yaml under `unknown`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from tingtang.corporate.models import Lead
from tingtang.customers.models import AssetPoint, Customer, Holding, InformationEntry
from tingtang.manual.book import Value
from tingtang.manual.queries import values
from tingtang.organisation.access import CustomerFacts, Tie, Viewer, subtree, tie_to_customer, tied_customers
from tingtang.organisation.masking import Masker
from tingtang.organisation.tree import lines_of

PAGE = 20


@dataclass(frozen=True)
class Prospect:
    """A row: who, as the viewer may read it, `facts` of why, and the open lead of the company where there is one."""

    customer_id: str
    name: str
    industry: str
    manager: str
    facts: Mapping[str, Any]
    lead: Lead | None
    as_of: date
    employer: str = field(default="")


@dataclass(frozen=True)
class Prospects:
    """A page of a list."""

    code: str
    rows: list[Prospect]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages, at least one."""
        return max(1, -(-self.total // PAGE))


Numbers = Mapping[str, Value]


def reach(viewer: Viewer) -> Q:
    """Companies whose tie one has, and those without a manager where one answers for leads."""
    tops = viewer.institutions_for("lead.hold")
    unmanaged = Q(manager__isnull=True, home_institution__in=subtree(tops)) if tops else Q(pk__in=[])
    return tied_customers(viewer) | unmanaged


def _no_settlement(customers: QuerySet[Customer], _numbers: Numbers) -> QuerySet[Customer]:
    """No deposit without a maturity, but one with, or foreign currency."""
    held = Holding.objects.filter(customer=OuterRef("pk"))
    settles = held.filter(product__type="deposit", maturity_on__isnull=True)
    other = held.filter(Q(product__type="fx") | Q(product__type="deposit", maturity_on__isnull=False))
    return customers.filter(~Exists(settles), Exists(other)).order_by("-assets", "pk")


def _small(customers: QuerySet[Customer], numbers: Numbers) -> QuerySet[Customer]:
    return customers.filter(assets__lt=numbers["corporate.small_assets"].value).order_by("-assets", "pk")


def _dormant(customers: QuerySet[Customer], numbers: Numbers) -> QuerySet[Customer]:
    """Known since before so many weeks, and no weekly point since shows other assets than those of now."""
    since = _weeks_ago(customers, int(str(numbers["corporate.dormant_weeks"].value)))
    points = AssetPoint.objects.filter(customer=OuterRef("pk"))
    moved = points.filter(on__gte=since).exclude(assets=OuterRef("assets"))
    found = customers.filter(~Exists(moved), Exists(points.filter(on__lte=since)), assets__gt=0)
    return found.order_by("-assets", "pk")


def _weeks_ago(customers: QuerySet[Customer], weeks: int) -> date:
    """So many weeks before the night that these customers are of."""
    latest: date = customers.aggregate(on=Max("as_of"))["on"] or date.max
    return latest - timedelta(weeks=weeks)


def _flow(sign: int) -> Callable[[QuerySet[Customer], Numbers], QuerySet[Customer]]:
    def found(customers: QuerySet[Customer], numbers: Numbers) -> QuerySet[Customer]:
        weeks = int(str(numbers["corporate.flow_weeks"].value))
        share = Decimal(str(numbers["corporate.flow_share"].value))
        points = AssetPoint.objects.filter(customer=OuterRef("pk"), on__lte=_weeks_ago(customers, weeks))
        then = Subquery(points.order_by("-on").values("assets")[:1])
        moved = customers.annotate(before=then).filter(before__gt=0)
        if sign > 0:
            return moved.filter(assets__gte=F("before") * (1 + share)).order_by("-assets", "pk")
        return moved.filter(assets__lte=F("before") * (1 - share)).order_by("-before", "pk")

    return found


def _owners(customers: QuerySet[Customer], numbers: Numbers) -> QuerySet[Customer]:
    """By the occupation last written down, with an employer that names the company."""
    told = Q()
    for word in numbers["corporate.owner_words"].value:  # type: ignore[union-attr]
        told |= Q(occupation__contains=word)
    tiers = list(numbers["corporate.owner_tiers"].value)  # type: ignore[arg-type]
    found = customers.filter(tier__in=tiers).annotate(occupation=_latest("occupation"), employer=_latest("employer"))
    return found.filter(told, employer__gt="").order_by("-assets", "pk")


def _latest(name: str) -> Subquery:
    entries = InformationEntry.objects.filter(customer=OuterRef("pk"), field=name).order_by("-pk")
    return Subquery(entries.values("value")[:1])


LISTS: Mapping[str, Callable[[QuerySet[Customer], Numbers], QuerySet[Customer]]] = {
    "no_settlement": _no_settlement,
    "small": _small,
    "dormant": _dormant,
    "inflow": _flow(1),
    "outflow": _flow(-1),
    "owners": _owners,
}


def prospects(viewer: Viewer, code: str, page: int, on: date, q: str = "") -> Prospects:
    """A page of a list. `q` narrows by trade, which is no secret; names are not searched where they are masked."""
    found = _found(viewer, code, on)
    if q:
        found = found.filter(industry__icontains=q)
    total = found.count()
    page = min(max(1, page), max(1, -(-total // PAGE)))
    rows = list(found.select_related("manager")[(page - 1) * PAGE : page * PAGE])
    return Prospects(code, _rows(viewer, code, rows), total, page)


def _found(viewer: Viewer, code: str, on: date) -> QuerySet[Customer]:
    numbers = values(on, viewer.institution_id)
    who = Q(kind="P") & tied_customers(viewer) if code == "owners" else Q(kind="C") & reach(viewer)
    return LISTS[code](Customer.objects.filter(who), numbers)


def prospect(viewer: Viewer, code: str, customer_id: str, on: date) -> Customer | None:
    """The customer of a row, where the row is still in the list."""
    return _found(viewer, code, on).filter(pk=customer_id).first() if code in LISTS else None


def _rows(viewer: Viewer, code: str, customers: list[Customer]) -> list[Prospect]:
    lines = lines_of(one.home_institution_id for one in customers)
    employers = [one.employer for one in customers] if code == "owners" else []  # type: ignore[attr-defined]
    told = Q(company__in=employers) if employers else Q(customer_id__in=[one.pk for one in customers])
    leads = Lead.objects.filter(told, ended_at__isnull=True).select_related("owner")
    known = {(one.company if employers else one.customer_id): one for one in leads}
    return [_row(viewer, code, one, lines, known) for one in customers]


def _row(
    viewer: Viewer, code: str, one: Customer, lines: Mapping[str, frozenset[str]], known: Mapping[str, Lead]
) -> Prospect:
    line = lines.get(one.home_institution_id, frozenset())
    tie: Tie | None = tie_to_customer(viewer, CustomerFacts(manager_id=one.manager_id, line=line))
    mask = Masker(viewer, tie)
    facts = {"assets": mask.field("assets", one.assets)}
    if hasattr(one, "before"):
        facts["before"] = mask.field("assets", one.before)
    if code == "owners":
        facts["occupation"] = one.occupation  # type: ignore[attr-defined]
    employer = one.employer if code == "owners" else ""  # type: ignore[attr-defined]
    return Prospect(
        customer_id=one.pk, name=str(mask.field("name", one.name)), industry=one.industry,
        manager=one.manager.name if one.manager else "", facts=facts, lead=known.get(employer or one.pk),
        as_of=one.as_of, employer=employer,
    )  # fmt: skip

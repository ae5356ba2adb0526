"""Reading quota: what is left where, who asks for how much, what the province owes; within what a viewer may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet, Sum

from tingtang.advice.actions.quota import owed
from tingtang.advice.models import Product, Quota, QuotaEntry, QuotaEvent, QuotaRequest, RequestState
from tingtang.advice.standing import answers_for
from tingtang.organisation.access import Viewer, subtree
from tingtang.organisation.models import Institution, InstitutionTree, Staff

PAGE = 20
NONE = Decimal(0)


@dataclass(frozen=True)
class Reach:
    """How far a viewer's part in quota goes: the levels they answer for, whose quota is their own, what they see."""

    viewer: Viewer
    tops: frozenset[str]
    place: str

    @property
    def seen(self) -> QuerySet[InstitutionTree, str]:
        """Institutions whose quota the viewer sees: one's own, and all below where one heads or answers."""
        return subtree(self.tops | self.viewer.institutions_for("advice.board") | {self.place})

    def answers_at(self, institution_id: str) -> bool:
        """Whether the viewer answers for quota at this institution or above it."""
        return institution_id in self.tops or bool(
            self.tops and subtree(self.tops).filter(descendant=institution_id).exists()
        )


def reach_of(viewer: Viewer) -> Reach:
    """The viewer's reach; their own place is the level they answer for, else where they work."""
    tops = frozenset(answers_for(viewer))
    return Reach(viewer, tops, min(tops, default=viewer.institution_id))


@dataclass(frozen=True)
class OfProduct:
    """A limited product as one place sees it. Amounts in yuan; `owed`: what the province has to give back."""

    product: Product
    here: Decimal
    below: Decimal
    used: Decimal
    by_away: Decimal
    owed: Decimal
    waiting: int


def board(reach: Reach) -> list[OfProduct]:
    """Every limited product with what is left here and below, what was used, and how many requests wait."""
    seen, here = reach.seen, reach.place
    products = list(Product.objects.filter(limited=True).order_by("kind", "name", "pk")[:200])
    rows = Quota.objects.filter(institution__in=seen)
    left: dict[str, Mapping[str, Any]] = {
        row["product"]: row
        for row in rows.values("product").annotate(
            here=Sum("free", filter=Q(institution=here)), below=Sum("free", filter=~Q(institution=here))
        )
    }
    entries = QuotaEntry.objects.filter(quota__institution__in=seen)
    mine: dict[str, Mapping[str, Any]] = {
        row["quota__product"]: row
        for row in entries.values("quota__product").annotate(
            used=Sum("amount", filter=Q(what__in=["used", "released"])),
            away=Sum("amount", filter=Q(what="used", away=True)),
        )
    }
    behind = owed().filter(quota__institution__in=seen).order_by().values("quota__product")
    debts = {row["quota__product"]: -row["sum"] for row in behind.annotate(sum=Sum("amount"))}
    open_ = QuotaRequest.objects.filter(institution__in=seen, state=RequestState.OPEN)
    asks = {row["product"]: row["n"] for row in open_.values("product").annotate(n=Count("pk"))}
    return [
        OfProduct(
            product,
            here=left.get(product.pk, {}).get("here") or NONE,
            below=left.get(product.pk, {}).get("below") or NONE,
            used=-(mine.get(product.pk, {}).get("used") or NONE),
            by_away=-(mine.get(product.pk, {}).get("away") or NONE),
            owed=debts.get(product.pk, NONE),
            waiting=asks.get(product.pk, 0),
        )
        for product in products
    ]


def quotas_of(reach: Reach, product: Product) -> list[Quota]:
    """What is left of a product place by place, in the order of the tree's ids; those the viewer sees."""
    found = Quota.objects.filter(product=product, institution__in=reach.seen).select_related("institution")
    return list(found.order_by("institution_id")[:500])


def entries_of(reach: Reach, product: Product, page: int) -> tuple[list[QuotaEntry], int, int]:
    """(a page of movements newest first, how many, the page shown)."""
    found = QuotaEntry.objects.filter(quota__product=product, quota__institution__in=reach.seen)
    total = found.count()
    page = min(max(1, page), max(1, -(-total // PAGE)))
    rows = found.select_related("quota__institution", "other").order_by("-at", "-pk")
    return list(rows[(page - 1) * PAGE : page * PAGE]), total, page


def owed_to_give(reach: Reach, product: Product, *, at_top: bool) -> list[QuotaEntry]:
    """Uses the viewer's level owes back; empty for everybody who does not answer at a province."""
    if not (reach.tops and at_top):
        return []
    return list(owed(product)[:50])


def places_to_move(reach: Reach) -> list[Institution]:
    """Institutions below the viewer's level, to which and from which quota may move."""
    if not reach.tops:
        return []
    below = Institution.objects.filter(pk__in=subtree([reach.place])).exclude(kind="department")
    return list(below.exclude(pk=reach.place).order_by("institution_id")[:500])


def requests(reach: Reach, box: str, page: int) -> tuple[list[QuotaRequest], int, int]:
    """(a page of requests, how many, the page shown): `to_answer` at one's level, oldest first; else all seen."""
    rows = QuotaRequest.objects.select_related("product", "institution", "asked_of", "asked_by")
    if box == "to_answer":
        found = rows.filter(state=RequestState.OPEN, asked_of__in=subtree(reach.tops)).order_by("asked_at")
    else:
        found = rows.filter(institution__in=reach.seen).order_by("-asked_at", "-pk")
    total = found.count()
    page = min(max(1, page), max(1, -(-total // PAGE)))
    return list(found[(page - 1) * PAGE : page * PAGE]), total, page


def request_for(viewer: Viewer, request_id: int) -> tuple[QuotaRequest, bool]:
    """(a request the viewer may read, whether they may answer it). PermissionDenied for any other, or none."""
    rows = QuotaRequest.objects.select_related("product", "institution", "asked_of", "asked_by")
    found = rows.filter(pk=request_id).first()
    if found is None:
        raise PermissionDenied("quota.see")
    reach = reach_of(viewer)
    answers = reach.answers_at(found.asked_of_id)
    mine = bool(viewer.staff_id) and found.asked_by_id == viewer.staff_id
    if not (answers or mine or reach.seen.filter(descendant=found.institution_id).exists()):
        raise PermissionDenied("quota.see")
    return found, answers and found.state == RequestState.OPEN


def happened(request: QuotaRequest) -> list[tuple[QuotaEvent, str]]:
    """(event, who by name), newest first."""
    events = list(QuotaEvent.objects.filter(request=request).select_related("asked_of").order_by("-n"))
    names = dict(Staff.objects.filter(pk__in={event.by for event in events}).values_list("pk", "name"))
    return [(event, names.get(event.by, event.by)) for event in events]

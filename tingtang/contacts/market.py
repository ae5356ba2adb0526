"""Reading market events: whom one touches, manager by manager, and how the telling goes (A31.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Case, Count, Q, QuerySet, Sum, When

from tingtang.contacts.models import MarketEvent, TouchedCustomer
from tingtang.customers.models import Customer, Holding
from tingtang.duties.models import State
from tingtang.organisation.access import Viewer, subtree
from tingtang.organisation.models import Institution, InstitutionTree, Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tree import line_of

MARKET_EVENT = "market_event.told"  # the kind of its duties


@dataclass(frozen=True, slots=True)
class Told:
    """How the customers of an event stand: told in time, late, still open, open past its time, let off."""

    met: int = 0
    late: int = 0
    open: int = 0
    overdue: int = 0
    let_off: int = 0

    def __add__(self, other: Told) -> Told:
        return Told(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Told)))

    @property
    def all(self) -> int:
        """Every customer touched."""
        return sum(getattr(self, f.name) for f in fields(Told))

    @property
    def done(self) -> int:
        """Told, in time or late."""
        return self.met + self.late

    @property
    def in_time(self) -> Fraction | None:
        """met / (met + late + overdue), as compliance counts; None before anything is due."""
        counted = self.met + self.late + self.overdue
        return Fraction(self.met, counted) if counted else None


@dataclass(frozen=True, slots=True)
class Share:
    """One manager's part of an event: customers, what they hold of it, and how the telling goes once it is opened."""

    staff: Staff
    customers: int
    holds: Decimal
    told: Told


def reach(viewer: Viewer, capability: str = "market_event.make") -> list[str]:
    """The places whose customers a viewer may write events for; officers of a department work for its whole branch."""
    found = []
    for post in viewer.posts:
        if post.institution_id in viewer.institutions_for(capability):
            officer = post.position == Position.DEPARTMENT_OFFICER
            found.append(_branch(post.institution_id) if officer else post.institution_id)
    return sorted(set(found))


def _branch(department_id: str) -> str:
    row = Institution.objects.filter(pk=department_id).values_list("kind", "parent_id").first()
    return str(row[1]) if row and row[0] == "department" and row[1] else department_id


def events(viewer: Viewer) -> QuerySet[MarketEvent]:
    """The events a viewer may read, latest first: of places above and below; drafts only where one writes them."""
    mine = reach(viewer)
    found = Q(opened_at__isnull=False, institution__in=line_of(viewer.institution_id))
    if mine:
        above = InstitutionTree.objects.filter(descendant__in=mine).values("ancestor")
        found |= Q(institution__in=subtree(mine)) | Q(opened_at__isnull=False, institution__in=above)
    return MarketEvent.objects.filter(found).select_related("institution", "made_by").order_by("-pk")


def readable(viewer: Viewer, event_id: int) -> MarketEvent:
    """One of them. PermissionDenied for any other and for none: the answer tells not which."""
    event = events(viewer).filter(pk=event_id).first()
    if event is None:
        raise PermissionDenied("market_event.see")
    return event


def may_change(viewer: Viewer, event: MarketEvent) -> bool:
    """Whether the viewer writes events where this one stands, or above."""
    return event.institution_id in set(subtree(reach(viewer)))


def touching(event: MarketEvent) -> Q:
    """Holdings that the event is about: of its products or kinds, with something on them."""
    return Q(balance__gt=0) & (Q(product__in=event.products) | Q(product__type__in=event.types))


def touched_now(event: MarketEvent, below: Iterable[str] | None = None) -> QuerySet[Customer]:
    """The maintained customers whom the event would touch now; `below` narrows to managers at and below places."""
    found = Customer.objects.filter(manager__institution__in=subtree([event.institution_id]))
    if below is not None:
        found = found.filter(manager__institution__in=subtree(below))
    return found.filter(pk__in=Holding.objects.filter(touching(event)).values("customer"))


def touched_sql(event: MarketEvent, places: Sequence[str] | None) -> tuple[str, dict[str, Any]]:
    """The same as a statement with named parameters: subject_id, institution_id, owner_staff_id. `places`: managers
    of these institutions alone; None: of every one below the event's."""
    given: dict[str, Any] = {}

    def listed(prefix: str, values: Sequence[str]) -> str:
        given.update({f"{prefix}{n}": value for n, value in enumerate(values)})
        return ", ".join(f"%({prefix}{n})s" for n in range(len(values))) or "NULL"

    where = (
        "m.institution_id IN (SELECT descendant_id FROM organisation_institutiontree WHERE ancestor_id = %(top)s)"
        if places is None
        else f"m.institution_id IN ({listed('place', places)})"
    )
    sql = (
        "SELECT c.customer_id AS subject_id, m.institution_id AS institution_id, m.staff_id AS owner_staff_id "
        "FROM customers_customer AS c INNER JOIN organisation_staff AS m ON m.staff_id = c.manager_id "
        f"WHERE {where} AND c.customer_id IN (SELECT h.customer_id FROM customers_holding AS h "
        "INNER JOIN customers_product AS p ON p.product_id = h.product_id WHERE h.balance > 0 "
        f"AND (p.product_id IN ({listed('product', event.products)}) OR p.type IN ({listed('type', event.types)})))"
    )
    if places is None:
        given["top"] = event.institution_id
    return sql, given


def shares_now(event: MarketEvent, below: Iterable[str]) -> list[Share]:
    """A draft, manager by manager: most customers first. Two queries."""
    held = Holding.objects.filter(touching(event), customer__in=touched_now(event, below))
    rows = held.order_by().values("customer__manager").annotate(n=Count("customer", distinct=True), sum=Sum("balance"))
    found = {row["customer__manager"]: (row["n"], row["sum"]) for row in rows}
    people = Staff.objects.select_related("institution").in_bulk(found)
    shares = [Share(people[key], n, total, Told()) for key, (n, total) in found.items() if key in people]
    return sorted(shares, key=lambda one: (-one.customers, one.staff.name, one.staff.pk))


def shares_told(event: MarketEvent, below: Iterable[str], at: datetime) -> list[Share]:
    """An opened event, by who owes the telling: furthest behind first. Two queries."""
    late = Q(duty__state=State.OPEN, duty__due_at__lte=at)
    rows = (
        told_of(event, below)
        .order_by()
        .values("duty__owner_staff")
        .annotate(
            n=Count("pk"),
            met=Count("pk", filter=Q(duty__state=State.MET)),
            late=Count("pk", filter=Q(duty__state=State.LATE)),
            overdue=Count("pk", filter=late),
            open=Count("pk", filter=Q(duty__state=State.OPEN) & ~late),
        )
    )
    found = {row["duty__owner_staff"]: row for row in rows}
    people = Staff.objects.select_related("institution").in_bulk([key for key in found if key])
    shares = [Share(people[key], row["n"], Decimal(0), _told(row)) for key, row in found.items() if key in people]
    return sorted(shares, key=lambda one: (-one.told.overdue, -one.told.open, one.staff.name, one.staff.pk))


def _told(row: Mapping[str, Any]) -> Told:
    counted = {name: row[name] for name in ("met", "late", "open", "overdue")}
    return Told(**counted, let_off=row["n"] - sum(counted.values()))


def told_of(event: MarketEvent, below: Iterable[str]) -> QuerySet[TouchedCustomer]:
    """The customers of an opened event whose duty stands at and below places, with their duties."""
    found = TouchedCustomer.objects.filter(event=event, duty__period_on=event.opened_on or event.happened_on)
    return found.filter(duty__institution__in=subtree(below))


def told_by(event: MarketEvent, staff_ids: Iterable[str]) -> QuerySet[TouchedCustomer]:
    """The customers of an opened event whom these people owe the telling, with their duties: to be told first."""
    found = TouchedCustomer.objects.filter(event=event, duty__period_on=event.opened_on or event.happened_on)
    mine = found.filter(duty__owner_staff__in=list(staff_ids)).select_related("customer", "duty")
    return mine.order_by(Case(When(duty__state=State.OPEN, then=0), default=1), "duty__due_at", "customer")


def to_tell(customer_id: str) -> list[MarketEvent]:
    """The events that a customer is still to be told of, latest first."""
    found = MarketEvent.objects.filter(touched__customer=customer_id, touched__duty__state=State.OPEN)
    return list(found.order_by("-pk"))

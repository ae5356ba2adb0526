"""Whether every customer has exactly one person at work who is accountable. One at most is the customer's own column;
none is looked for here: nightly, and on the page of the heads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tingtang.customers.models import Customer
from tingtang.duties.actions import close_with_evidence, hand_over_duties, open_duty
from tingtang.duties.models import Duty, State
from tingtang.duties.openings import Within
from tingtang.duties.verdicts import Evidence
from tingtang.handovers.people import KEEPERS
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import subtree
from tingtang.organisation.models import Leave, Staff
from tingtang.organisation.tree import employed, on_leave

ACCOUNTED = "handover.accounted"
Why = Literal["nobody", "gone", "position", "away"]


@dataclass(frozen=True, slots=True)
class Followed:
    """What a check did: customers without anybody, duties opened and met, duties that followed a new manager."""

    customers: int
    opened: int
    met: int
    followed: int


def absent(on: date) -> dict[str, Why]:
    """Managers of customers who are not there to be accountable on a day, and why. Two queries.

    gone: no longer (or not yet) employed; position: one that keeps no customers; away: on leave, the deputy as well.
    """
    keeps = Exists(Customer.objects.filter(manager=OuterRef("pk")))
    here = Exists(Staff.objects.filter(employed(on), pk=OuterRef("pk")))
    rows = Staff.objects.filter(keeps).filter(~here | ~Q(position__in=KEEPERS)).values_list("pk", "position")
    found: dict[str, Why] = {key: "position" if position not in KEEPERS else "gone" for key, position in rows}
    today = Leave.objects.filter(on_leave(on))
    deputy_here = Exists(Staff.objects.filter(employed(on), pk=OuterRef("deputy"), position__in=KEEPERS))
    deputy_away = Exists(today.filter(staff=OuterRef("deputy")))
    away = today.filter(~deputy_here | deputy_away).values_list("staff", flat=True)
    return {**{key: "away" for key in away}, **found}


def unaccounted(on: date, missing: Mapping[str, Why] | None = None) -> QuerySet[Customer]:
    """Customers with nobody accountable on a day. One without a manager counts while something was last held: who was
    closed before the core bank took the manager away needs nobody."""
    missing = absent(on) if missing is None else missing
    return Customer.objects.filter(Q(manager__in=list(missing)) | Q(manager=None, assets__gt=0))


def unaccounted_below(institution_ids: list[str], on: date, missing: Mapping[str, Why]) -> QuerySet[Customer]:
    """Those at home at and below places, the largest first."""
    found = unaccounted(on, missing).filter(home_institution__in=subtree(institution_ids))
    return found.select_related("manager", "home_institution").order_by("-assets", "pk")


@transaction.atomic
def check(*, on: date, by: str, at: datetime) -> Followed:
    """The check of a day: duties follow whom the core bank named meanwhile; each home institution with customers that
    have nobody owes an answer, and has given it once there are none. Run twice, the second does nothing."""
    followed = _follow(by, at)
    counts = dict(
        unaccounted(on)
        .order_by()
        .values_list("home_institution")
        .annotate(n=Count("pk"))
        .values_list("home_institution", "n")
    )
    owed = set(
        Duty.objects.filter(kind=ACCOUNTED, state=State.OPEN, subject_kind="institution").values_list(
            "subject_id", flat=True
        )
    )
    for place in sorted(owed - set(counts)):
        proof = Evidence(ACCOUNTED, "institution", place, "institution", place, at)
        close_with_evidence(evidence=proof, by=by, at=at)
    new = sorted(set(counts) - owed)
    opened = sum(_owe(place, counts[place], on, by, at) for place in new)
    return Followed(sum(counts.values()), opened, len(owed - set(counts)), followed)


def _owe(place: str, customers: int, on: date, by: str, at: datetime) -> bool:
    within = Within(at, "handover.accounted_working_days", on, place)
    return open_duty(opening=within.opening(ACCOUNTED, place, {"customers": customers}), by=by, at=at)[1]


def _follow(by: str, at: datetime) -> int:
    """Open duties of managers about customers who have another one by now (the core bank named them): they follow."""
    kinds = sorted(
        key for key, kind in rulebook().kinds.items() if (kind.owner, kind.subject) == ("manager", "customer")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT d.owner_staff_id, c.manager_id, m.institution_id, c.customer_id FROM duties_duty AS d "
            "INNER JOIN customers_customer AS c ON c.customer_id = d.subject_id "
            "INNER JOIN organisation_staff AS m ON m.staff_id = c.manager_id "
            "WHERE d.state = 'open' AND d.subject_kind = 'customer' AND d.owner_staff_id <> c.manager_id "
            f"AND d.kind IN ({', '.join(['%s'] * len(kinds))})",
            kinds,
        )
        rows = cursor.fetchall()
    moves: dict[tuple[str, str, str], list[str]] = {}
    for before, after, place, customer in rows:
        moves.setdefault((before, after, place), []).append(customer)
    return sum(
        hand_over_duties(
            subject_kind="customer", subject_ids=sorted(customers), from_staff_id=before, to_staff_id=after,
            institution_id=place, reason="manager changed in the core bank", by=by, at=at,
        )
        for (before, after, place), customers in sorted(moves.items())
    )  # fmt: skip

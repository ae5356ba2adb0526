"""Figures of sales by person: what was sold, stopped and for which cause, and whose disclosures are missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q

from tingtang.advice.models import Sale
from tingtang.organisation.access import subtree

DAYS = 30  # the span of the board


@dataclass(frozen=True)
class Person:
    """A person's sales of the last thirty days."""

    staff_id: str
    name: str
    institution: str
    advised: int
    sold: int
    stopped: int
    expired: int
    disclosed: int
    above: int


def by_person(institution_ids: Iterable[str], on: date) -> list[Person]:
    """Each adviser at or below these institutions, most stopped first. One query."""
    made = Sale.objects.filter(
        institution__in=subtree(institution_ids), advised_on__range=(on - timedelta(days=DAYS - 1), on)
    )
    unassessed = Q(level__isnull=True) | Q(reasons__icontains="assessment_expired")
    grouped = made.order_by().values(staff=F("advised_by"), name=F("advised_by__name"), place=F("institution__name"))
    counted = grouped.annotate(
        advised=Count("pk"),
        sold=Count("pk", filter=Q(state="closed")),
        stopped=Count("pk", filter=Q(state="stopped")),
        expired=Count("pk", filter=unassessed & Q(state="stopped")),
        disclosed=Count("pk", filter=Q(disclosed_at__isnull=False)),
        above=Count("pk", filter=Q(verdict="on_request", state="closed")),
    )
    rows = [
        Person(
            row["staff"], row["name"], row["place"],
            *(row[name] for name in ("advised", "sold", "stopped", "expired", "disclosed", "above")),
        )
        for row in counted
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row.stopped, -row.advised, row.name, row.staff_id))

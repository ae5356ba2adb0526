"""What people did by day, as the system knows it: customers reached, cards made, products sold (A21.3).

Customers reached count once a day each, with their memo, as key or ordinary by today's tier. A sale is a cross-sale
when the customer holds a product of another type as well. Both are declared readings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import TruncDate

from tingtang.advice.models import Sale
from tingtang.contacts.models import Contact, Outcome
from tingtang.customers.models import Holding
from tingtang.manual.book import Rulebook
from tingtang.organisation.models import Staff
from tingtang.outreach.models import Measure
from tingtang.outreach.targets import Line, Span, targets_of
from tingtang.referrals.models import Referral
from tingtang.shared.times import ZONE, day_end, day_start

Counts = dict[tuple[str, date], dict[str, int]]
FEED_NAMES = {"metal": "gold"}  # what the register of advice calls a type that the feed calls otherwise


def done(staff_ids: Iterable[str], first: date, last: date, book: Rulebook) -> Counts:
    """(person, day) -> measure -> how many, from `first` to `last`. Four queries, along each person's own rows."""
    ids = list(staff_ids)
    found: Counts = defaultdict(lambda: dict.fromkeys(Measure.values, 0))
    _reached(found, ids, first, last, book)
    cards = Referral.objects.filter(referred_by__in=ids, made_on__range=(first, last)).order_by()
    for who, day, n in cards.values_list("referred_by_id", "made_on").annotate(n=Count("pk")):
        found[str(who), day][Measure.REFERRALS] = n
    for measure, sales in (
        (Measure.SALES, _sales(ids, first, last)),
        (Measure.CROSS_SALES, _sales(ids, first, last).filter(_holds_another())),
    ):
        for who, day, n in sales.values_list("advised_by_id", "day").annotate(n=Count("pk")):
            found[str(who), day][measure] = n
    return dict(found)


def _reached(found: Counts, ids: Sequence[str], first: date, last: date, book: Rulebook) -> None:
    tiers = book.value("target.key_tiers", last).value
    key = Q(customer__tier__in=tiers if isinstance(tiers, tuple) else ())
    talks = Contact.objects.filter(
        staff__in=ids, outcome=Outcome.REACHED, at__gte=day_start(first), at__lt=day_end(last)
    )
    rows = talks.exclude(memo="").annotate(day=TruncDate("at", tzinfo=ZONE)).order_by().values_list("staff_id", "day")
    counted = rows.annotate(
        key=Count("customer", filter=key, distinct=True), other=Count("customer", filter=~key, distinct=True)
    )
    for who, day, n, other in counted:
        found[str(who), day] |= {Measure.KEY_CUSTOMERS: n, Measure.ORDINARY_CUSTOMERS: other}


def _sales(ids: Sequence[str], first: date, last: date) -> QuerySet[Any, Any]:
    """Sales that closed in these days, with the day."""
    closed = Sale.objects.filter(
        advised_by__in=ids, state="closed", ended_at__gte=day_start(first), ended_at__lt=day_end(last)
    )
    return closed.annotate(day=TruncDate("ended_at", tzinfo=ZONE)).order_by()


def _holds_another() -> Q:
    """The customer holds a product of a type that is not the one sold."""
    names = [When(product__kind=ours, then=Value(feeds)) for ours, feeds in FEED_NAMES.items()]
    sold = Sale.objects.filter(pk=OuterRef(OuterRef("pk"))).annotate(
        type=Case(*names, default=F("product__kind"), output_field=CharField())
    )
    same = Exists(sold.filter(type=OuterRef("product__type")))
    return Q(Exists(Holding.objects.filter(~same, customer=OuterRef("customer_id"))))


def draft(staff: Staff, span: Span, today: date, book: Rulebook) -> list[Line]:
    """The report of a person drafted: each day up to today, what was done beside its target. Six queries."""
    days = [day for day in span.days if day <= today]
    if not days:
        return []
    actual, wanted = done([staff.pk], days[0], days[-1], book), targets_of([staff], days)
    nothing = dict.fromkeys(Measure.values, 0)
    return [Line(day, actual.get((staff.pk, day), nothing), wanted.get((staff.pk, day), {})) for day in days]

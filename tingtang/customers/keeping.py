"""What is kept for a time only: weekly asset points, drafts, files read in, keys of requests; each by a dated value."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from tingtang.customers.models import AssetPoint, Customer, Draft, ImportBatch, RequestKey
from tingtang.manual.book import Rulebook
from tingtang.manual.queries import rulebook

CHUNK = 2_000
KEYS_KEPT_FOR = timedelta(days=3)  # another system may come back after a weekend


def days_of(key: str, on: date, book: Rulebook) -> timedelta:
    """A value of days as a span."""
    return timedelta(days=int(str(book.value(key, on).value)))


def prune_asset_points(*, on: date, book: Rulebook | None = None) -> int:
    """Remove the points older than `information.asset_points_days`; how many.

    Customer by customer along the key (customer, day), a chunk a transaction: an index of days alone would cost every
    night more than this costs a month. Derived data, so without an audit row.
    """
    before = on - days_of("information.asset_points_days", on, book or rulebook())
    removed, last = 0, ""
    keys = Customer.objects.order_by("pk").values_list("pk", flat=True)
    while chunk := list(keys.filter(pk__gt=last)[:CHUNK]):
        last = chunk[-1]
        with transaction.atomic():
            removed += AssetPoint.objects.filter(customer__in=chunk, on__lt=before).delete()[0]
    return removed


@transaction.atomic
def prune_typed(*, on: date, at: datetime, book: Rulebook | None = None) -> int:
    """Remove drafts and keys whose time has passed, and drop files that nobody took in, with their rows; how many."""
    book = book or rulebook()
    drafts = Draft.objects.filter(at__lt=at - days_of("information.draft_days", on, book)).delete()[0]
    keys = RequestKey.objects.filter(at__lt=at - KEYS_KEPT_FOR).delete()[0]
    waiting = ImportBatch.objects.filter(state=ImportBatch.State.READ)
    stale = waiting.filter(made_at__lt=at - days_of("information.import_days", on, book))
    return drafts + keys + stale.update(state=ImportBatch.State.DROPPED, rows=[], ended_at=at)

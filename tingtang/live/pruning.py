"""Removing the oldest rows of a table that only grows and whose rows come in the order of their ids."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

AT_ONCE = 2000


def drop_oldest(model: type[Model], before: datetime) -> int:
    """Remove rows whose `at` lies before an instant, from the lowest id on; how many.

    So the table needs no index on `at`, which every row written would pay for.
    """
    gone = 0
    while True:
        removed = _drop(model, before)
        gone += removed
        if removed < AT_ONCE:
            return gone


@transaction.atomic
def _drop(model: type[Model], before: datetime) -> int:
    rows: Any = model._default_manager.order_by("pk")
    old = [key for key, at in rows.values_list("pk", "at")[:AT_ONCE] if at < before]
    if old:
        rows.filter(pk__in=old).delete()
    return len(old)

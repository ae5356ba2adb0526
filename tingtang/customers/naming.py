"""The keys by which names are found: made again for whoever came, was renamed or moved, a batch a transaction."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from tingtang.customers.models import Customer, NameKey
from tingtang.customers.pinyin import keys

BATCH = 2_000


def unnamed() -> QuerySet[Customer]:
    """Customers without keys of the name and home they have now."""
    now = {"name": OuterRef("name"), "home_institution": OuterRef("home_institution")}
    kept = NameKey.objects.filter(customer=OuterRef("pk"), **now)
    return Customer.objects.filter(~Exists(kept)).exclude(name="").order_by("pk")


def renew_name_keys() -> int:
    """Bring the keys in line with the names; returns how many customers got new ones. Run again it changes nothing.

    Derived data of the night's copies, so without an audit row of its own.
    """
    done, last = 0, ""
    while batch := list(unnamed().filter(pk__gt=last).values_list("pk", "name", "kind", "home_institution_id")[:BATCH]):
        _write(batch)
        done, last = done + len(batch), batch[-1][0]
    return done


@transaction.atomic
def _write(batch: list[tuple[str, str, str, str]]) -> None:
    NameKey.objects.filter(customer__in=[pk for pk, *_ in batch]).delete()
    NameKey.objects.bulk_create(
        (
            NameKey(customer_id=pk, key=key, name=name, home_institution_id=home)
            for pk, name, kind, home in batch
            for key in sorted(keys(name, person=kind == "P"))
        ),
        batch_size=5_000,
        ignore_conflicts=True,  # another run was first
    )

"""Fee discounts by tier (A32): dated values of the manual, told in the wealth and private channels only, or to the
eligible customer while transacting.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tingtang.manual.queries import rulebook, value
from tingtang.organisation.access import Viewer
from tingtang.organisation.models import Institution
from tingtang.shared.text import Bilingual

PREFIX = "fees.discount."


@dataclass(frozen=True)
class Discount:
    """A fee with what each tier is let off, as a share in percent; `None`: no discount stands for that tier."""

    item: str
    title: Bilingual
    by_tier: dict[str, Decimal | None]


def eligible_tiers(on: date) -> tuple[str, ...]:
    """The tiers that have discounts, as the manual orders them."""
    return tuple(str(one) for one in _listed("fees.discount_tiers", on))


def table(on: date, tiers: Iterable[str]) -> list[Discount]:
    """The discounts of these tiers on a day, fee by fee in the order of the manual's file."""
    book, wanted = rulebook(), tuple(tiers)
    found: dict[str, Discount] = {}
    for key, entry in book.entries.items():
        if not key.startswith(PREFIX):
            continue
        item, tier = key.removeprefix(PREFIX).rsplit(".", 1)
        dated = entry.on(on)
        if tier in wanted:
            row = found.setdefault(item, Discount(item, entry.describe, dict.fromkeys(wanted)))
            row.by_tier[tier] = Decimal(str(dated.value)) if dated else None
    return list(found.values())


def schedule(on: date) -> str:
    """The circular that sets the fees."""
    return str(value("fees.schedule", on).value)


def told_in_channel(viewer: Viewer, on: date) -> bool:
    """Whether the viewer serves in a channel where the discounts of all tiers may be told: right role, right place."""
    places = viewer.institutions_for("fees.table")
    return bool(places) and Institution.objects.filter(pk__in=places, kind__in=channels(on)).exists()


def channels(on: date) -> list[str]:
    """The kinds of institutions where discounts may be told."""
    return [str(one) for one in _listed("fees.discount_channels", on)]


def _listed(key: str, on: date) -> Iterable[object]:
    found = value(key, on).value
    return found if isinstance(found, tuple) else (found,)

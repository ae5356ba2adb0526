"""Reading the register of counterfeit notes and its totals (A20.2i)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet, Sum

from tingtang.lobby.models import CounterfeitNote, CounterfeitReceipt


@dataclass(frozen=True, slots=True)
class Total:
    """Notes of one denomination confiscated in a period, counter-entries set off."""

    denomination: int
    notes: int

    @property
    def amount(self) -> int:
        """Face value, CNY."""
        return self.denomination * self.notes


def receipts(institution_ids: Collection[str], first: date, last: date) -> QuerySet[CounterfeitReceipt]:
    """The receipts of a period, newest first, each with its notes: three queries a page."""
    found = CounterfeitReceipt.objects.filter(institution__in=institution_ids, on__range=(first, last))
    people = found.select_related("confiscated_by", "checked_by", "reverses", "reversed_by")
    return people.prefetch_related("notes").order_by("-at", "-pk")


def totals(institution_ids: Collection[str], first: date, last: date) -> list[Total]:
    """K: what was confiscated from `first` to `last` (both included), by denomination, largest first: one query."""
    notes = CounterfeitNote.objects.filter(receipt__institution__in=institution_ids, receipt__on__range=(first, last))
    rows = notes.values_list("denomination").annotate(n=Sum(F("sign"))).order_by("-denomination")
    return [Total(denomination, count) for denomination, count in rows if count]

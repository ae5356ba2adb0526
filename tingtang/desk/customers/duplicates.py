"""Files that look alike, and merges, as pages show them. Of a file without a tie only who manages it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Q, QuerySet

from tingtang.customers.duplicates import open_pairs
from tingtang.customers.models import Customer, Merge, Pair
from tingtang.desk.names import people as people_named
from tingtang.organisation.access import Tie, Viewer, subtree, tied_customers
from tingtang.organisation.masking import MASK_ALL, Masker

Row = TypeVar("Row", Pair, Merge)
PAGE = 20
STATES = ("open", *Merge.State.values)


@dataclass(frozen=True)
class File:
    """One of two files as this viewer may see it. `tied`: its page may be opened."""

    customer: Customer
    name: str
    phone: str
    tied: bool

    @property
    def manager(self) -> str:
        """Who manages it; empty for nobody."""
        return self.customer.manager.name if self.customer.manager else ""


@dataclass(frozen=True)
class Two:
    """A row of the list: a pair that is open, or a merge, with both its files."""

    key: int
    signs: str
    grade: str
    state: str
    files: tuple[File, File]
    merge: Merge | None = None
    by: str = ""


@dataclass(frozen=True)
class Twos:
    """A page of rows."""

    rows: Sequence[Two]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages, at least one."""
        return max(1, -(-self.total // PAGE))


def seen_pairs(viewer: Viewer) -> QuerySet[Pair]:
    """The open pairs of which the viewer is tied to at least one file."""
    mine = Customer.objects.filter(tied_customers(viewer)).values("pk")
    return open_pairs().filter(Q(first__in=mine) | Q(second__in=mine))


def seen_merges(viewer: Viewer) -> QuerySet[Merge]:
    """The merges of which the viewer is tied to at least one file."""
    mine = Customer.objects.filter(tied_customers(viewer)).values("pk")
    return Merge.objects.filter(Q(duplicate__in=mine) | Q(kept__in=mine))


def may_decide(viewer: Viewer, merge: Merge) -> bool:
    """Whether the viewer heads the homes of both files."""
    homes = {merge.duplicate.home_institution_id, merge.kept.home_institution_id}
    below = subtree(viewer.institutions_for("merge.decide"))
    return len(set(below.filter(descendant__in=homes))) == len(homes)


def listed(viewer: Viewer, state: str, page: int) -> Twos:
    """A page of open pairs, exact ones first, or of merges in a state, newest first. Five queries."""
    if state == "open":
        pairs = seen_pairs(viewer).order_by("grade", "-pk").select_related(*_with("first", "second"))
        total, page, shown = _cut(pairs, page)
        files = _files(viewer, [one for pair in shown for one in (pair.first, pair.second)])
        rows = [_pair(one, files) for one in shown]
        return Twos(rows, total, page)
    merges = seen_merges(viewer).filter(state=state).order_by("-pk").select_related(*_with("duplicate", "kept"))
    total, page, found = _cut(merges, page)
    files = _files(viewer, [one for row in found for one in (row.duplicate, row.kept)])
    people = people_named({one.proposed_by for one in found})
    return Twos([_merge(one, files, people) for one in found], total, page)


def pair_of(viewer: Viewer, pair_id: int) -> Two | None:
    """One pair, if it is the viewer's to see."""
    found = seen_pairs(viewer).filter(pk=pair_id).select_related(*_with("first", "second")).first()
    return _pair(found, _files(viewer, [found.first, found.second])) if found else None


def merge_of(viewer: Viewer, merge_id: int) -> Two | None:
    """One merge, if it is the viewer's to see."""
    found = seen_merges(viewer).filter(pk=merge_id).select_related(*_with("duplicate", "kept")).first()
    if found is None:
        return None
    people = people_named({found.proposed_by, found.decided_by, found.undone_by})
    return _merge(found, _files(viewer, [found.duplicate, found.kept]), people)


def _with(one: str, other: str) -> tuple[str, ...]:
    return tuple(f"{side}__{what}" for side in (one, other) for what in ("manager", "home_institution"))


def _cut(rows: QuerySet[Row], page: int) -> tuple[int, int, list[Row]]:
    total = rows.count()
    page = min(max(1, page), max(1, -(-total // PAGE)))
    return total, page, list(rows[(page - 1) * PAGE : page * PAGE])


def _files(viewer: Viewer, customers: Iterable[Customer]) -> dict[str, File]:
    """Each file as the viewer may see it. One query."""
    every = {one.pk: one for one in customers}
    tied = set(Customer.objects.filter(tied_customers(viewer), pk__in=every).values_list("pk", flat=True))
    found = {}
    for pk, one in every.items():
        mask = Masker(viewer, Tie.HEAD) if pk in tied else MASK_ALL
        name, phone = (str(mask.field(field, getattr(one, field))) if pk in tied else "" for field in ("name", "phone"))
        found[pk] = File(one, name, phone, pk in tied)
    return found


def _pair(one: Pair, files: Mapping[str, File]) -> Two:
    return Two(one.pk, one.signs, one.grade, "open", (files[one.first_id], files[one.second_id]))


def _merge(one: Merge, files: Mapping[str, File], people: Mapping[str, str]) -> Two:
    grade = "exact" if "identity" in one.signs.split(",") else "likely"
    by = people.get(one.proposed_by, one.proposed_by)
    return Two(one.pk, one.signs, grade, one.state, (files[one.duplicate_id], files[one.kept_id]), one, by)

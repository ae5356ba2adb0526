"""The institution tree: its closure, and questions that walk it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from tingtang.organisation.models import Institution, InstitutionTree, Leave, Staff


class TreeCycle(ValueError):
    """An institution that stands above itself."""


def closure(parents: dict[str, str | None]) -> list[tuple[str, str, int]]:
    """Every (ancestor, descendant, depth) of a tree given as child -> parent. Pure. Raises TreeCycle with its path."""
    pairs: list[tuple[str, str, int]] = []
    for start in parents:
        path = [start]
        above = parents[start]
        pairs.append((start, start, 0))
        while above is not None:
            if above in path:
                raise TreeCycle(" > ".join([*path, above]))
            pairs.append((above, start, len(path)))
            path.append(above)
            above = parents.get(above)
    return pairs


@transaction.atomic
def rebuild_tree() -> int:
    """Bring the closure in line with the parents; returns how many pairs were added or removed (0: nothing to do).

    Derived data, so no audit row of its own: the write that changed a parent has one.
    """
    wanted = closure(dict(Institution.objects.values_list("institution_id", "parent_id")))
    rows = InstitutionTree.objects.values_list("id", "ancestor_id", "descendant_id", "depth")
    known = {(above, below, depth): pk for pk, above, below, depth in rows}
    stale = [pk for pair, pk in known.items() if pair not in set(wanted)]
    fresh = [InstitutionTree(ancestor_id=a, descendant_id=d, depth=n) for a, d, n in wanted if (a, d, n) not in known]
    for start in range(0, len(stale), 5000):
        InstitutionTree.objects.filter(pk__in=stale[start : start + 5000]).delete()
    InstitutionTree.objects.bulk_create(fresh, batch_size=5000)
    return len(stale) + len(fresh)


def ancestors(institution_id: str) -> list[str]:
    """Ids from the institution itself up to the root."""
    rows = InstitutionTree.objects.filter(descendant=institution_id).order_by("depth")
    return list(rows.values_list("ancestor_id", flat=True))


def paths_of(institution_ids: Iterable[str]) -> dict[str, list[str]]:
    """The same of many in one query; one that the closure does not know yet stands alone."""
    found: dict[str, list[str]] = {key: [] for key in institution_ids}
    rows = InstitutionTree.objects.filter(descendant__in=list(found)).order_by("depth")
    for below, above in rows.values_list("descendant_id", "ancestor_id"):
        found[below].append(above)
    return {key: path or [key] for key, path in found.items()}


def line_of(institution_id: str) -> frozenset[str]:
    """The same as a set: the `line` of access.CustomerFacts."""
    return frozenset(ancestors(institution_id))


def lines_of(institution_ids: Iterable[str]) -> dict[str, frozenset[str]]:
    """The lines of many institutions in one query."""
    found: dict[str, set[str]] = {}
    rows = InstitutionTree.objects.filter(descendant__in=set(institution_ids))
    for above, below in rows.values_list("ancestor_id", "descendant_id"):
        found.setdefault(below, set()).add(above)
    return {below: frozenset(above) for below, above in found.items()}


def employed(on: date) -> Q:
    """Staff who work for the bank on a day."""
    return (Q(from_on__isnull=True) | Q(from_on__lte=on)) & (Q(to_on__isnull=True) | Q(to_on__gte=on))


def on_leave(on: date) -> Q:
    """The condition on leaves (Leave) that go over a day."""
    return Q(first_on__lte=on, last_on__gte=on)


def holders(institution_id: str, position: str, on: date) -> QuerySet[Staff]:
    """Who holds the position at the institution on a day, as own or extra post, in the order of staff ids."""
    extra = Q(
        Q(extra_posts__to_on__isnull=True) | Q(extra_posts__to_on__gte=on),
        extra_posts__position=position,
        extra_posts__institution=institution_id,
        extra_posts__from_on__lte=on,
    )
    own = Q(institution=institution_id, position=position)
    return Staff.objects.filter(employed(on), own | extra).distinct().order_by("staff_id")


def present(staff: Staff, on: date) -> Staff | None:
    """The person, or while they are on leave their deputy (whose own leave passes it on), or None in a circle."""
    seen: set[str] = set()
    current = staff
    while current.staff_id not in seen:
        seen.add(current.staff_id)
        leave = Leave.objects.filter(on_leave(on), staff=current).select_related("deputy").first()
        if leave is None:
            return current
        current = leave.deputy
    return None


def person_in_role(institution_id: str, position: str, on: date) -> Staff | None:
    """Who answers for a position here on a day: walks up from the institution to the nearest that has one.

    Someone present goes before a deputy of someone on leave. None when nobody up to the root holds the position.
    """
    for institution in ancestors(institution_id):
        people = list(holders(institution, position, on))
        stood_in = [present(person, on) for person in people]
        for person, answer in zip(people, stood_in, strict=True):
            if answer == person:
                return person
        if answer := next((one for one in stood_in if one is not None), None):
            return answer
    return None

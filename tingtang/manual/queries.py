"""Reading the manual with what institutions approved for themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from tingtang.manual.book import Override, Rulebook, Value, load
from tingtang.manual.models import InstitutionValue, State
from tingtang.organisation.models import Institution, InstitutionTree
from tingtang.shared.text import Bilingual


def rulebook(editions: Sequence[Path] = ()) -> Rulebook:
    """The manual under the installation's edition files (`MANUAL_EDITIONS`), then under `editions`."""
    return load((*settings.MANUAL_EDITIONS, *editions))


def kind_title(code: str) -> Bilingual | None:
    """What a kind of duty is called; None for what is no kind."""
    kind = rulebook().kinds.get(code)
    return kind.title if kind else None


def value(key: str, on: date, institution: Institution | str | None = None) -> Value:
    """What is in force for `key` on `on`, at `institution` when one is named.

    Raises UnknownValue for an unknown key or a day before its first value.
    """
    above = overrides(institution, on, [key]) if institution is not None else ()
    return rulebook().value(key, on, above)


def values(on: date, institution: Institution | str, book: Rulebook | None = None) -> dict[str, Value]:
    """Every value in force at an institution on `on`, by key: three queries at most, whatever the number of keys.

    `book`: the manual where the caller has it at hand, for to ask for it looks at every file's date.
    """
    book = book or rulebook()
    found = book.values(on)
    above = overrides(institution, on)
    for key in {override.key for override in above} & set(found):
        found[key] = book.value(key, on, above)
    return found


def overrides(institution: Institution | str, on: date, keys: Iterable[str] | None = None) -> tuple[Override, ...]:
    """Approved values that reach `institution` by `on`, from the top of the tree down to the institution itself."""
    rows = InstitutionValue.objects.filter(state=State.APPROVED, from_on__lte=on)
    if keys is not None:
        rows = rows.filter(key__in=list(keys))
    depth = _depths(_id(institution))
    found = rows.filter(institution__in=list(depth)).order_by("from_on")
    return tuple(_override(row) for row in sorted(found, key=lambda row: -depth[row.institution_id]))


def all_overrides(on: date) -> dict[str, dict[str, Value]]:
    """For every institution that an approved value reaches: {institution: {key: value in force there}}.

    For the night, which reads all institutions at once: two queries.
    """
    approved = InstitutionValue.objects.filter(state=State.APPROVED, from_on__lte=on).order_by("from_on")
    rows: dict[str, list[Override]] = {}
    for row in approved:
        rows.setdefault(row.institution_id, []).append(_override(row))
    reach = InstitutionTree.objects.filter(ancestor__in=list(rows)).order_by("descendant_id", "-depth")
    stacked: dict[str, list[Override]] = {}
    for below, above in reach.values_list("descendant_id", "ancestor_id"):
        stacked.setdefault(below, []).extend(rows[above])
    return {name: _in_force(stack, on) for name, stack in stacked.items()}


def _in_force(stack: Sequence[Override], on: date) -> dict[str, Value]:
    book = rulebook()
    return {key: book.value(key, on, stack) for key in {override.key for override in stack} & set(book.entries)}


class InForce:
    """The values in force on a day at any institution, for what looks at all of them: two queries in all."""

    def __init__(self, on: date) -> None:
        self.on, self.book, self.below = on, rulebook(), all_overrides(on)

    def __call__(self, key: str, institution_id: str) -> Any:
        """The value there."""
        own = self.below.get(institution_id, {}).get(key)
        return (own or self.book.value(key, self.on)).value

    def whole(self, key: str, institution_id: str) -> int:
        """The value there, a whole number."""
        return int(str(self(key, institution_id)))


def of_key(key: str, institutions: Iterable[str]) -> QuerySet[InstitutionValue]:
    """Proposals and decisions for a key at these institutions, latest first."""
    rows = InstitutionValue.objects.filter(key=key, institution__in=list(institutions))
    return rows.select_related("institution").order_by("-from_on", "-pk")


def waiting(institutions: Iterable[str]) -> QuerySet[InstitutionValue]:
    """Proposals that wait for a decision at these institutions, oldest first."""
    rows = InstitutionValue.objects.filter(state=State.PROPOSED, institution__in=list(institutions))
    return rows.select_related("institution").order_by("proposed_at", "pk")


def line(institution: str) -> set[str]:
    """The institution and everything above it; empty for no institution."""
    return set(_depths(institution)) if institution else set()


def _depths(institution: str) -> Mapping[str, int]:
    """The institution and those above it, with their distance from it."""
    above = InstitutionTree.objects.filter(descendant=institution).values_list("ancestor_id", "depth")
    return {institution: 0, **dict(above)}


def _id(institution: Institution | str) -> str:
    return institution if isinstance(institution, str) else institution.institution_id


def _override(row: InstitutionValue) -> Override:
    return Override(key=row.key, value=row.value, from_on=row.from_on, institution=row.institution_id)

"""The book as a whole: loaded once, checked across its files, asked for values by day and institution."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from tingtang.manual.book.checklists import Checklist
from tingtang.manual.book.complaints import ComplaintCodes, Route
from tingtang.manual.book.corporate import Corporate
from tingtang.manual.book.entries import Article, Dated, DutyKind, Entry, Mechanism, Override, Paragraph, Value
from tingtang.manual.book.errors import Loosening, ManualError, UnknownValue
from tingtang.manual.book.inspections import InspectionList
from tingtang.manual.book.lobby import Business, ServiceClass, TellerStep
from tingtang.manual.book.phrases import ConductPart, PhraseBook
from tingtang.manual.book.routines import DepartmentRole, EmergencyPlan
from tingtang.manual.book.units import Reading, read_as


@dataclass(frozen=True)
class Rulebook:
    """The manual in force under some editions. Nothing here changes after loading."""

    entries: Mapping[str, Entry]
    articles: Mapping[str, Article]
    paragraphs: Mapping[str, Paragraph]
    kinds: Mapping[str, DutyKind]
    mechanisms: Mapping[tuple[str, str], Mechanism]
    businesses: Mapping[str, Business]
    service_classes: Mapping[str, ServiceClass]
    teller_steps: Sequence[TellerStep]
    phrases: PhraseBook
    conduct: Sequence[ConductPart]
    inspection_lists: Sequence[InspectionList]
    complaint_codes: ComplaintCodes
    complaint_routes: Sequence[Route]
    checklists: Mapping[str, Checklist]
    emergency_plans: Mapping[str, EmergencyPlan]
    department_roles: Mapping[str, DepartmentRole]
    corporate: Corporate
    version: str

    def value(self, key: str, on: date, overrides: Sequence[Override] = ()) -> Value:
        """What is in force for `key` on `on`.

        `overrides` are the institution's approved values, from the top of the tree down to the institution itself; of
        one institution's the latest in force counts, and one that is looser than what stands above it is passed over.
        Raises UnknownValue when the key, or a value of it on that day, does not exist.
        """
        current = self._value_above(key, on)
        for override in _latest_per_institution(key, on, overrides):
            lower = self._overridden(current, override)
            if current.tighten is not None and not lower.is_looser_than(current.value):
                current = lower
        return current

    def values(self, on: date) -> dict[str, Value]:
        """Every value in force on that day, by key."""
        return {key: self._value_above(key, on) for key, entry in self.entries.items() if entry.on(on)}

    def check_override(self, override: Override, above: Sequence[Override] = ()) -> Value:
        """The value `override` would bring. `above`: approved values of the institutions above it, top first.

        Raises UnknownValue for an unknown key, Loosening when the key may not be changed below or the value is looser
        than what is in force above on its first day, ManualError when the text does not fit the unit.
        """
        current = self.value(override.key, override.from_on, above)
        if current.tighten is None:
            raise Loosening(f"{override.key} ({current.article}) may not be changed by an institution")
        try:
            wanted = self._overridden(current, override)
        except ValueError as error:
            raise ManualError(f"{override.key}: {error}") from None
        if why := self._entry(override.key).refusal(wanted.value):
            raise ManualError(f"{override.key}: {why}")
        if wanted.is_looser_than(current.value):
            way = "lower" if current.tighten == "lower" else "raise"
            raise Loosening(
                f"{override.key} = {override.value} is looser than {current.value} in force above"
                f" ({current.article}); an institution may only {way} it"
            )
        return wanted

    def read(self, key: str, text: str, on: date) -> Reading:
        """`text` as another value for `key`, in force on that day: of its unit, within its bounds.

        Raises UnknownValue as `value` does, ValueError with a reason a person can act on.
        """
        found = read_as(self.value(key, on).unit, text)
        if why := self._entry(key).refusal(found):
            raise ValueError(why)
        return found

    def history(self, key: str) -> tuple[Dated, ...]:
        """The dated values of a key as they stand in the manual and its editions. Raises UnknownValue."""
        return self._entry(key).dated

    def _entry(self, key: str) -> Entry:
        if key not in self.entries:
            raise UnknownValue(f"the manual has no value {key!r}")
        return self.entries[key]

    def _value_above(self, key: str, on: date) -> Value:
        entry = self._entry(key)
        dated = entry.on(on)
        if dated is None:
            first = entry.dated[0].from_on
            raise UnknownValue(
                f"no value of {key!r} is in force on {on} (the first is from {first};"
                " an edition file may carry the manual back with `starts: DATE`)"
            )
        return Value(
            key=key,
            value=dated.value,
            unit=entry.unit,
            article=entry.article,
            from_on=dated.from_on,
            reading=entry.reading.zh if entry.reading else None,
            reading_en=entry.reading.en if entry.reading else None,
            source=dated.source,
            tighten=entry.tighten,
            origin=dated.origin,
        )

    def _overridden(self, above: Value, override: Override) -> Value:
        return replace(
            above,
            value=read_as(above.unit, override.value),
            from_on=override.from_on,
            source="institution",
            origin=override.institution,
        )


def _latest_per_institution(key: str, on: date, overrides: Sequence[Override]) -> list[Override]:
    latest: dict[str, Override] = {}
    for override in overrides:
        if override.key != key or override.from_on > on:
            continue
        known = latest.get(override.institution)
        if known is None or override.from_on >= known.from_on:
            latest[override.institution] = override  # a dict keeps the first place: the order of the tree
    return list(latest.values())


def digest(files: Iterable[Path]) -> str:
    """12 hex characters over the names and contents of the files, in the order given."""
    total = hashlib.sha256()
    for file in files:
        total.update(f"{file.name}\0".encode())
        total.update(file.read_bytes())
        total.update(b"\0")
    return total.hexdigest()[:12]

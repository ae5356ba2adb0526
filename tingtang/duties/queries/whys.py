"""Why me, why today: the explanation of a duty, with the values and the version of its time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tingtang.duties.models import Duty, DutyEvent, ManualSnapshot
from tingtang.duties.queries.cases import events_of
from tingtang.duties.replay import Kept, Replay, replay
from tingtang.duties.snapshots import KeptValue, kept_value, snapshot_values
from tingtang.manual.book import DutyKind, Rulebook, UnknownValue, explain
from tingtang.manual.book.units import read_as, write
from tingtang.manual.queries import overrides, rulebook
from tingtang.shared.text import Bilingual
from tingtang.shared.times import business_date

UNTITLED = Bilingual("本版手册已无此类任务", "a kind that the manual no longer has")


@dataclass(frozen=True, slots=True)
class Input:
    """A fact that the decision saw, and the day it was true of."""

    name: str
    value: Any
    as_of: str


@dataclass(frozen=True, slots=True)
class ValueThen:
    """A value as it stood when the duty was opened; `now` is today's where it differs, else empty."""

    then: KeptValue
    now: str


@dataclass(frozen=True, slots=True)
class Why:
    """The explanation. `version_is_current` false: the manual has changed since; values are those of then.

    `known` false: neither the manual of today nor a kept one is of the duty's version; there are no values to show.
    """

    duty: Duty
    clause: str
    paraphrase: Bilingual
    title: Bilingual
    sentence: Bilingual
    version: str
    version_is_current: bool
    known: bool
    values: tuple[ValueThen, ...]
    inputs: tuple[Input, ...]
    events: tuple[DutyEvent, ...]


def why(duty: Duty, on: date | None = None, book: Rulebook | None = None) -> Why:
    """Explain a duty. `on`: the day its values are compared with (default: the day it was opened). Two queries."""
    book = book or rulebook()
    kind = book.kinds.get(duty.kind)
    kept = _values_of(duty.manual_version, book)
    return Why(
        duty=duty,
        clause=duty.clause,
        paraphrase=_paraphrase(duty.clause, book),
        title=kind.title if kind else UNTITLED,
        sentence=_sentence(kind, duty.told),
        version=duty.manual_version,
        version_is_current=duty.manual_version == book.version,
        known=kept is not None,
        values=_values(kind, kept or {}, business_date(duty.opened_at), on, book),
        inputs=tuple(_input(name, stored) for name, stored in duty.inputs.items()),
        events=tuple(events_of(duty)),
    )


def replay_of(duty: Duty, book: Rulebook | None = None) -> Replay:
    """Run the duty's rule again on its inputs, with the values of its version and what its institution had tightened.

    Three queries at most. `same` None when it cannot be run: a kind that no rule opens, or a version never kept.
    """
    book = book or rulebook()
    opened_on = business_date(duty.opened_at)
    kept = _values_of(duty.manual_version, book)
    if kept is None:
        return Replay(None, "the values of that version were not kept")
    last_day = business_date(duty.due_at - timedelta(microseconds=1))
    facts = Kept(opened_on, duty.inputs, duty.period_on, business_date(duty.show_at), last_day)
    return replay(duty.kind, facts, _in_force(duty, kept, opened_on, book))


def _in_force(duty: Duty, kept: Mapping[str, Any], on: date, book: Rulebook) -> dict[str, Any]:
    """Every value of a version on a day, with what was approved for the duty's institution and those above it."""
    found = (kept_value(kept, key, on) for key in kept)
    values: dict[str, Any] = {value.key: read_as(value.unit, value.value) for value in found if value is not None}
    for override in overrides(duty.institution_id, on):
        entry = book.entries.get(override.key)
        if entry is None or entry.tighten is None or override.key not in values:
            continue
        best = min if entry.tighten == "lower" else max
        values[override.key] = best(values[override.key], read_as(entry.unit, override.value))
    return values


def _values_of(version: str, book: Rulebook) -> Mapping[str, Any] | None:
    """The values of a version: kept in the ledger, or those of today's manual when it is the same."""
    kept = ManualSnapshot.objects.filter(version=version).values_list("values", flat=True).first()
    if kept is None and version == book.version:
        return snapshot_values(book)
    return kept


def _paraphrase(clause: str, book: Rulebook) -> Bilingual:
    paragraph = book.paragraphs.get(clause)
    return paragraph.text if paragraph else Bilingual(clause, clause)


def _sentence(kind: DutyKind | None, inputs: Mapping[str, Any]) -> Bilingual:
    return Bilingual(explain(kind, inputs, "zh"), explain(kind, inputs, "en")) if kind else UNTITLED


def _values(
    kind: DutyKind | None, kept: Mapping[str, Any], opened_on: date, on: date | None, book: Rulebook
) -> tuple[ValueThen, ...]:
    found = (kept_value(kept, key, opened_on) for key in (kind.values if kind else ()))
    return tuple(ValueThen(then, _now(then, on or opened_on, book)) for then in found if then is not None)


def _now(then: KeptValue, on: date, book: Rulebook) -> str:
    try:
        now = write(book.value(then.key, on).value)
    except UnknownValue:
        return ""
    return now if now != then.value else ""


def _input(name: str, stored: Any) -> Input:
    if isinstance(stored, Mapping) and "value" in stored:
        return Input(name, stored["value"], str(stored.get("as_of") or ""))
    return Input(name, stored, "")

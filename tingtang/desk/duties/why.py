"""Why a duty stands: clause, values in force when it was opened, inputs with their as-of, and what happened since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from tingtang.customers.models import Customer
from tingtang.customers.queries import tie_of
from tingtang.desk.formats import Clock, clock, exact, percent_text
from tingtang.desk.language import lang, t
from tingtang.desk.names import event_name, input_name, unit_name
from tingtang.desk.noted import noted
from tingtang.desk.sentences import for_eyes, punctuated, sentence
from tingtang.duties.models import Duty, DutyEvent, ManualSnapshot
from tingtang.duties.snapshots import KeptValue, kept_value
from tingtang.manual.book import Rulebook, shown
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import Tie, Viewer
from tingtang.organisation.models import Staff
from tingtang.shared.times import business_date


@dataclass(frozen=True)
class ValueInForce:
    """A value of the manual as it stood on the duty's first day."""

    key: str
    describes: str
    value: str
    article: str
    since: str
    reading: str
    tighten: str


@dataclass(frozen=True)
class Input:
    """A fact the decision saw."""

    name: str
    said: str
    as_of: str


@dataclass(frozen=True)
class Happening:
    """One event of the duty's history."""

    at: datetime
    title: str
    text: str
    tone: str


@dataclass(frozen=True)
class Why:
    """Everything the why sheet shows."""

    duty: Duty
    title: str
    sentence: str
    paragraph: str
    clock: Clock
    values: list[ValueInForce]
    inputs: list[Input]
    happened: list[Happening]
    owner: str


def explain_duty(duty: Duty, viewer: Viewer, at: datetime) -> Why:
    """The explanation of a duty for a viewer; money stays masked without a tie to the customer."""
    book = rulebook()
    kind = book.kinds.get(duty.kind)
    paragraph = book.paragraphs.get(duty.clause)
    tied = _tie(duty, viewer) is not None
    inputs, told = for_eyes(duty.inputs, tied=tied), for_eyes(duty.told, tied=tied)
    return Why(
        duty=duty,
        title=kind.title.pick(lang()) if kind else duty.kind,
        sentence=sentence(kind, told, business_date(at)) if kind else "",
        paragraph=punctuated(paragraph.text.pick(lang())) if paragraph else "",
        clock=clock(duty.due_at, at, provisional=duty.due_provisional),
        values=_values(duty, book),
        inputs=_inputs(duty.kind, inputs, book),
        happened=_happened(duty),
        owner=duty.owner_staff.name if duty.owner_staff else "",
    )


def _tie(duty: Duty, viewer: Viewer) -> Tie | None:
    if duty.subject_kind != "customer":
        return Tie.HEAD
    customer = Customer.objects.filter(pk=duty.subject_id).first()
    return tie_of(viewer, customer) if customer else None


def _bare(stored: Any) -> Any:
    return stored.get("value") if isinstance(stored, Mapping) else stored


def _inputs(kind_name: str, inputs: Mapping[str, Any], book: Rulebook) -> list[Input]:
    kind = book.kinds.get(kind_name)
    said = shown(kind, inputs, lang()) if kind else {}
    return [
        Input(
            input_name(name),
            said.get(name, str(_bare(stored))),
            str(stored.get("as_of") or "")[:10] if isinstance(stored, Mapping) else "",
        )
        for name, stored in inputs.items()
    ]


def _values(duty: Duty, book: Rulebook) -> list[ValueInForce]:
    """The values the kind reads, out of the version of the manual that opened the duty."""
    kind = book.kinds.get(duty.kind)
    snapshot = ManualSnapshot.objects.filter(pk=duty.manual_version).first()
    if kind is None or snapshot is None:
        return []
    kept = [(key, kept_value(snapshot.values, key, duty.period_on)) for key in kind.values]
    return [_in_force(key, value, book) for key, value in kept if value is not None]


def _in_force(key: str, kept: KeptValue, book: Rulebook) -> ValueInForce:
    entry = book.entries.get(key)
    ways = {"lower": t("下级机构只可调低", "institutions may only lower it"),
            "higher": t("下级机构只可调高", "institutions may only raise it")}  # fmt: skip
    fixed = t("全省统一，不可调整", "the same everywhere")
    return ValueInForce(
        key=key,
        describes=punctuated(entry.describe.pick(lang())) if entry else key,
        value=_said(kept),
        article=kept.article,
        since=kept.from_on,
        reading=punctuated(entry.reading.pick(lang()) if entry and entry.reading else kept.reading or ""),
        tighten=ways.get((entry.tighten if entry else "") or "", fixed),
    )


def _said(kept: KeptValue) -> str:
    if kept.unit == "share":
        return percent_text(Decimal(kept.value))
    if kept.unit == "CNY":
        return f"{Decimal(kept.value):,.0f} {unit_name(kept.unit)}"
    return f"{kept.value} {unit_name(kept.unit)}".strip()


def _happened(duty: Duty) -> list[Happening]:
    """Opened and everything since, newest first, with the names of those who did it."""
    events = list(duty.events.order_by("-at", "-pk"))
    people = Staff.objects.in_bulk({event.by for event in events})
    rows = [
        Happening(
            event.at,
            event_name(event.what),
            " · ".join(filter(None, [_who(event.by, people), noted(event.detail.get("reason")), _moved(event)])),
            {"closed": "ok", "lapsed": "late", "escalated": "late"}.get(event.what, ""),
        )
        for event in events
    ]
    return [*rows, Happening(duty.opened_at, t("产生任务", "Opened"), "", "")]


def _moved(event: DutyEvent) -> str:
    """From which end of the clock to which, where it was moved: the old one stays to be seen."""
    if event.what != DutyEvent.What.DUE_CHANGED:
        return ""
    before, after = (exact(datetime.fromisoformat(event.detail[name])) for name in ("before", "after"))
    return f"{before} → {after}" if before != after else ""


def _who(by: str, people: Mapping[str, Staff]) -> str:
    if by in people:
        return people[by].name
    return t("系统", "the system") if by.startswith("system:") else by

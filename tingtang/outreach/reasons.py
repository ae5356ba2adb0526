"""Why a customer is in a list: one reason for each condition that holds, with the figures behind it.

Amounts and days of birth are among the figures: they are for viewers who are tied to the customer, as every viewer of
a list is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tingtang.customers.information import latest_entries, values_of
from tingtang.customers.models import Customer, Holding, InformationEntry
from tingtang.duties.models import Duty
from tingtang.manual.book import Rulebook
from tingtang.manual.rules.birthdays import next_birthday
from tingtang.outreach.conditions import intervals, needed, open_signals
from tingtang.outreach.criteria import Criteria
from tingtang.shared.times import business_date


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition that holds of one customer: what it is called in code, and its figures."""

    code: str
    figures: Mapping[str, Any]


@dataclass(frozen=True)
class Known:
    """What the conditions looked at, of the customers of one page."""

    holdings: Mapping[str, Sequence[Holding]] = field(default_factory=dict)
    signals: Mapping[str, Sequence[Duty]] = field(default_factory=dict)
    entries: Mapping[str, Mapping[str, InformationEntry]] = field(default_factory=dict)


def look(customers: Sequence[Customer], asked: Criteria, book: Rulebook) -> Known:
    """Read what the reasons of these customers need: three queries at most, whatever the number of rows."""
    ids = [one.pk for one in customers]
    return Known(
        holdings=_holdings(ids) if asked.product or asked.matures or asked.few else {},
        signals=_signals(ids, asked, book) if asked.signal else {},
        entries=latest_entries(ids) if asked.missing else {},
    )


def _holdings(ids: Iterable[str]) -> dict[str, list[Holding]]:
    found: dict[str, list[Holding]] = {}
    for one in Holding.objects.filter(customer__in=list(ids)).select_related("product").order_by("maturity_on", "pk"):
        found.setdefault(one.customer_id, []).append(one)
    return found


def _signals(ids: Iterable[str], asked: Criteria, book: Rulebook) -> dict[str, list[Duty]]:
    found: dict[str, list[Duty]] = {}
    for duty in open_signals(asked.signal, book).filter(subject_id__in=list(ids)).order_by("due_at", "pk"):
        found.setdefault(duty.subject_id, []).append(duty)
    return found


def reasons(one: Customer, asked: Criteria, known: Known, today: date, book: Rulebook) -> tuple[Reason, ...]:
    """Why this customer is in the list, in the order of the criteria. Pure, but for the book."""
    found: list[Reason] = []
    for name, tell in TELL.items():
        if getattr(asked, name):
            found += tell(one, asked, known, today, book)
    return tuple(found)


Told = list[Reason]


def _tier(one: Customer, _asked: Criteria, _known: Known, _today: date, _book: Rulebook) -> Told:
    return [Reason("tier", {"tier": one.tier, "assets": one.assets})]


def _kind(one: Customer, _asked: Criteria, _known: Known, _today: date, _book: Rulebook) -> Told:
    return [Reason("kind", {"kind": one.kind})]


def _product(one: Customer, asked: Criteria, known: Known, _today: date, _book: Rulebook) -> Told:
    held = [held for held in known.holdings.get(one.pk, ()) if held.product.type == asked.product]
    total = sum((held.balance for held in held), Decimal(0))
    return [Reason("product", {"type": asked.product, "n": len(held), "balance": total})]


def _matures(one: Customer, asked: Criteria, known: Known, today: date, _book: Rulebook) -> Told:
    last = today + timedelta(days=asked.matures or 0)
    return [
        Reason("matures", {
            "product": held.product.name, "balance": held.balance, "on": held.maturity_on,
            "days": (held.maturity_on - today).days,
        })
        for held in known.holdings.get(one.pk, ())
        if held.maturity_on and today <= held.maturity_on <= last and asked.product in ("", held.product.type)
    ]  # fmt: skip


def _silent(one: Customer, _asked: Criteria, _known: Known, today: date, _book: Rulebook) -> Told:
    return [Reason("silent", {"days": _since(one, today)})]


def _uncovered(one: Customer, _asked: Criteria, _known: Known, today: date, book: Rulebook) -> Told:
    figures = {"days": _since(one, today), "interval": intervals(today, book)[one.tier], "tier": one.tier}
    return [Reason("uncovered", figures)]


def _since(one: Customer, today: date) -> int | None:
    """Days since the customer was reached; None: never."""
    return (today - business_date(one.last_reached_at)).days if one.last_reached_at else None


def _signal(one: Customer, _asked: Criteria, known: Known, _today: date, _book: Rulebook) -> Told:
    return [Reason("signal", {"duty": duty}) for duty in known.signals.get(one.pk, ())]


def _birthday(one: Customer, asked: Criteria, _known: Known, today: date, _book: Rulebook) -> Told:
    if one.birth_date is None:
        return []
    on = next_birthday(one.birth_date, one.birth_calendar, today, asked.birthday or 0)
    return [Reason("birthday", {"on": on, "days": (on - today).days, "calendar": one.birth_calendar})] if on else []


def _missing(one: Customer, asked: Criteria, known: Known, today: date, book: Rulebook) -> Told:
    held = values_of(one, known.entries.get(one.pk, {}))
    held["risk_tolerance"] = str(one.risk_tolerance or "")
    names = needed(today, book) if asked.missing == "needed" else (asked.missing,)
    return [Reason("missing", {"fields": tuple(name for name in names if not held.get(name, "-"))})]


def _few(one: Customer, asked: Criteria, known: Known, _today: date, _book: Rulebook) -> Told:
    types = {held.product.type for held in known.holdings.get(one.pk, ())}
    return [Reason("few", {"n": len(types), "most": asked.few})]


TELL: dict[str, Callable[[Customer, Criteria, Known, date, Rulebook], Told]] = {
    "tiers": _tier,
    "kind": _kind,
    "product": _product,
    "matures": _matures,
    "silent": _silent,
    "uncovered": _uncovered,
    "signal": _signal,
    "birthday": _birthday,
    "missing": _missing,
    "few": _few,
}

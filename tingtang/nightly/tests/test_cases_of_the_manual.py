"""The cases of the manual's rules, run through the night: SQL and rule decide each of them alike."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tingtang.customers.consent import GUARDIAN, consent_field
from tingtang.manual.book import load
from tingtang.manual.rules.examples import Case, load_cases
from tingtang.manual.rules.facts import Customer, Product
from tingtang.nightly import night as nights
from tingtang.nightly.tests.answers import Answer, keep_answers
from tingtang.nightly.tests.feeds import BANK, contact, customer, holding, write_feed
from tingtang.nightly.values import NightValues

pytestmark = pytest.mark.django_db
OF_CUSTOMER = ("birth_date", "birth_calendar", "consent_call", "payroll", "last_payroll_on")
OF_HOLDING = ("cost", "maturity_on", "next_dividend_on", "target_return", "overdue_days", "overdue_amount")
OF_PRODUCT = ("product_id", "type", "name", "nav", "nav_month_ago", "rate", "rate_previous", "opens_on")


def nights_of_cases() -> Iterable[list[Case]]:
    """Cases that may share a night: same day, same values; those that look at the whole bank's products stand alone."""
    together: dict[Any, list[Case]] = defaultdict(list)
    for n, case in enumerate(load_cases()):
        alone = n if case.kind == "loan.liquid_above_rate" else -1
        together[case.as_of, tuple(sorted(case.values.items())), alone].append(case)
    return together.values()


def cells(thing: Any, names: Iterable[str]) -> dict[str, str]:
    """The filled fields of a fact as a feed writes them."""
    found = {name: getattr(thing, name) for name in names}
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in found.items()
            if value is not None}  # fmt: skip


def product_row(product: Product, key: str) -> dict[str, str]:
    """A product under an id of its case's own; its name is what the case calls it."""
    return {**cells(product, OF_PRODUCT), "product_id": key, "name": product.name or product.product_id}


def rows_of(key: str, facts: Customer) -> dict[str, list[dict[str, Any]]]:
    """A case's facts as rows of a feed."""
    own = {holding.product.product_id: f"{key}-{holding.product.product_id}" for holding in facts.holdings}
    offers = [product_row(offer, f"{key}-offer-{offer.product_id}") for offer in facts.offers]
    created = facts.created_on.isoformat() if facts.created_on else ""
    reached = facts.last_reached_on
    return {
        "customers": [customer(key, **cells(facts, OF_CUSTOMER)) | {"created_on": created}],
        "products": [product_row(one.product, own[one.product.product_id]) for one in facts.holdings] + offers,
        "holdings": [
            holding(key, one.balance, own[one.product.product_id], **cells(one, OF_HOLDING)) for one in facts.holdings
        ],
        "balances": [{"customer_id": key, "on": on.isoformat(), "aum": aum} for on, aum in facts.balances.items()],
        "contacts": [contact(key, f"{reached}T10:00:00+08:00")] if reached else [],
        "family": [
            {"customer_id": key, **cells(one, ("relation", "name", "birth_date", "birth_calendar", "consent"))}
            for one in facts.family
        ],
        "transactions": [
            {"customer_id": key, "at": f"{on}T12:00:00+08:00", "amount": amount} for on, amount in facts.movements
        ],
    }


def feed_of(cases: list[Case], place: Path) -> Path:
    """One feed that holds the facts of several cases, each of a customer of its own."""
    tables: dict[str, list[dict[str, Any]]] = defaultdict(list)
    tables["products"] += [row for row in BANK["products"] if row["type"] != "wealth"]
    for n, case in enumerate(cases):
        for table, rows in rows_of(f"K{n}", case.customer).items():
            tables[table] += rows
    return write_feed(place, cases[0].as_of, **tables)


def answers_of(cases: list[Case]) -> list[Answer]:
    """What the cases' customers answered, as lines of the ledger."""
    found: list[Answer] = []
    for n, case in enumerate(cases):
        said = {consent_field("care", channel): answer for channel, answer in case.customer.answers.items()}
        said |= {"preferred_channel": case.customer.preferred_channel} if case.customer.preferred_channel else {}
        said |= {GUARDIAN: "granted"} if case.customer.guardian else {}
        found += [(f"K{n}", field, value, None) for field, value in said.items()]
    return found


def edition_of(cases: list[Case], place: Path) -> list[Path]:
    """The values that these cases change, as an edition."""
    if not cases[0].values:
        return []
    units = {key: entry.unit for key, entry in load().entries.items()}
    lines = [
        f"  {key}: [{{from: {cases[0].as_of}, value: {_as_yaml(units[key], value)}}}]"
        for key, value in cases[0].values.items()
    ]
    file = place / "case.yaml"
    file.write_text("\n".join(["edition: case", "values:", *lines]))
    return [file]


def _as_yaml(unit: str, value: str) -> str:
    """A value as an edition writes it: lists in brackets."""
    return f"[{value.replace('|', ', ')}]" if unit == "text_list" else value


def same(found: Any, wanted: str) -> bool:
    """Numbers by value, everything else by its text."""
    try:
        return abs(Decimal(str(found)) - Decimal(wanted)) <= Decimal("0.0001")
    except InvalidOperation:
        return str(found) == wanted


def told_apart(case: Case, row: tuple[Any, ...] | None) -> list[str]:
    """In what the night differs from the case."""
    if case.expect is None or row is None:
        return [] if (case.expect is None) == (row is None) else [f"{case.kind}, {case.name}: night says {row}"]
    period_on, last_day, show_day, inputs = row
    found: Mapping[str, Any] = {"period_on": period_on, "last_day": last_day, "show_day": show_day}
    wanted = {**case.expect, **case.expect.get("inputs", {})}
    wanted.pop("inputs", None)
    seen = {**json.loads(inputs), **found}
    return [
        f"{case.kind}, {case.name}: {name} is {seen[name]}, the case says {value}"
        for name, value in wanted.items()
        if not same(seen[name], value)
    ]


def test_the_night_decides_every_case_as_the_rule_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nights, "_stop_when_bad", lambda _night: None)
    differences = []
    for number, cases in enumerate(nights_of_cases()):
        place = tmp_path / str(number)
        place.mkdir()
        monkeypatch.setattr(nights, "_history", lambda place=place: place / "history")
        values = NightValues(cases[0].as_of, load(edition_of(cases, place)))
        with transaction.atomic(), nights.opened(feed_of(cases, place), values, verify=True) as night:
            keep_answers(answers_of(cases))
            nights.compute(night)
            transaction.set_rollback(True)  # the next night's customers have the same numbers
            for n, case in enumerate(cases):
                asked = "SELECT period_on, last_day, show_day, inputs FROM reason WHERE customer_id = ? AND kind = ?"
                row = night.con.execute(asked, [f"K{n}", case.kind]).fetchone()
                differences += told_apart(case, row)
    assert differences == []

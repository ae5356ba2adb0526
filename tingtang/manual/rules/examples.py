"""The cases of the rules, read from cases/*.yaml: the tests run them here, and the night runs the same ones.

A case names its article's kind, the business date of the feed, the facts, values that differ from the manual's, and
what is expected: a period with its days (and inputs), or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from tingtang.manual.rules.facts import Customer, Holding, Product, Relative

FOLDER = Path(__file__).parent / "cases"
DAYS = {"created_on", "last_reached_on", "birth_date", "last_payroll_on", "opens_on", "maturity_on", "next_dividend_on"}
EXACT = {"balance", "cost", "target_return", "overdue_amount", "nav", "nav_month_ago", "rate", "rate_previous"}
TRUTHS = {"payroll", "consent", "consent_call", "guardian"}
OF_PRODUCT = {one.name for one in fields(Product)}


@dataclass(frozen=True)
class Case:
    """One case. `expect` is None when the rule must stay silent."""

    kind: str
    clause: str
    name: str
    as_of: date
    customer: Customer
    values: Mapping[str, str]
    expect: Mapping[str, Any] | None
    file: str


def load_cases(folder: Path = FOLDER) -> list[Case]:
    """Every case of every file, in the order of the files."""
    return [case for file in sorted(folder.glob("*.yaml")) for case in _cases(file)]


def _cases(file: Path) -> list[Case]:
    page = yaml.load(file.read_text(), Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader keeps every scalar a text
    return [_case(page, row, file.name) for row in page["cases"]]


def _case(page: dict[str, Any], row: dict[str, Any], file: str) -> Case:
    expect = row["expect"]
    return Case(
        kind=row.get("kind", page["kind"]),
        clause=page["clause"],
        name=row["name"],
        as_of=date.fromisoformat(row["as_of"]),
        customer=_customer(row),
        values=row.get("values", {}),
        expect=None if expect == "nothing" else expect,
        file=file,
    )


def _customer(row: Mapping[str, Any]) -> Customer:
    return Customer(
        holdings=tuple(_holding(one, n) for n, one in enumerate(row.get("holdings", []), start=1)),
        family=tuple(Relative(**_typed(one)) for one in row.get("family", [])),
        balances={date.fromisoformat(on): Decimal(aum) for on, aum in row.get("balances", {}).items()},
        movements=tuple((date.fromisoformat(one["on"]), Decimal(one["amount"])) for one in row.get("movements", [])),
        offers=tuple(Product(**_typed(one)) for one in row.get("offers", [])),
        **_typed(row.get("customer", {})),
    )


def _holding(row: Mapping[str, str], number: int) -> Holding:
    typed = _typed({"product_id": f"P{number}", **row})
    product = Product(**{name: typed.pop(name) for name in list(typed) if name in OF_PRODUCT})
    return Holding(product=product, **typed)


def _typed(row: Mapping[str, str]) -> dict[str, Any]:
    return {name: _read(name, text) for name, text in row.items()}


def _read(name: str, text: str) -> Any:
    if name in DAYS:
        return date.fromisoformat(text)
    if name in EXACT:
        return Decimal(text)
    if name in TRUTHS:
        return text == "true"
    return int(text) if name == "overdue_days" else text

"""Building the demo bank: from a size and a seed to the model's tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import duckdb

from tingtang.demo.bad import bad_rows
from tingtang.demo.bank import Bank, build_bank
from tingtang.demo.cases import Setting, plan
from tingtang.demo.customers import Customer, Thresholds, build_customers
from tingtang.demo.history import build_contacts, build_transactions
from tingtang.demo.portfolio import build_holdings
from tingtang.demo.products import catalogue
from tingtang.demo.tables import BALANCES, MODEL, fill
from tingtang.manual.book import Rulebook

Rows = Iterable[dict[str, Any]]
LEAST_CUSTOMERS = 200  # fewer do not hold every case


@dataclass(frozen=True)
class Recipe:
    """What a demo bank is made from; the same recipe gives the same bytes."""

    customers: int
    seed: int
    on: date


@dataclass
class Model:
    """The bank as objects, and the connection that holds its tables."""

    recipe: Recipe
    bank: Bank
    customers: list[Customer]
    connection: duckdb.DuckDBPyConnection


def build_model(recipe: Recipe, book: Rulebook) -> Model:
    """The bank of a recipe under the manual's thresholds and intervals of its day."""
    on, seed = recipe.on, recipe.seed

    def number(key: str) -> Decimal:
        return Decimal(str(book.value(key, on).value))

    tiers = ("wealth_management", "wealth", "private")
    thresholds = Thresholds(**{tier: number(f"tier.threshold.{tier}") for tier in tiers})
    bank = build_bank(recipe.customers, on, seed)
    customers = build_customers(bank, recipe.customers, thresholds, on, seed)
    days = (int(number("tier.downgrade_grace_days")), int(number("attrition.payroll_dormant_days")))
    plan(customers, Setting(thresholds, *days, on, Random(f"{seed} cases")))  # noqa: S311 - a seed that repeats
    products = catalogue(on, seed)
    maintained = int(number("contact.interval_days.maintained"))
    intervals = {
        "private": int(number("contact.interval_days.private")),
        "wealth": int(number("contact.interval_days.wealth")),
        "wealth_management": maintained,
        "ordinary": maintained,
    }
    rows: dict[str, Rows] = {
        "institutions": (asdict(place) for place in bank.places),
        "staff": _staff(bank),
        "products": (asdict(product) for product in products),
        "customers": map(_customer, customers),
        "family": ({"customer_id": c.customer_id, **vars(member)} for c in customers for member in c.family),
        "holdings": map(vars, build_holdings(customers, products, on, seed)),
        "contacts": map(vars, build_contacts(customers, intervals, on, seed)),
        "transactions": map(vars, build_transactions(customers, on, seed)),
    }
    connection = duckdb.connect(config={"threads": 2})
    connection.execute("SET TimeZone = 'Asia/Shanghai'; SET enable_progress_bar = false")
    for table, columns in MODEL.items():
        fill(connection, table, columns, rows[table])
    _fill_bad(connection, bank, customers, on)
    return Model(recipe, bank, customers, connection)


def _staff(bank: Bank) -> Iterator[dict[str, Any]]:
    for person in bank.people:
        yield {**vars(person), "institution_id": person.place.institution_id}


def _customer(customer: Customer) -> dict[str, Any]:
    return {
        **vars(customer),
        "id_no": customer.id_no,
        "home_institution_id": customer.home.institution_id,
        "manager_id": customer.manager and customer.manager.staff_id,
        "id_type": "id_card" if customer.kind == "P" else "credit_code",
    }


def _fill_bad(connection: duckdb.DuckDBPyConnection, bank: Bank, customers: list[Customer], on: date) -> None:
    known = [c.customer_id for c in customers if c.manager is None][:10]
    for table, rows in bad_rows(known, [bank.people[0].staff_id], "D01", on).items():
        fill(connection, f"bad_{table}", MODEL.get(table, BALANCES), rows)

"""The feed's contract as data: tables, columns and their types (docs/feed.md is its text)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal["text", "date", "instant", "money", "rate", "share", "int", "bool"]

# contract type -> (SQL type, decimals kept; None where scale has no meaning)
SQL_TYPES: dict[Type, tuple[str, int | None]] = {
    "text": ("VARCHAR", None),
    "date": ("DATE", None),
    "instant": ("TIMESTAMP WITH TIME ZONE", None),
    "money": ("DECIMAL(18,2)", 2),
    "rate": ("DECIMAL(18,6)", 6),
    "share": ("DECIMAL(6,4)", 4),
    "int": ("INTEGER", None),
    "bool": ("BOOLEAN", None),
}


@dataclass(frozen=True)
class Column:
    """One column: `required` means the column must stand in the file, not that every row fills it."""

    name: str
    type: Type
    required: bool


@dataclass(frozen=True)
class Table:
    """One table of the feed. `key` names a row for a person who looks for it in the source."""

    name: str
    required: bool
    key: tuple[str, ...]
    columns: tuple[Column, ...]


def _table(name: str, *, required: bool, key: str, columns: str) -> Table:
    """`columns` as in the contract: `name:type`, a trailing `?` where the column may be absent; text by default."""
    parsed = []
    for word in columns.split():
        bare, optional = word.removesuffix("?"), word.endswith("?")
        column, _, kind = bare.partition(":")
        parsed.append(Column(column, kind or "text", not optional))  # type: ignore[arg-type]
    return Table(name, required, tuple(key.split()), tuple(parsed))


TABLES: tuple[Table, ...] = (
    _table(
        "institutions",
        required=True,
        key="institution_id",
        columns="institution_id parent_id? kind name name_en? opened_on:date? closed_on:date?",
    ),
    _table(
        "staff",
        required=True,
        key="staff_id",
        columns="staff_id name institution_id position phone? email? from_on:date? to_on:date?",
    ),
    _table(
        "products",
        required=True,
        key="product_id",
        columns="product_id type name risk:int? nav:rate? nav_month_ago:rate? rate:rate? rate_previous:rate? "
        "opens_on:date?",
    ),
    _table(
        "customers",
        required=True,
        key="customer_id",
        columns="customer_id kind name home_institution_id manager_id? id_type? id_no? phone? birth_date:date? "
        "birth_calendar? risk_tolerance:int? risk_assessed_on:date? card? consent_call:bool? consent_marketing:bool? "
        "payroll:bool? last_payroll_on:date? industry? key_account:bool? created_on:date?",
    ),
    _table(
        "family",
        required=False,
        key="customer_id relation",
        columns="customer_id relation name? birth_date:date? birth_calendar? consent:bool?",
    ),
    _table(
        "holdings",
        required=True,
        key="customer_id product_id",
        columns="customer_id product_id balance:money cost:money? maturity_on:date? next_dividend_on:date? "
        "target_return:share? overdue_days:int? overdue_amount:money?",
    ),
    _table("balances", required=False, key="customer_id on", columns="customer_id on:date aum:money"),
    _table(
        "contacts",
        required=False,
        key="customer_id at",
        columns="customer_id at:instant channel staff_id outcome memo?",
    ),
    _table(
        "transactions",
        required=False,
        key="customer_id at",
        columns="customer_id at:instant amount:money kind? counterparty?",
    ),
)

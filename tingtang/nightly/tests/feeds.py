"""Small feeds for the tests, written as the core bank writes them."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tingtang.nightly.contract import TABLES

D = date(2026, 3, 10)  # a Tuesday; the work is for 11 March
Rows = Mapping[str, Sequence[Mapping[str, Any]]]

BANK: dict[str, list[dict[str, Any]]] = {
    "institutions": [
        {"institution_id": "P", "kind": "province", "name": "省行"},
        {"institution_id": "B", "parent_id": "P", "kind": "branch", "name": "分行"},
        {"institution_id": "O1", "parent_id": "B", "kind": "outlet", "name": "城东网点", "name_en": "East"},
        {"institution_id": "O2", "parent_id": "B", "kind": "outlet", "name": "城西网点"},
    ],
    "staff": [
        {"staff_id": "M1", "name": "王敏", "institution_id": "O1", "position": "wealth_manager"},
        {"staff_id": "M2", "name": "李强", "institution_id": "O2", "position": "private_banker"},
    ],
    "products": [
        {"product_id": "DEP", "type": "deposit", "name": "活期"},
        {"product_id": "LOAN", "type": "loan", "name": "消费贷款", "rate": "0.05"},
        {"product_id": "FUND", "type": "fund", "name": "稳健基金", "nav": "1.10", "nav_month_ago": "1.08"},
        {"product_id": "INS", "type": "insurance", "name": "年金险"},
        {"product_id": "WEA", "type": "wealth", "name": "理财一号", "rate": "0.03"},
    ],
}


def customer(customer_id: str, **fields: Any) -> dict[str, Any]:
    """A maintained person at the first outlet, recently met."""
    row = {"kind": "P", "name": f"客户{customer_id}", "home_institution_id": "O1", "manager_id": "M1"}
    return {"customer_id": customer_id, **row, "created_on": D.isoformat(), **fields}


def holding(customer_id: str, balance: Any, product_id: str = "DEP", **fields: Any) -> dict[str, Any]:
    """A position of a customer."""
    return {"customer_id": customer_id, "product_id": product_id, "balance": balance, **fields}


def contact(customer_id: str, at: str, **fields: Any) -> dict[str, Any]:
    """A contact that counts."""
    row = {"channel": "phone", "staff_id": "M1", "outcome": "reached", "memo": "谈了到期安排"}
    return {"customer_id": customer_id, "at": at, **row, **fields}


def write_feed(root: Path, on: date = D, **tables: Sequence[Mapping[str, Any]]) -> Path:
    """Write a feed of CSV files; tables not named are those of BANK. Returns the date's folder."""
    folder = root / on.isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    rows: dict[str, Sequence[Mapping[str, Any]]] = {**BANK, "customers": [], "holdings": [], **tables}
    for table in TABLES:
        if table.name in rows:
            _write(folder / f"{table.name}.csv", [column.name for column in table.columns], rows[table.name])
    return folder


def _write(file: Path, columns: list[str], rows: Sequence[Mapping[str, Any]]) -> None:
    extra = sorted({name for row in rows for name in row} - set(columns))
    with file.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, [*columns, *extra], restval="")
        writer.writeheader()
        writer.writerows(rows)

"""Rows that the night must refuse, so that the quarantine has something to show: two or three of each reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from tingtang.shared.times import ZONE

Row = dict[str, Any]


def bad_rows(customers: Sequence[str], staff: Sequence[str], product: str, on: date) -> dict[str, list[Row]]:
    """table -> rows in the contract's columns. `customers` (ten at least) and `staff` are ids that exist."""
    return {
        "institutions": _institutions(),
        "staff": _staff(),
        "products": [{"product_id": "Z01", "type": "lottery", "name": "错误类型产品"}],
        "customers": _customers(customers, on),
        "holdings": _holdings(customers, product),
        **_events(customers, staff, on),
    }


def _institutions() -> list[Row]:
    return [
        {"institution_id": "JH99", "parent_id": "XX", "kind": "branch", "name": "上级不明分行"},
        {"institution_id": "JH98", "parent_id": "JH97", "kind": "subbranch", "name": "互为上级支行一"},
        {"institution_id": "JH97", "parent_id": "JH98", "kind": "subbranch", "name": "互为上级支行二"},
    ]


def _staff() -> list[Row]:
    return [
        {"staff_id": "E900001", "name": "机构不明", "institution_id": "XX", "position": "wealth_manager"},
        {"staff_id": "E900002", "name": "岗位不明", "institution_id": "JH", "position": "astronaut"},
    ]


def _customers(known: Sequence[str], on: date) -> list[Row]:
    good: Row = {"kind": "P", "name": "错误示例", "home_institution_id": "JH", "created_on": on - timedelta(days=100)}
    wrong: list[Row] = [
        {"customer_id": None},
        {"customer_id": known[0]},
        {"customer_id": known[1]},
        {"customer_id": "K9000001", "kind": "X"},
        {"customer_id": "K9000002", "name": None},
        {"customer_id": "K9000003", "home_institution_id": "XX"},
        {"customer_id": "K9000004", "manager_id": "E999999"},
        {"customer_id": "K9000005", "birth_date": on + timedelta(days=900)},
        {"customer_id": "K9000006", "birth_date": date(1870, 1, 1)},
    ]
    return [{**good, **one} for one in wrong]


def _holdings(known: Sequence[str], product: str) -> list[Row]:
    good: Row = {"customer_id": known[2], "product_id": product, "balance": "100.00"}
    wrong: list[Row] = [
        {"customer_id": None},
        {"customer_id": "K9999999"},
        {"customer_id": "K9999998"},
        {"product_id": "Z99"},
        {"product_id": "Z98"},
        {"balance": None},
        {"customer_id": known[3], "balance": None},
    ]
    return [{**good, **one} for one in wrong]


def _events(known: Sequence[str], staff: Sequence[str], on: date) -> dict[str, list[Row]]:
    noon = datetime.combine(on, time(12), ZONE)
    tomorrow = noon + timedelta(days=1)
    contact: Row = {"customer_id": known[4], "at": noon, "channel": "phone", "staff_id": staff[0], "outcome": "reached"}
    return {
        "family": [{"customer_id": "K9999997", "relation": "配偶", "name": "无主家属"}],
        "balances": [
            {"customer_id": "K9999996", "on": on - timedelta(days=7), "aum": "5.00"},
            {"customer_id": known[5], "on": on + timedelta(days=7), "aum": "5.00"},
            {"customer_id": known[6], "on": on - timedelta(days=7), "aum": "5.00"},
        ],
        "contacts": [
            {**contact, "customer_id": "K9999995"},
            {**contact, "channel": "pigeon"},
            {**contact, "outcome": "maybe"},
            {**contact, "at": tomorrow},
        ],
        "transactions": [
            {"customer_id": "K9999994", "at": noon, "amount": "1.00"},
            {"customer_id": known[7], "at": tomorrow, "amount": "1.00"},
        ],
    }

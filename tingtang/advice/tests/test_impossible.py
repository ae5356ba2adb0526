"""What must not be is refused by the database itself, on SQLite and on PostgreSQL, whoever writes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tingtang.advice.models import Assessment, Confirmation, Product, RiskRating, Sale, SaleEvent
from tingtang.advice.tests.shop import MONDAY, Shop, later

pytestmark = pytest.mark.postgres


def refused(change: Any) -> bool:
    """Whether the database refuses, leaving the test's transaction as it was."""
    try:
        with transaction.atomic():
            change()
    except DatabaseError:
        return True
    return False


def form(**fields: Any) -> Confirmation:
    plain = {
        "name": "x", "media": "application/pdf", "content": b"x", "size": 1, "sha256": "0" * 64,
        "signed_on": MONDAY.date(), "by": "W1", "at": MONDAY,
    }  # fmt: skip
    return Confirmation.objects.create(**{**plain, **fields})


def written(**fields: Any) -> Sale:
    """A sale written past the actions: closed and right, but for `fields`."""
    plain: dict[str, Any] = {
        "product_id": "R3", "customer_id": "C1", "home_institution_id": "O1", "institution_id": "O1",
        "advised_by_id": "W1", "advised_at": MONDAY, "advised_on": MONDAY.date(), "amount": 1, "need": "x",
        "rating": 3, "level": 3, "assessed_on": MONDAY.date(), "valid_until": MONDAY.date(), "age": 40,
        "rule_set": "bank", "rule_version": "v",
        "verdict": "fits", "care_needed": False, "home_first": False, "disclosed_at": MONDAY, "state": "closed",
        "ended_at": later(hours=1),
    }  # fmt: skip
    return Sale.objects.create(**{**plain, **fields})


OPEN = {"state": "open", "ended_at": None}
ABOVE = {"verdict": "on_request", "level": 2}


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "asleep"},
        {"verdict": "maybe"},
        {"amount": 0},
        {"need": ""},
        {"customer_id": ""},
        {"rule_version": ""},
        {"rating": 6},
        {"level": 0},
        {"level": None},
        {"valid_until": None},
        {"valid_until": date(2026, 11, 22)},
        {"rating": None},
        {"level": 2},
        {"verdict": "on_request"},
        {"verdict": "stopped"},
        {"verdict": "stopped", **OPEN},
        {"state": "stopped"},
        {"ended_at": None},
        {"state": "open"},
        {"ended_at": later(hours=-1), "disclosed_at": later(hours=-2)},
        {"disclosed_at": None},
        {"disclosed_at": later(hours=2)},
        ABOVE,
        {**ABOVE, "asked_for": "x", "asked_at": MONDAY},
        {"care_needed": True},
        {"home_first": True},
        {"care": "x"},
        {"cared_at": MONDAY},
        {"home_said": "x"},
        {"home_asked_at": MONDAY},
    ],
    ids=str,
)
def test_a_sale_that_must_not_be_cannot_be_kept(shop: Shop, fields: dict) -> None:
    assert refused(lambda: written(**fields))
    assert not Sale.objects.exists()


def test_a_form_without_the_customers_own_words_is_no_request(shop: Shop) -> None:
    assert refused(lambda: written(**ABOVE, confirmation=form()))
    assert refused(lambda: written(**ABOVE, confirmation=form(), **OPEN))
    assert written(**ABOVE, confirmation=form(), asked_for="x", asked_at=MONDAY).pk


def test_one_form_is_of_one_sale(shop: Shop) -> None:
    one = form()
    given = {**ABOVE, "confirmation": one, "asked_for": "x", "asked_at": MONDAY}
    assert written(**given).pk
    assert refused(lambda: written(**given))


@pytest.mark.parametrize(
    "fields",
    [{}, OPEN, {**OPEN, "disclosed_at": None, **ABOVE}, {"verdict": "stopped", "state": "stopped", "level": None,
     "assessed_on": None}, {"state": "given_up", "disclosed_at": None}],
    ids=str,
)  # fmt: skip
def test_sales_that_make_sense_can(shop: Shop, fields: dict) -> None:
    assert written(**fields).pk


@pytest.mark.parametrize("state", ["closed", "given_up"])
def test_an_ended_sale_changes_no_more_and_none_is_removed(shop: Shop, state: str) -> None:
    sale = written(state=state)
    assert refused(lambda: Sale.objects.filter(pk=sale.pk).update(level=5))
    assert refused(sale.delete)
    still = written(**OPEN)
    assert refused(still.delete)


def test_histories_only_grow(shop: Shop) -> None:
    shop.assess(3)
    sale = shop.advise()
    form()
    for model in (Assessment, RiskRating, SaleEvent, Confirmation):
        row = model.objects.first()
        assert row is not None
        assert refused(row.delete), model
        assert refused(lambda row=row: type(row).objects.filter(pk=row.pk).update(by="x")), model  # type: ignore[misc]
    assert refused(lambda: SaleEvent.objects.create(sale=sale, n=1, at=MONDAY, by="W1", what="disclose"))


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "moon"},
        {"kind": "fund"},
        {"rule_set": "fund"},
        {"to_on": date(2025, 12, 31)},
        {"minimum": -1},
        {"term_days": 0},
        {"name": ""},
    ],
    ids=str,
)
def test_a_product_that_makes_no_sense_cannot_be_kept(shop: Shop, fields: dict) -> None:
    plain = {
        "code": "X", "name": "x", "kind": "wealth", "rule_set": "bank", "from_on": date(2026, 1, 1), "added_by": "x",
        "added_at": MONDAY,
    }  # fmt: skip
    assert refused(lambda: Product.objects.create(**{**plain, **fields}))


@pytest.mark.parametrize("level", [0, 6])
def test_levels_lie_between_one_and_five(shop: Shop, level: int) -> None:
    day = {"from_on": date(2027, 1, 1), "reason": "x", "by": "x", "at": MONDAY}
    assert refused(lambda: RiskRating.objects.create(product_id="R1", level=level, **day))
    rest = {"institution_id": "O1", "by_id": "W1", "at": MONDAY, "assessed_on": MONDAY.date()}
    assert refused(lambda: Assessment.objects.create(customer_id="C1", level=level, valid_until=MONDAY.date(), **rest))

"""What quota must not be is refused by the database itself; and several at once, for real."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from tests.races import at_once
from tingtang.advice.actions import close, disclose, grant_quota, issue_quota, move_quota
from tingtang.advice.errors import AdviceError
from tingtang.advice.models import Quota, QuotaEntry, QuotaEvent, QuotaRequest, Sale
from tingtang.advice.tests.shop import MONDAY, Shop, later
from tingtang.advice.tests.test_impossible import OPEN, refused, written
from tingtang.advice.tests.test_quota import asked, balanced, free

pytestmark = pytest.mark.postgres


def stocked(shop: Shop, amount: int = 100) -> Quota:
    """O1 has so much of Q3."""
    shop.product("Q3", "wealth", 3, limited=True, minimum=Decimal(0))
    rest: dict[str, Any] = {"by": "HP", "at": MONDAY, "product": "Q3", "reason": "x"}
    issue_quota(institution_id="P", amount=Decimal(1000), **rest)
    move_quota(from_id="P", to_id="O1", amount=Decimal(amount), **rest)
    return Quota.objects.get(institution="O1")


def entry(quota: Quota, **fields: Any) -> QuotaEntry:
    plain = {"quota": quota, "n": 99, "what": "used", "amount": -1, "free": 0, "by": "x", "at": MONDAY}
    return QuotaEntry.objects.create(**{**plain, **fields})


@pytest.mark.parametrize(
    "fields",
    [
        {"free": -1},
        {"amount": 1},
        {"amount": 0},
        {"what": "in", "amount": -1, "other_id": "P"},
        {"what": "out", "amount": 1, "other_id": "P"},
        {"what": "in", "amount": 1},
        {"other_id": "P"},
        {"what": "issued", "amount": 0},
        {"what": "moon"},
        {"what": "back", "amount": 1, "other_id": "P"},
        {"what": "released", "amount": 1},
        {"n": 1},
        {"what": "issued", "amount": 1, "away": True},
    ],
    ids=str,
)
def test_an_entry_that_makes_no_sense_cannot_be_kept(shop: Shop, fields: dict) -> None:
    quota = stocked(shop)
    assert refused(lambda: entry(quota, **fields))


def test_a_use_is_given_back_once(shop: Shop) -> None:
    use = entry(stocked(shop), away=True)
    back = {"what": "back", "amount": 1, "other_id": "P", "use": use}
    assert entry(use.quota, n=100, **back).pk
    assert refused(lambda: entry(use.quota, n=101, **back))


def test_quota_never_falls_below_zero_whoever_writes(shop: Shop) -> None:
    quota = stocked(shop)
    assert refused(lambda: Quota.objects.filter(pk=quota.pk).update(free=-1))
    assert refused(lambda: Quota.objects.create(product_id="Q3", institution_id="O1", free=1))


def test_the_ledger_only_grows(shop: Shop) -> None:
    stocked(shop)
    request = asked("H1", 10)
    for model in (QuotaEntry, QuotaEvent):
        row = model.objects.first()
        assert row is not None
        assert refused(row.delete), model
        assert refused(lambda row=row: type(row).objects.filter(pk=row.pk).update(by="y")), model  # type: ignore[misc]
    assert refused(request.delete)
    grant_quota(by="HP", at=later(hours=1), request_id=request.pk)
    assert refused(lambda: QuotaRequest.objects.filter(pk=request.pk).update(reason="y"))


@pytest.mark.parametrize(
    "fields",
    [
        {"amount": 0},
        {"reason": ""},
        {"asked_of_id": "O1"},
        {"turn": 0},
        {"away": True},
        {"state": "asleep"},
        {"state": "granted"},
        {"ended_at": later(hours=1)},
        {"state": "refused", "ended_at": later(hours=1)},
        {"state": "granted", "ended_at": later(hours=-1)},
    ],
    ids=str,
)
def test_a_request_that_must_not_be_cannot_be_kept(shop: Shop, fields: dict) -> None:
    stocked(shop)
    plain = {
        "product_id": "Q3", "institution_id": "O1", "asked_of_id": "B1", "amount": 1, "reason": "x",
        "asked_by_id": "H1", "asked_at": MONDAY,
    }  # fmt: skip
    assert refused(lambda: QuotaRequest.objects.create(**{**plain, **fields}))
    assert QuotaRequest.objects.create(**plain).pk


def test_a_customer_from_elsewhere_cannot_be_refused_by_anyone(shop: Shop) -> None:
    stocked(shop)
    sale = written(product_id="Q3", quota_needed=True, **OPEN)
    plain = {
        "product_id": "Q3", "institution_id": "O1", "asked_of_id": "B1", "amount": 1, "reason": "x", "answer": "没有",
        "asked_by_id": "H1", "asked_at": MONDAY, "sale": sale, "ended_at": later(hours=1), "state": "refused",
    }  # fmt: skip
    assert refused(lambda: QuotaRequest.objects.create(**plain, away=True))
    assert QuotaRequest.objects.create(**plain).pk


def test_a_limited_product_is_not_sold_without_its_quota(shop: Shop) -> None:
    use = entry(stocked(shop))
    limited = {"product_id": "Q3", "quota_needed": True}
    assert refused(lambda: written(**limited))
    assert refused(lambda: written(quota_use=use))  # of a product that has no quota
    assert refused(lambda: written(**limited, quota_use=use, state="given_up"))
    sale = written(**limited, quota_use=use)
    assert refused(lambda: written(**limited, quota_use=use))
    assert refused(lambda: Sale.objects.filter(pk=sale.pk).update(amount=2))  # final, on the table built anew as well
    assert refused(sale.delete)


race = partial(at_once, refusals=AdviceError)


@pytest.mark.slow
def test_sales_at_once_never_use_more_than_there_is(on_each_database: str) -> None:
    shop = Shop()
    stocked(shop, 100)
    shop.assess(3)
    sales = [shop.advise("Q3", amount=Decimal(30)) for _ in range(6)]
    for sale in sales:
        disclose(by="W1", at=MONDAY, sale_id=sale.pk)
    ends = race(*[partial(close, by="W1", at=later(hours=1), sale_id=sale.pk) for sale in sales])
    assert Counter(type(one).__name__ for one in ends) == {"Sale": 3, "Short": 3}
    assert (free()["O1"], balanced()) == (10, True)


@pytest.mark.slow
def test_a_request_granted_twice_at_once_moves_once_and_moves_never_cross(on_each_database: str) -> None:
    shop = Shop()
    stocked(shop, 100)
    request = asked("H1", 300)
    rest: dict[str, Any] = {"by": "HP", "at": later(hours=1)}
    back = {"product": "Q3", "from_id": "O1", "to_id": "P", "amount": Decimal(20), "reason": "x", **rest}
    down = {**back, "from_id": "P", "to_id": "O1"}
    ends = race(
        *[partial(grant_quota, request_id=request.pk, **rest)] * 3, partial(move_quota, **back),
        partial(move_quota, **down),
    )  # fmt: skip
    assert Counter(type(one).__name__ for one in ends) == {"QuotaRequest": 1, "Ended": 2, "QuotaEntry": 2}
    assert (free(), balanced()) == ({"P": 600, "O1": 400}, True)

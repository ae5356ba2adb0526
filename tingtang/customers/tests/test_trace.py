"""A manager sees who looked at their customers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client

from tingtang.audit.actions import log_read, reveal
from tingtang.customers.models import Customer
from tingtang.organisation.models import Staff
from tingtang.organisation.tests.bank import person, signed_up, small_bank

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 1, tzinfo=UTC)


def _customer(key: str, manager: Staff) -> None:
    Customer.objects.create(
        customer_id=key,
        kind="P",
        name="欧阳明",
        home_institution_id="O1",
        manager=manager,
        assets=Decimal("1.00"),
        tier="ordinary",
        as_of=date(2026, 11, 22),
    )


def _looked(manager: Staff) -> str:
    client = Client()
    client.force_login(signed_up(manager))
    return client.get("/trace?of=mine").text


def test_a_manager_sees_reads_and_reveals_of_their_own_customers_by_others() -> None:
    small_bank()
    mine, other = person("M1", "wealth_manager"), person("M2", "wealth_manager")
    _customer("C1", mine)
    _customer("C2", other)
    for key in ("C1", "C2"):
        reveal(by="H1", at=AT, field="phone", subject=("customer", key), reason="回电")
    log_read(by="M1", at=AT, subject=("customer", "C1"))
    page = _looked(mine)
    assert page.count("customer:C1") == 1  # the reveal by H1; not what I read myself
    assert "customer:C2" not in page


def test_when_a_customer_changes_hands_the_new_manager_sees_who_looked() -> None:
    small_bank()
    before, after = person("M1", "wealth_manager"), person("M2", "wealth_manager")
    _customer("C1", before)
    log_read(by="H1", at=AT, subject=("customer", "C1"), tie="head")
    Customer.objects.update(manager=after)
    assert "customer:C1" not in _looked(before)
    assert "customer:C1" in _looked(after)

"""No customer is without exactly one person accountable: who is found, who owes the answer, what follows by itself."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.portfolio import TODAY, Portfolio, later
from tingtang.customers.models import Customer
from tingtang.duties.models import Duty, DutyEvent
from tingtang.handovers.accounting import Followed, absent, check, unaccounted, unaccounted_below
from tingtang.organisation.models import Staff
from tingtang.organisation.positions import Position
from tingtang.organisation.tests.bank import away, person


def found() -> list[str]:
    return sorted(unaccounted(TODAY).values_list("pk", flat=True))


def checked(days: int = 0) -> Followed:
    return check(on=TODAY + timedelta(days=days), by="system:test", at=later(days=days))


def leave(key: str, deputy: str) -> None:
    away(Staff.objects.get(pk=key), Staff.objects.get(pk=deputy), TODAY, TODAY)


@pytest.fixture
def bank(portfolio: Portfolio) -> Portfolio:
    portfolio.customer("C1")
    portfolio.customer("D1", "W2")
    return portfolio


def test_a_manager_at_work_is_accountable(bank: Portfolio) -> None:
    assert found() == []


def test_who_left_is_not(bank: Portfolio) -> None:
    Staff.objects.filter(pk="W1").update(to_on=TODAY - timedelta(days=1))
    assert (found(), absent(TODAY)) == (["C1"], {"W1": "gone"})


def test_on_ones_last_day_one_still_is(bank: Portfolio) -> None:
    Staff.objects.filter(pk="W1").update(to_on=TODAY)
    assert found() == []


def test_a_position_that_keeps_no_customers_is_not(bank: Portfolio) -> None:
    Staff.objects.filter(pk="W1").update(position=Position.GUARD)
    assert (found(), absent(TODAY)) == (["C1"], {"W1": "position"})


def test_on_leave_the_deputy_is_accountable(bank: Portfolio) -> None:
    leave("W1", "W2")
    assert found() == []


@pytest.mark.parametrize("deputy_too", ["on leave", "gone", "a guard by now"])
def test_on_leave_with_the_deputy_away_nobody_is(bank: Portfolio, deputy_too: str) -> None:
    person("W9", Position.WEALTH_MANAGER, "O1")
    person("X", Position.WEALTH_MANAGER, "O1")
    leave("W1", "W9")
    if deputy_too == "on leave":
        leave("W9", "X")
    changes = {"gone": {"to_on": TODAY - timedelta(days=1)}, "a guard by now": {"position": Position.GUARD}}
    Staff.objects.filter(pk="W9").update(**changes.get(deputy_too, {}))
    assert (found(), absent(TODAY)) == (["C1"], {"W1": "away"})


def test_without_a_manager_a_customer_counts_while_something_was_held(bank: Portfolio) -> None:
    Customer.objects.filter(pk="C1").update(manager=None)
    Customer.objects.filter(pk="D1").update(manager=None, assets=Decimal(0))
    assert found() == ["C1"]


def test_a_head_sees_those_at_home_below(bank: Portfolio) -> None:
    Staff.objects.filter(pk__in=["W1", "W2"]).update(to_on=TODAY - timedelta(days=1))
    missing = absent(TODAY)
    assert [one.pk for one in unaccounted_below(["O2"], TODAY, missing)] == ["D1"]
    assert {one.pk for one in unaccounted_below(["B1"], TODAY, missing)} == {"C1", "D1"}


def test_the_head_owes_an_answer_once_until_nobody_is_left(bank: Portfolio) -> None:
    Staff.objects.filter(pk="W1").update(to_on=TODAY - timedelta(days=1))
    assert (checked(), checked(), checked(1)) == (Followed(1, 1, 0, 0), Followed(1, 0, 0, 0), Followed(1, 0, 0, 0))
    duty = Duty.objects.get(kind="handover.accounted")
    assert (duty.subject_id, duty.owner_role, duty.inputs["customers"]["value"]) == ("O1", "outlet_head", 1)
    Customer.objects.filter(pk="C1").update(manager="W2")
    assert checked(1).met == 1
    duty.refresh_from_db()
    assert duty.state == "met"


def test_open_duties_follow_whom_the_core_bank_named(bank: Portfolio) -> None:
    customer = Customer.objects.get(pk="C1")
    duty = bank.duty(customer, "contact.private")
    Customer.objects.filter(pk="C1").update(manager="W2")
    assert checked().followed == 1
    duty.refresh_from_db()
    assert (duty.owner_staff_id, duty.institution_id) == ("W2", "O2")
    assert DutyEvent.objects.get(duty=duty.pk).detail["before"]["staff"] == "W1"
    assert checked().followed == 0

"""On leave the due time stays and the deputy makes the contact (the reading beside contact.interval_days.private)."""

from __future__ import annotations

from tests.portfolio import TODAY, Portfolio, later
from tingtang.contacts.actions import record_contact
from tingtang.customers.queries import tied_customer
from tingtang.manual.queries import rulebook
from tingtang.organisation.access import Tie, viewer_for
from tingtang.organisation.models import Staff, User
from tingtang.organisation.tests.bank import away


def test_the_deputy_sees_the_customer_and_meets_the_duty_in_the_managers_time(portfolio: Portfolio) -> None:
    duty = portfolio.duty(portfolio.customer("C1"), "contact.private")
    due = duty.due_at
    away(Staff.objects.get(pk="W1"), Staff.objects.get(pk="W2"), TODAY, TODAY)
    deputy = viewer_for(User(username="W2", staff=Staff.objects.get(pk="W2")), TODAY)
    assert tied_customer(deputy, "C1")[1] == Tie.DEPUTY
    record_contact(
        customer_id="C1", channel="phone", outcome="reached", memo="代为联系", by="W2", at=later(), on=TODAY, key="k1"
    )
    duty.refresh_from_db()
    assert (duty.state, duty.owner_staff_id, duty.due_at) == ("met", "W1", due)


def test_the_readings_stand_beside_the_value() -> None:
    reading = rulebook().entries["contact.interval_days.private"].reading
    assert reading
    for word in ("层级变动", "节假日", "移交", "休假"):
        assert word in reading.zh
    for word in ("Tier change", "Holidays", "Handover", "Leave"):
        assert word in reading.en

"""After the first meeting the file is completed (A31.1): what lacks is owed once, and met when nothing lacks."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from tingtang.contacts.actions import record_contact
from tingtang.customers.actions import propose_correction, state_consent
from tingtang.customers.completing import KIND, lacking
from tingtang.customers.models import Customer
from tingtang.customers.tests.test_information import AT, TODAY, make_bank, make_customer
from tingtang.duties.models import Duty

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


@pytest.fixture
def customer() -> Customer:
    make_bank()
    return make_customer()


def talk(channel: str = "visit", outcome: str = "reached", hours: int = 0) -> None:
    record_contact(
        customer_id="C1", channel=channel, outcome=outcome, memo="谈了到期安排", by="M1",
        at=AT + timedelta(hours=hours), key=uuid.uuid4().hex, on=TODAY,
    )  # fmt: skip


def owed() -> list[str]:
    return list(Duty.objects.filter(kind=KIND).values_list("state", flat=True))


def test_the_first_visit_owes_what_the_file_lacks_and_no_later_one_does(customer: Customer) -> None:
    talk()
    duty = Duty.objects.get(kind=KIND)
    assert (duty.owner_staff_id, duty.clause, duty.due_at.date() > TODAY) == ("M1", "A31.1", True)
    assert duty.inputs["fields"]["value"] == len(lacking(customer, TODAY))
    talk(hours=2)
    assert owed() == ["open"]


@pytest.mark.parametrize(("channel", "outcome"), [("phone", "reached"), ("visit", "no_answer")])
def test_what_is_no_meeting_owes_nothing(customer: Customer, channel: str, outcome: str) -> None:
    talk(channel, outcome)
    assert owed() == []


def test_it_is_met_once_all_is_filled_in_or_proposed_to_the_core_bank(customer: Customer) -> None:
    talk()
    assert lacking(customer, TODAY) == ("birth_calendar", "consent_call")
    who = {"customer_id": "C1", "source": "stated", "by": "M1", "at": LATER}
    state_consent(**who, purpose="care", channels=["phone"], answer="granted")
    assert owed() == ["open"]
    propose_correction(**who, field="birth_calendar", value="solar", reason="客户说")
    assert owed() == ["met"]

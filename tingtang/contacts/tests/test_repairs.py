"""A wrong number opens a duty to repair it; a confirmed number or a proposed correction meets it, nothing else does."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from tingtang.contacts.actions import record_contact
from tingtang.customers.actions import confirm_fields, propose_correction, state_consent, state_guardian
from tingtang.customers.consent import GUARDIAN, greeting_ways, guardian_agrees
from tingtang.customers.errors import BadInformation
from tingtang.customers.information import latest_entries
from tingtang.customers.models import Customer, Merge
from tingtang.customers.tests.test_information import AT, OTHER, TODAY, make_bank, make_customer
from tingtang.duties.actions import Opening, open_duty
from tingtang.duties.models import Duty
from tingtang.manual.queries import rulebook

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(each_database: str) -> Customer:
    make_bank()
    return make_customer()


def call(outcome: str = "wrong_number", memo: str = "", customer: str = "C1", hours: int = 0) -> None:
    record_contact(
        customer_id=customer, channel="phone", outcome=outcome, memo=memo, by="M1", at=AT + timedelta(hours=hours),
        key=uuid.uuid4().hex, on=TODAY,
    )  # fmt: skip


def repairs() -> list[tuple[str, str]]:
    return list(Duty.objects.filter(kind="information.repair").order_by("pk").values_list("subject_id", "state"))


def test_a_wrong_number_is_owed_once_however_often_it_is_dialled(bank: Customer) -> None:
    for hours in range(3):
        call(hours=hours)
    duty = Duty.objects.get(kind="information.repair")
    assert (duty.owner_staff_id, duty.clause, duty.state) == ("M1", "A31.1", "open")
    assert duty.due_at.date() > TODAY


def test_other_outcomes_owe_nothing(bank: Customer) -> None:
    for outcome, memo in (("no_answer", ""), ("refused", ""), ("reached", "谈了到期安排")):
        call(outcome, memo)
    assert repairs() == []


def test_a_confirmed_number_meets_it_and_another_field_does_not(bank: Customer) -> None:
    call()
    later = AT + timedelta(hours=1)
    confirm_fields(customer_id="C1", fields=["name"], source="stated", by="M1", at=later)
    assert repairs() == [("C1", "open")]
    confirm_fields(customer_id="C1", fields=["phone"], source="stated", by="M1", at=later)
    assert repairs() == [("C1", "met")]


def test_a_proposed_number_meets_it(bank: Customer) -> None:
    call()
    propose_correction(
        customer_id="C1", field="phone", value=OTHER, source="documented", reason="回执", by="M1",
        at=AT + timedelta(hours=1),
    )  # fmt: skip
    assert repairs() == [("C1", "met")]


def test_without_a_manager_the_head_of_the_home_owes_it(bank: Customer) -> None:
    Customer.objects.update(manager=None)
    call()
    assert Duty.objects.get(kind="information.repair").owner_role == "outlet_head"


def test_a_contact_under_one_of_several_files_meets_the_duties_of_all(bank: Customer) -> None:
    make_customer("C2", id_no="")
    given = {"reason": "x", "proposed_by": "M1", "proposed_at": AT, "decided_by": "H1", "decided_at": AT}
    Merge.objects.create(duplicate_id="C2", kept_id="C1", state="linked", **given)
    plan = Opening(
        kind="contact.wealth", subject_id="C2", period_on=TODAY, institution_id="O1", owner_staff_id="M1",
        due_at=AT + timedelta(days=7),
    )  # fmt: skip
    duty, _ = open_duty(opening=plan, by="system:test", at=AT)
    call("reached", "谈了到期安排", hours=1)
    duty.refresh_from_db()
    assert duty.state == "met"


# -- wishes ------------------------------------------------------------------------------------------------------------


def test_the_ways_of_the_page_are_those_of_the_night_s_rule(bank: Customer) -> None:
    def ways() -> list[str]:
        entries = latest_entries(["C1"]).get("C1", {})
        return greeting_ways(Customer.objects.get(), entries, TODAY, rulebook())

    assert ways() == []
    said = {"customer_id": "C1", "purpose": "care", "source": "stated", "by": "M1", "at": AT}
    state_consent(channels=["mail", "sms"], answer="granted", **said)
    assert ways() == ["sms", "mail"]
    Customer.objects.update(consent_call=True)
    assert ways() == ["sms", "phone", "mail"]
    state_consent(channels=["sms", "phone"], answer="refused", **said)
    assert ways() == ["mail"]


def test_the_guardian_answers_for_the_children_and_may_change_it(bank: Customer) -> None:
    said = {"customer_id": "C1", "source": "documented", "by": "M1", "at": AT}
    state_guardian(answer="granted", **said)
    assert guardian_agrees(latest_entries(["C1"])["C1"], TODAY)
    assert not guardian_agrees(latest_entries(["C1"])["C1"], TODAY + timedelta(days=800))
    state_guardian(answer="refused", **said)
    assert not guardian_agrees(latest_entries(["C1"])["C1"], TODAY)
    assert latest_entries(["C1"])["C1"][GUARDIAN].source == "documented"
    with pytest.raises(BadInformation):
        state_guardian(answer="perhaps", **said)

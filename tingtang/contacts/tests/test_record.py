"""Keeping a contact: what it meets, what it refuses, and that it happens once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tingtang.audit.models import Entry
from tingtang.contacts.actions import ContactRefused, record_contact
from tingtang.contacts.models import Contact
from tingtang.contacts.queries import history, open_duties, would_meet
from tingtang.customers.models import Customer
from tingtang.duties.models import Duty
from tingtang.live.models import OutboxEvent
from tingtang.manual.queries import rulebook
from tingtang.organisation.models import Institution, Staff
from tingtang.shared.times import business_date, day_end, day_start

AT = timezone.now()
TODAY = business_date(AT)


@pytest.fixture
def customer(db: None) -> Customer:
    outlet = Institution.objects.create(institution_id="O1", kind="outlet", name="O1")
    manager = Staff.objects.create(staff_id="M1", name="M1", institution=outlet, position="wealth_manager")
    return Customer.objects.create(
        customer_id="C1", kind="P", name="王一", home_institution=outlet, manager=manager, assets="9200000.00",
        tier="private", as_of=TODAY,
    )  # fmt: skip


def duty(kind: str = "contact.private", due_in: int = 2, **fields: object) -> Duty:
    book = rulebook()
    due = day_end(TODAY + timedelta(days=due_in))
    given = {
        "kind": kind, "clause": book.kinds[kind].clause, "subject_kind": "customer", "subject_id": "C1",
        "period_on": TODAY + timedelta(days=due_in), "institution_id": "O1", "owner_staff_id": "M1",
        "opened_at": day_start(TODAY - timedelta(days=9)), "show_at": day_start(TODAY - timedelta(days=9)),
        "due_at": due, "lapses_at": due, "manual_version": book.version,
    }  # fmt: skip
    return Duty.objects.create(**{**given, **fields})


def record(**changes: object):
    given = {
        "customer_id": "C1", "channel": "phone", "outcome": "reached", "memo": "谈了安排", "by": "M1", "at": AT,
        "on": TODAY, "key": "k1",
    }  # fmt: skip
    return record_contact(**{**given, **changes})


def test_a_reached_contact_with_its_memo_meets_every_duty_that_contacts_meet(customer: Customer) -> None:
    first, second = duty(), duty("wealth.before_maturity", 1)
    kept = record()
    assert {closed.duty.pk for closed in kept.closed} == {first.pk, second.pk}
    assert {d.state for d in Duty.objects.all()} == {"met"}
    assert not kept.again


def test_an_owed_duty_past_its_time_is_done_late(customer: Customer) -> None:
    duty("loan.arrears", -2, lapses_at=None)
    assert [closed.verdict for closed in record().closed] == ["late"]


@pytest.mark.parametrize("outcome", ["no_answer", "refused", "wrong_number"])
def test_an_attempt_is_kept_and_meets_nothing(customer: Customer, outcome: str) -> None:
    duty()
    kept = record(outcome=outcome, memo="")
    assert kept.closed == ()
    assert kept.contact.outcome == outcome
    customer.refresh_from_db()
    assert customer.last_reached_at is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"memo": "  "}, "memo"),
        ({"channel": "pigeon"}, "channel"),
        ({"outcome": "maybe"}, "outcome"),
        ({"next_on": TODAY - timedelta(days=1)}, "next_on"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_its_field(customer: Customer, changes: dict, field: str) -> None:
    with pytest.raises(ContactRefused) as refused:
        record(**changes)
    assert refused.value.field == field
    assert refused.value.text.zh
    assert Contact.objects.count() == 0


def test_the_same_key_changes_nothing_twice(customer: Customer) -> None:
    duty()
    first, second = record(), record(memo="别的内容")
    assert second.again
    assert second.contact.pk == first.contact.pk
    assert Contact.objects.get().memo == "谈了安排"
    assert Entry.objects.filter(action="contact.record").count() == 1


def test_the_trail_and_the_live_event_never_hold_the_memo(customer: Customer) -> None:
    record(memo="客户说了秘密")
    entry = Entry.objects.get(action="contact.record")
    assert "秘密" not in str(entry.detail)
    assert all("秘密" not in str(event.payload) for event in OutboxEvent.objects.all())
    assert OutboxEvent.objects.filter(topic="staff:M1", name="contact.recorded").exists()


def test_last_reached_only_moves_forward(customer: Customer) -> None:
    record()
    record(key="k2", at=AT - timedelta(hours=5))
    customer.refresh_from_db()
    assert customer.last_reached_at == AT


def test_when_the_last_step_fails_nothing_was_written(customer: Customer) -> None:
    duty()
    with pytest.raises(ValueError, match="topic"):
        record(by="not a staff id")
    assert Contact.objects.count() == 0
    assert Duty.objects.get().state == "open"


def test_an_unknown_customer_is_an_error(customer: Customer) -> None:
    with pytest.raises(Customer.DoesNotExist):
        record(customer_id="nobody")


def test_the_preview_tells_what_the_saving_will_do(customer: Customer) -> None:
    duty()
    duty("loan.arrears", -2, lapses_at=None)
    found = would_meet(
        duties=open_duties("C1"), customer_id="C1", channel="phone", outcome="reached", memo="x", at=AT, book=rulebook()
    )
    said = {(d.kind, verdict) for d, verdict in found}
    done = {(closed.duty.kind, closed.verdict) for closed in record().closed}
    assert said == done == {("contact.private", "met"), ("loan.arrears", "late")}


def test_the_preview_of_a_reached_contact_without_memo_is_empty(customer: Customer) -> None:
    duty()
    found = would_meet(
        duties=open_duties("C1"), customer_id="C1", channel="phone", outcome="reached", memo=" ", at=AT, book=rulebook()
    )
    assert found == []


def test_the_history_is_newest_first_and_short(customer: Customer) -> None:
    for n in range(5):
        record(key=f"k{n}", at=AT - timedelta(days=n), on=TODAY)
    assert [row.key for row in history("C1", 3)] == ["k0", "k1", "k2"]


@pytest.mark.parametrize("change", [{"customer_id": "C2"}, {"by": "M2"}], ids=["another customer", "another person"])
def test_a_key_used_before_by_somebody_else_or_for_another_keeps_and_tells_nothing(
    customer: Customer, change: dict[str, str]
) -> None:
    place = {"home_institution_id": "O1", "kind": "P", "as_of": TODAY}
    Staff.objects.create(staff_id="M2", name="M2", institution_id="O1", position="wealth_manager")
    Customer.objects.create(customer_id="C2", name="李二", manager_id="M2", assets="1.00", tier="private", **place)
    record()
    with pytest.raises(ContactRefused) as refused:
        record(**change)
    assert refused.value.field == "key"
    assert Contact.objects.count() == 1

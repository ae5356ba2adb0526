"""Duties end by evidence or with a reason, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tingtang.audit.models import Entry
from tingtang.duties.actions import ask_excuse, cancel, close_with_evidence
from tingtang.duties.errors import NoReason
from tingtang.duties.models import Duty, DutyEvent, Excuse
from tingtang.duties.tests.ledger import Bank, day
from tingtang.duties.verdicts import Evidence
from tingtang.live.models import OutboxEvent

pytestmark = [pytest.mark.postgres]


@pytest.fixture
def bank(each_database: str) -> Bank:
    return Bank()


def _contact(key: str = "42", at: object = None, **changes: object) -> Evidence:
    fields = {
        "event": "contact.reached",
        "kind": "contact",
        "id": key,
        "subject_kind": "customer",
        "subject_id": "C1",
        "at": at or day(1, 10),
        "channel": "phone",
    }
    return Evidence(**{**fields, **changes})  # type: ignore[arg-type]


def _states() -> dict[str, str]:
    return dict(Duty.objects.values_list("kind", "state"))


def test_one_contact_closes_the_duties_it_meets_and_no_others(bank: Bank) -> None:
    bank.duty()
    bank.duty(kind="birthday.customer", clause="A31.6", due_at=day(2), lapses_at=day(2))
    other = bank.duty(subject_id="C2")
    closed = close_with_evidence(evidence=_contact(), by="M1", at=day(1, 11))
    assert [(c.duty.kind, c.verdict) for c in closed] == [("birthday.customer", "met"), ("contact.private", "met")]
    other.refresh_from_db()
    assert other.state == "open"
    done = Duty.objects.get(kind="contact.private", subject_id="C1")
    assert (done.closed_at, done.evidence_kind, done.evidence_id) == (day(1, 10), "contact", "42")


def test_evidence_saved_later_counts_by_when_it_was_done(bank: Bank) -> None:
    bank.duty()
    closed = close_with_evidence(evidence=_contact(at=day(4, 18)), by="system:night", at=day(5, 6))
    assert closed[0].verdict == "met"


def test_what_is_owed_until_done_closes_late_and_what_lapsed_is_missed(bank: Bank) -> None:
    bank.duty()
    bank.duty(kind="loan.arrears", clause="A31.2b", lapses_at=None)
    late = day(5) + timedelta(hours=2)
    closed = close_with_evidence(evidence=_contact(at=late), by="M1", at=late)
    assert {c.duty.kind: c.verdict for c in closed} == {"contact.private": "missed", "loan.arrears": "late"}
    missed = Duty.objects.get(kind="contact.private")
    assert (missed.state, missed.closed_at, missed.evidence_id) == ("missed", day(5), "")


def test_the_same_evidence_again_changes_nothing(bank: Bank) -> None:
    bank.duty()
    close_with_evidence(evidence=_contact(), by="M1", at=day(1, 11))
    assert close_with_evidence(evidence=_contact(), by="M1", at=day(1, 12)) == []
    assert DutyEvent.objects.count() == 1


def test_evidence_can_be_for_some_duties_only(bank: Bank) -> None:
    first = bank.duty()
    bank.duty(kind="birthday.customer")
    close_with_evidence(evidence=_contact(), by="M1", at=day(1, 11), only=[first.pk])
    assert _states() == {"contact.private": "met", "birthday.customer": "open"}


def test_a_close_leaves_event_audit_and_message(bank: Bank) -> None:
    duty = bank.duty()
    close_with_evidence(evidence=_contact(), by="M1", at=day(1, 11))
    event = DutyEvent.objects.get()
    assert (event.duty_id, event.what, event.detail) == (
        duty.pk,
        "closed",
        {"verdict": "met", "evidence": "contact:42"},
    )
    entry = Entry.objects.get()
    assert (entry.action, entry.subject_id, entry.institution_id) == ("duty.close", str(duty.pk), "O1")
    assert set(OutboxEvent.objects.values_list("topic", "name")) == {
        ("staff:M1", "duty.closed"),
        ("institution:O1", "duty.closed"),
    }


def test_the_message_holds_figures_only(bank: Bank) -> None:
    bank.duty()
    close_with_evidence(evidence=_contact(), by="M1", at=day(1, 11))
    assert [event.payload for event in OutboxEvent.objects.all()] == [{"count": 1}, {"count": 1}]


def test_cancelling_needs_a_reason_and_leaves_final_ones_alone(bank: Bank) -> None:
    open_one, done = bank.duty(), bank.duty(subject_id="C2")
    close_with_evidence(evidence=_contact(subject_id="C2"), by="M1", at=day(1, 11))
    with pytest.raises(NoReason):
        cancel(duty_ids=[open_one.pk], reason="  ", by="H1", at=day(2))
    assert cancel(duty_ids=[open_one.pk, done.pk], reason="客户已转出", by="H1", at=day(2)) == 1
    assert set(Duty.objects.values_list("subject_id", "state")) == {("C1", "cancelled"), ("C2", "met")}
    assert DutyEvent.objects.get(what="cancelled").detail == {"reason": "客户已转出"}
    assert cancel(duty_ids=[open_one.pk], reason="again", by="H1", at=day(2)) == 0


def test_many_are_cancelled_in_few_statements(bank: Bank, django_assert_max_num_queries: object) -> None:
    ids = [bank.duty(subject_id=f"C{n}").pk for n in range(200)]
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        assert cancel(duty_ids=ids, reason="superseded", by="system:night", at=day(1)) == 200


@pytest.mark.parametrize("ending", ["close", "cancel"])
def test_a_pending_request_is_overtaken_when_its_duty_ends(bank: Bank, ending: str) -> None:
    duty = bank.duty()
    ask_excuse(duty_id=duty.pk, reason="住院", by="M1", at=day(1))
    if ending == "close":
        close_with_evidence(evidence=_contact(at=day(6)), by="M1", at=day(6))
    else:
        cancel(duty_ids=[duty.pk], reason="客户已转出", by="H1", at=day(6))
    assert Excuse.objects.get().state == "moot"
    duty.refresh_from_db()
    assert (duty.state, duty.held) == ("late" if ending == "close" else "cancelled", False)

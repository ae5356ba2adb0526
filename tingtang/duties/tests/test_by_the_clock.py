"""What the ledger does by the clock, and who may follow what it says."""

from __future__ import annotations

import pytest

from tingtang.audit.models import Entry
from tingtang.duties import jobs as room_jobs
from tingtang.duties.actions import ask_excuse, lapse_due, mark_seen, remind_due
from tingtang.duties.models import Duty, Escalation, Excuse, Notice
from tingtang.duties.tests.ledger import Bank, day
from tingtang.jobs.registry import Run, definition, entries, load
from tingtang.live.topics import allowed
from tingtang.organisation.models import Staff, User

pytestmark = [pytest.mark.postgres]


@pytest.fixture
def bank(each_database: str) -> Bank:
    return Bank()


def _run(name: str, at: object) -> None:
    load()
    definition(name).function(Run(job_id=1, at=at, attempt=1, tick=None))  # type: ignore[arg-type]


def test_the_jobs_of_the_ledger_stand_in_the_timetable() -> None:
    load()
    assert {entry.name for entry in entries()} >= {
        "duties.lapse",
        "duties.escalate",
        "duties.remind",
        "duties.partitions",
    }


def test_each_job_does_its_work(bank: Bank) -> None:
    bank.duty()
    bank.duty(kind="loan.arrears", lapses_at=None)
    for name in ("duties.lapse", "duties.escalate", "duties.remind", "duties.partitions"):
        _run(name, day(6, 12))
    assert Duty.objects.get(kind="contact.private").state == "missed"
    assert Escalation.objects.count() == 1
    assert set(Notice.objects.values_list("staff_id", "what")) == {
        ("H1", "missed"),
        ("H1", "escalated"),
        ("M1", "due"),
    }
    assert room_jobs.AHEAD.days >= 366


def test_the_reminder_counts_what_is_due_by_tonight(bank: Bank) -> None:
    bank.duty(subject_id="C1", due_at=day(1), lapses_at=None)
    bank.duty(subject_id="C2", due_at=day(2), clause="A31.6")
    bank.duty(subject_id="C3", due_at=day(2, 1))
    bank.duty(subject_id="C4", due_at=day(2), owner_staff=bank.other_manager)
    assert remind_due(by="system:jobs", at=day(1, 9)) == 2
    assert Notice.objects.get(staff="M1").clauses == {"A31.2a": 1, "A31.6": 1}


def test_reminding_again_brings_the_counts_up_to_date_and_unread_only_when_they_changed(bank: Bank) -> None:
    bank.duty(due_at=day(2))
    for _ in range(2):
        remind_due(by="system:jobs", at=day(1, 9))
    notice = Notice.objects.get()
    assert notice.clauses == {"A31.2a": 1}
    mark_seen(notice_id=notice.pk, by="M1", at=day(1, 10))
    remind_due(by="system:jobs", at=day(1, 11))
    notice.refresh_from_db()
    assert notice.seen_at == day(1, 10)
    bank.duty(subject_id="C2", due_at=day(2))
    remind_due(by="system:jobs", at=day(1, 12))
    notice.refresh_from_db()
    assert (notice.clauses, notice.seen_at) == ({"A31.2a": 2}, None)
    assert Entry.objects.filter(action="duty.remind").count() == 4


def test_a_request_whose_duty_the_night_met_waits_for_nobody(bank: Bank) -> None:
    duty = bank.duty()
    ask_excuse(duty_id=duty.pk, reason="住院", by="M1", at=day(1))
    Duty.objects.update(state="met", closed_at=day(1), evidence_kind="contact", evidence_id="7")
    lapse_due(by="system:jobs", at=day(2))
    assert Excuse.objects.get().state == "moot"


def test_an_institution_is_followed_by_whoever_heads_it_or_stands_above(bank: Bank) -> None:
    def may(staff: Staff, key: str) -> bool:
        return allowed(User(username=staff.staff_id, staff=staff), f"institution:{key}")

    assert may(bank.head, "O1")
    assert may(bank.branch_head, "O1")
    assert not may(bank.head, "O2")
    assert not may(bank.manager, "O1")
    assert not allowed(User(username="nobody"), "institution:O1")

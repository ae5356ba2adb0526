"""Many at once, for real: threads and processes on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connections

from tests.races import at_once
from tingtang.audit.models import Entry
from tingtang.duties.actions import (
    Opening,
    approve_excuse,
    ask_excuse,
    cancel,
    change_owner,
    close_with_evidence,
    escalate_due,
    lapse_due,
    open_duty,
    refuse_excuse,
)  # fmt: skip
from tingtang.duties.errors import LedgerError
from tingtang.duties.models import Duty, DutyEvent, Escalation, Excuse, Notice
from tingtang.duties.tests.ledger import Bank, day
from tingtang.duties.verdicts import Evidence
from tingtang.organisation.actions import give_extra_post
from tingtang.organisation.positions import Position

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
THREADS = 6
AFTER = day(9)


@pytest.fixture
def bank(on_each_database: str) -> Bank:
    return Bank()


_at_once = partial(at_once, refusals=LedgerError)


def _opening(subject_id: str = "C1") -> Opening:
    return Opening("contact.private", subject_id, date(2026, 11, 23), "O1", due_at=day(5), owner_staff_id="M1")


def _evidence(key: str, subject_id: str = "C1") -> Evidence:
    return Evidence("contact.reached", "contact", key, "customer", subject_id, day(1, 10), "phone")


def _refusals(results: Sequence[Any]) -> Counter[str]:
    return Counter(type(result).__name__ for result in results if isinstance(result, LedgerError))


def test_opened_at_once_it_is_one_duty_and_everyone_gets_it(bank: Bank) -> None:
    results = _at_once(
        *(lambda n=n: open_duty(opening=_opening(), by=f"system:{n}", at=day(0)) for n in range(THREADS))  # type: ignore[misc]
    )
    assert Counter(opened for _, opened in results) == {True: 1, False: THREADS - 1}
    assert len({duty.pk for duty, _ in results}) == 1 == Duty.objects.count()
    assert Entry.objects.filter(action="duty.open").count() == 1


def test_closed_at_once_it_is_closed_once_by_one_evidence(bank: Bank) -> None:
    bank.duty()
    results = _at_once(
        *(lambda n=n: close_with_evidence(evidence=_evidence(str(n)), by="M1", at=day(1, 11)) for n in range(THREADS))  # type: ignore[misc]
    )
    winners = [place for place, closed in enumerate(results) if closed]
    assert len(winners) == 1
    assert Duty.objects.get().evidence_id == str(winners[0])
    assert DutyEvent.objects.count() == Entry.objects.filter(action="duty.close").count() == 1


def test_contacts_of_one_customer_closing_several_duties_do_not_block_each_other(bank: Bank) -> None:
    for kind in ("contact.private", "birthday.customer", "fund.opens", "insurance.expiry"):
        bank.duty(kind=kind)
    results = _at_once(
        *(lambda n=n: close_with_evidence(evidence=_evidence(str(n)), by="M1", at=day(1, 11)) for n in range(THREADS))  # type: ignore[misc]
    )
    assert sum(len(closed) for closed in results) == 4 == DutyEvent.objects.count()


def test_an_excuse_asked_in_time_and_the_sweep_never_both_win(bank: Bank) -> None:
    duties = [bank.duty(subject_id=f"C{n}") for n in range(12)]

    def ask_all() -> list[str]:
        answers = []
        for duty in duties:
            try:
                ask_excuse(duty_id=duty.pk, reason="住院", by="M1", at=day(4))
                answers.append("asked")
            except LedgerError as refusal:
                answers.append(type(refusal).__name__)
        return answers

    answers, *_ = _at_once(ask_all, *[lambda: lapse_due(by="system:jobs", at=AFTER, chunk=3)] * 2)
    lapse_due(by="system:jobs", at=AFTER)
    for duty, answer in zip(duties, answers, strict=True):
        duty.refresh_from_db()
        assert (answer, duty.state, duty.held) in {("asked", "open", True), ("DutyIsFinal", "missed", False)}
    assert Excuse.objects.filter(state="pending").count() == answers.count("asked")
    assert DutyEvent.objects.filter(what="lapsed").count() == answers.count("DutyIsFinal")


def test_a_request_is_decided_once(bank: Bank) -> None:
    excuse = ask_excuse(duty_id=bank.duty().pk, reason="住院", by="M1", at=day(1))
    results = _at_once(
        lambda: approve_excuse(excuse_id=excuse.pk, by="H1", at=AFTER),
        lambda: refuse_excuse(excuse_id=excuse.pk, answer="否", by="HB", at=AFTER),
        lambda: approve_excuse(excuse_id=excuse.pk, by="HB", at=AFTER),
    )
    assert _refusals(results) == {"AlreadyDecided": 2}
    excuse.refresh_from_db()
    assert (excuse.state, Duty.objects.get().state) in {("approved", "excused"), ("refused", "missed")}


def test_one_ending_wins_whatever_tries(bank: Bank) -> None:
    duty = bank.duty()
    _at_once(
        lambda: close_with_evidence(evidence=_evidence("7"), by="M1", at=day(1, 11)),
        lambda: cancel(duty_ids=[duty.pk], reason="销户", by="H1", at=day(1, 11)),
        lambda: lapse_due(by="system:jobs", at=AFTER),
        lambda: change_owner(duty_id=duty.pk, to_staff_id="M2", reason="调岗", by="HB", at=day(1)),
    )
    duty.refresh_from_db()
    assert duty.state in {"met", "cancelled", "missed"}
    endings = DutyEvent.objects.filter(what__in=["closed", "cancelled", "lapsed"])
    assert [ending.what for ending in endings] == [
        {"met": "closed", "cancelled": "cancelled", "missed": "lapsed"}[duty.state]
    ]


def test_sweeps_at_once_escalate_each_rung_once_and_count_right(bank: Bank) -> None:
    for n in range(30):
        bank.duty(subject_id=f"C{n}", kind="loan.arrears", lapses_at=None)
    _at_once(*[lambda: escalate_due(by="system:jobs", at=day(5) + timedelta(hours=80), chunk=7)] * 4)
    assert Counter(Escalation.objects.values_list("level", flat=True)) == {1: 30, 2: 30}
    assert {notice.staff_id: sum(notice.clauses.values()) for notice in Notice.objects.all()} == {"H1": 30, "HB": 30}


OPENER = """
import sys, time
from tingtang.cli import _set_up_django
_set_up_django()
from datetime import date
from tingtang.duties.actions import Opening, open_duty
from tingtang.duties.tests.ledger import day
while time.time() < float(sys.argv[1]):
    pass
opened = 0
for n in range(40):
    opening = Opening("contact.private", f"C{n}", date(2026, 11, 23), "O1", due_at=day(5), owner_staff_id="M1")
    opened += open_duty(opening=opening, by="system:test", at=day(0))[1]
print(opened)
"""


def test_processes_opening_the_same_duties_open_each_once(bank: Bank, on_each_database: str) -> None:
    environment = {**os.environ, "DATABASE_URL": on_each_database}
    start = str(time.time() + 4)
    processes = [
        subprocess.Popen([sys.executable, "-c", OPENER, start], env=environment, stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    opened = [int(process.communicate()[0]) for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert sum(opened) == 40 == Duty.objects.count() == Entry.objects.filter(action="duty.open").count()


SWEEPER = """
from tingtang.cli import _set_up_django
_set_up_django()
from tingtang.duties.actions import lapse_due
from tingtang.duties.tests.ledger import day
print("started", flush=True)
lapse_due(by="system:test", at=day(9), chunk=5)
"""


def test_a_sweep_killed_in_the_middle_is_finished_by_the_next(bank: Bank, on_each_database: str) -> None:
    total = 300
    for n in range(total):
        bank.duty(subject_id=f"C{n}")
    connections["default"].close()
    environment = {**os.environ, "DATABASE_URL": on_each_database}
    process = subprocess.Popen([sys.executable, "-c", SWEEPER], env=environment, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"started\n"
    while not Duty.objects.filter(state="missed").exists():
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    first = Duty.objects.filter(state="missed").count()
    assert 0 < first == DutyEvent.objects.filter(what="lapsed").count()
    second = lapse_due(by="system:jobs", at=AFTER).missed
    assert first + second == total == DutyEvent.objects.filter(what="lapsed").count()
    assert Notice.objects.get().clauses == {"A31.2a": total}


@pytest.mark.parametrize("n", range(4))
def test_met_while_its_post_is_given_it_stays_met_and_who_met_or_got_it_is_said(bank: Bank, n: int) -> None:
    opening = Opening("quota.answer", "X1", date(2026, 11, 23), "O1", due_at=day(5), owner_staff_id="HB")
    duty, _ = open_duty(opening=opening, by="HB", at=day(0))
    proof = Evidence("quota.granted", "quota_request", "1.2", "quota_request", "X1", day(1))
    meet = partial(close_with_evidence, evidence=proof, by="HB", at=day(1))
    give = partial(
        give_extra_post, by="HP", at=day(1), staff=bank.head, position=Position.BRANCH_HEAD,
        institution=bank.outlet, from_on=day(0).date(), to_on=None,
    )  # fmt: skip
    _at_once(*((meet, give) if n % 2 else (give, meet)))
    duty.refresh_from_db()
    moved = DutyEvent.objects.filter(duty=duty.pk, what="owner_changed").count()
    assert (duty.state, duty.owner_staff_id) == ("met", "H1" if moved else "HB")

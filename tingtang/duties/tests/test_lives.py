"""Random lives of a duty: whatever is tried in whatever order, the ledger stays true to a plain model of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from tingtang.audit.models import Entry
from tingtang.duties.actions import (
    approve_excuse,
    ask_excuse,
    cancel,
    change_due,
    change_owner,
    close_with_evidence,
    escalate_due,
    lapse_due,
    refuse_excuse,
)  # fmt: skip
from tingtang.duties.errors import LedgerError
from tingtang.duties.models import Duty, DutyEvent, Excuse
from tingtang.duties.tests.ledger import Bank, day
from tingtang.duties.verdicts import Evidence

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
GRACE = timedelta(hours=12)
SYSTEM = "system:jobs"


@dataclass
class Plain:
    """The rules of the ledger in a few lines, for one duty that lapses (or not) at its due time."""

    due: datetime
    lapses: bool
    state: str = "open"
    asked: bool = False
    endings: int = 0
    log: list[str] = field(default_factory=list)

    def end(self, state: str) -> None:
        self.state, self.asked, self.endings = state, False, self.endings + 1

    def evidence(self, at: datetime) -> None:
        if self.state == "open":
            over = at > self.due
            self.end("met" if not over else "missed" if self.lapses and not self.asked else "late")

    def cancel(self) -> None:
        if self.state == "open":
            self.end("cancelled")

    def ask(self, at: datetime) -> None:
        if self.state == "open" and not self.asked and not (self.lapses and at > self.due):
            self.asked = True

    def approve(self) -> None:
        if self.asked:
            self.end("excused")

    def refuse(self, at: datetime) -> None:
        if self.asked:
            self.asked = False
            if self.lapses and at > self.due:
                self.end("missed")

    def sweep(self, at: datetime) -> None:
        if self.state == "open" and self.lapses and not self.asked and self.due < at - GRACE:
            self.end("missed")

    def move(self, due: datetime) -> None:
        if self.state == "open":
            self.due = due


def _tried(call: Callable[[], object]) -> None:
    with suppress(LedgerError):
        call()


ATTEMPTS = {
    "ask": 5,
    "sweep": 5,
    "refuse": 3,
    "move": 1,
    "owner": 1,
    "climb": 2,
    "approve": 1,
    "cancel": 1,
    "evidence": 3,
}
EDGES = [timedelta(hours=-1), timedelta(0), timedelta(seconds=1), GRACE, GRACE + timedelta(hours=1), GRACE * 3]


def _later(chance: random.Random, at: datetime, due: datetime) -> datetime:
    """Some time on, by preference around the moments at which something changes."""
    hours = at + timedelta(hours=chance.randint(1, 9))
    edges = [due + edge for edge in EDGES if due + edge > at]
    return min(edges) if edges and chance.random() < 0.75 else hours


def _step(chance: random.Random, duty: Duty, plain: Plain, at: datetime) -> None:
    """One random attempt, on the ledger and on the model."""
    excuse = Excuse.objects.filter(duty=duty.pk).order_by("-pk").first()
    name = chance.choices(list(ATTEMPTS), list(ATTEMPTS.values()))[0]
    plain.log.append(f"{at:%d %H} {name}")
    if name == "evidence":
        contact = Evidence("contact.reached", "contact", "1", "customer", duty.subject_id, at, "phone")
        close_with_evidence(evidence=contact, by="M1", at=at)
        plain.evidence(at)
    elif name == "cancel":
        cancel(duty_ids=[duty.pk], reason="销户", by="H1", at=at)
        plain.cancel()
    elif name == "ask":
        _tried(lambda: ask_excuse(duty_id=duty.pk, reason="住院", by="M1", at=at))
        plain.ask(at)
    elif name in ("approve", "refuse") and excuse:
        decide: Any = approve_excuse if name == "approve" else refuse_excuse
        _tried(lambda: decide(excuse_id=excuse.pk, answer="已核实", by="H1", at=at))
        plain.approve() if name == "approve" else plain.refuse(at)
    elif name == "sweep":
        lapse_due(by=SYSTEM, at=at)
        plain.sweep(at)
    else:
        _change(name, chance, duty, plain, at)


def _change(name: str, chance: random.Random, duty: Duty, plain: Plain, at: datetime) -> None:
    """What changes a duty without ending it."""
    if name == "move":
        due = at + timedelta(hours=chance.randint(1, 60))
        _tried(lambda: change_due(duty_id=duty.pk, due_at=due, reason="顺延", by="HB", at=at))
        plain.move(due)
    elif name == "owner":
        _tried(lambda: change_owner(duty_id=duty.pk, to_staff_id="M1", reason="调岗", by="HB", at=at))
    elif name == "climb":
        escalate_due(by=SYSTEM, at=at)


@pytest.mark.parametrize("lapses", [True, False], ids=["lapses", "owed"])
@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_tried_the_ledger_agrees_with_the_model(each_database: str, seed: int, lapses: bool) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same life each time
    bank = Bank()
    kind = "contact.private" if lapses else "loan.arrears"
    duty = bank.duty(kind=kind, due_at=day(3), lapses_at=day(3) if lapses else None)
    plain, at = Plain(day(3), lapses), day(0, 1)
    for _ in range(12):
        at = _later(chance, at, plain.due)
        _step(chance, duty, plain, at)
        duty.refresh_from_db()
        assert (duty.state, duty.held) == (plain.state, plain.asked), plain.log
        assert duty.due_at == plain.due, plain.log
    _is_whole(duty, plain)


def _is_whole(duty: Duty, plain: Plain) -> None:
    """One ending at most, each told once in events; no request left hanging; the trail knows of each write."""
    endings = DutyEvent.objects.filter(duty=duty.pk, what__in=["closed", "lapsed", "cancelled", "excuse_approved"])
    assert endings.count() == plain.endings <= 1, plain.log
    assert (duty.closed_at is None) == (duty.state == "open")
    assert Excuse.objects.filter(duty=duty.pk, state="pending").count() == plain.asked
    if DutyEvent.objects.exists():
        assert Entry.objects.exists()
    times = [event.at for event in DutyEvent.objects.order_by("pk")]
    assert times == sorted(times)

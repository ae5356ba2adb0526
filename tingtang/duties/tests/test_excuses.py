"""Excuses: asked in time with a reason, decided by another person above."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tingtang.audit.models import Entry
from tingtang.duties.actions import approve_excuse, ask_excuse, lapse_due, refuse_excuse
from tingtang.duties.errors import (
    AlreadyAsked,
    AlreadyDecided,
    DutyHasLapsed,
    DutyIsFinal,
    LedgerError,
    NoReason,
    NoSuchDuty,
    NotForYou,
)  # fmt: skip
from tingtang.duties.models import Duty, DutyEvent, Excuse
from tingtang.duties.tests.ledger import Bank, day, staff
from tingtang.organisation.models import Leave

pytestmark = [pytest.mark.postgres]


@pytest.fixture
def bank(each_database: str) -> Bank:
    return Bank()


def _asked(bank: Bank, **changes: object) -> Excuse:
    return ask_excuse(duty_id=bank.duty(**changes).pk, reason="客户出境旅行", by="M1", at=day(1))


def test_asked_with_a_reason_and_approved_by_the_head_it_is_excused(bank: Bank) -> None:
    excuse = _asked(bank)
    duty = approve_excuse(excuse_id=excuse.pk, by="H1", at=day(2))
    assert (duty.state, duty.closed_at) == ("excused", day(2))
    assert list(DutyEvent.objects.order_by("pk").values_list("what", "by")) == [
        ("excuse_asked", "M1"),
        ("excuse_approved", "H1"),
    ]
    assert set(Entry.objects.values_list("action", flat=True)) == {"duty.excuse.ask", "duty.excuse.approve"}


def test_no_reason_no_request_and_no_refusal(bank: Bank) -> None:
    duty = bank.duty()
    with pytest.raises(NoReason):
        ask_excuse(duty_id=duty.pk, reason=" ", by="M1", at=day(1))
    excuse = ask_excuse(duty_id=duty.pk, reason="住院", by="M1", at=day(1))
    with pytest.raises(NoReason):
        refuse_excuse(excuse_id=excuse.pk, answer="", by="H1", at=day(2))


@pytest.mark.parametrize("by", ["M1", "M2", "H2", "HP", "nobody"])
def test_the_asker_a_colleague_another_outlets_head_and_strangers_cannot_decide(bank: Bank, by: str) -> None:
    excuse = _asked(bank)
    with pytest.raises(NotForYou):
        approve_excuse(excuse_id=excuse.pk, by=by, at=day(2))
    assert Duty.objects.get().state == "open"


def test_a_head_above_decides_as_well(bank: Bank) -> None:
    assert approve_excuse(excuse_id=_asked(bank).pk, by="HB", at=day(2)).state == "excused"


def test_a_head_cannot_decide_about_a_duty_of_their_own(bank: Bank) -> None:
    excuse = _asked(bank)
    own = ask_excuse(duty_id=bank.duty(subject_id="C2", owner_staff=bank.head).pk, reason="出差", by="H1", at=day(1))
    role = bank.duty(subject_id="C3", owner_staff=None, owner_role="outlet_head")
    of_role = ask_excuse(duty_id=role.pk, reason="停业", by="HB", at=day(1))
    for mine in (own, of_role):
        with pytest.raises(NotForYou):
            approve_excuse(excuse_id=mine.pk, by="H1", at=day(2))
    approve_excuse(excuse_id=excuse.pk, by="H1", at=day(2))
    approve_excuse(excuse_id=own.pk, by="HB", at=day(2))


def test_the_deputy_of_a_head_on_leave_decides(bank: Bank) -> None:
    deputy = staff("D1", bank.outlet, "lobby_manager")
    Leave.objects.create(staff=bank.head, deputy=deputy, first_on=date(2026, 11, 24), last_on=date(2026, 11, 27))
    excuse = _asked(bank)
    assert approve_excuse(excuse_id=excuse.pk, by="D1", at=day(2)).state == "excused"


def test_only_those_concerned_ask(bank: Bank) -> None:
    with pytest.raises(NotForYou):
        ask_excuse(duty_id=bank.duty().pk, reason="不想做", by="M2", at=day(1))


def test_a_pending_request_holds_the_lapse_and_a_late_refusal_makes_it_missed_at_its_time(bank: Bank) -> None:
    excuse = _asked(bank)
    assert lapse_due(by="system:jobs", at=day(9)).missed == 0
    duty = refuse_excuse(excuse_id=excuse.pk, answer="可以电话联系", by="H1", at=day(9))
    assert (duty.state, duty.closed_at) == ("missed", day(5))
    assert list(DutyEvent.objects.order_by("pk").values_list("what", flat=True))[-2:] == ["excuse_refused", "lapsed"]


def test_approved_after_its_time_it_is_still_excused(bank: Bank) -> None:
    assert approve_excuse(excuse_id=_asked(bank).pk, by="H1", at=day(9)).state == "excused"


def test_refused_in_time_it_stands_and_may_be_asked_again(bank: Bank) -> None:
    excuse = _asked(bank)
    duty = refuse_excuse(excuse_id=excuse.pk, answer="还有两天", by="H1", at=day(2))
    assert (duty.state, duty.held) == ("open", False)
    ask_excuse(duty_id=duty.pk, reason="客户住院", by="M1", at=day(3))
    assert lapse_due(by="system:jobs", at=day(9)).missed == 0


def test_after_the_time_is_up_it_cannot_be_asked_whether_or_not_the_sweep_came(bank: Bank) -> None:
    duty = bank.duty()
    with pytest.raises(DutyHasLapsed):
        ask_excuse(duty_id=duty.pk, reason="忘了", by="M1", at=day(5) + timedelta(seconds=1))
    lapse_due(by="system:jobs", at=day(9))
    with pytest.raises(DutyIsFinal):
        ask_excuse(duty_id=duty.pk, reason="忘了", by="M1", at=day(9))


def test_what_is_owed_until_done_may_be_excused_after_its_due_time(bank: Bank) -> None:
    excuse = ask_excuse(duty_id=bank.duty(lapses_at=None).pk, reason="客户失联", by="M1", at=day(9))
    assert approve_excuse(excuse_id=excuse.pk, by="H1", at=day(10)).state == "excused"


def test_one_request_at_a_time_and_one_decision(bank: Bank) -> None:
    excuse = _asked(bank)
    with pytest.raises(AlreadyAsked):
        ask_excuse(duty_id=excuse.duty_id, reason="再次申请", by="M1", at=day(1))
    approve_excuse(excuse_id=excuse.pk, by="H1", at=day(2))
    for decide in (approve_excuse, refuse_excuse):
        with pytest.raises(AlreadyDecided):
            decide(excuse_id=excuse.pk, answer="迟了", by="HB", at=day(3))


def test_what_does_not_exist_is_said(bank: Bank) -> None:
    with pytest.raises(NoSuchDuty):
        ask_excuse(duty_id=4711, reason="?", by="M1", at=day(1))
    with pytest.raises(NoSuchDuty):
        approve_excuse(excuse_id=4711, by="H1", at=day(1))


def test_every_refusal_speaks_both_languages() -> None:
    kinds = LedgerError.__subclasses__()
    assert len(kinds) >= 7
    assert all(kind.text.zh and str(kind()) == kind.text.en != LedgerError.text.en for kind in kinds)

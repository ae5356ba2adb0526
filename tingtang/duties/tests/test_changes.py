"""Owner and due time may change while a duty is open; what was stays readable."""

from __future__ import annotations

import pytest

from tingtang.audit.models import Entry
from tingtang.duties.actions import cancel, change_due, change_owner, lapse_due
from tingtang.duties.errors import DutyIsFinal, NoReason
from tingtang.duties.models import DutyEvent
from tingtang.duties.tests.ledger import Bank, day
from tingtang.live.models import OutboxEvent

pytestmark = [pytest.mark.postgres]


@pytest.fixture
def bank(each_database: str) -> Bank:
    return Bank()


def test_a_handed_over_duty_keeps_its_history(bank: Bank) -> None:
    duty = change_owner(
        duty_id=bank.duty().pk, to_staff_id="M2", institution_id="O2", reason="调岗", by="HB", at=day(1)
    )
    duty.refresh_from_db()
    assert (duty.owner_staff_id, duty.institution_id) == ("M2", "O2")
    event = DutyEvent.objects.get()
    assert event.detail["before"] == {"staff": "M1", "role": "", "institution": "O1"}
    assert event.detail["after"] == {"staff": "M2", "role": "", "institution": "O2"}
    assert Entry.objects.get().action == "duty.change_owner"
    assert {"staff:M1", "staff:M2"} <= set(OutboxEvent.objects.values_list("topic", flat=True))


def test_a_duty_can_go_to_a_role(bank: Bank) -> None:
    duty = change_owner(duty_id=bank.duty().pk, to_role="outlet_head", reason="离职", by="HB", at=day(1))
    duty.refresh_from_db()
    assert (duty.owner_staff_id, duty.owner_role) == (None, "outlet_head")


def test_a_hand_over_names_one_owner_and_a_reason_and_an_open_duty(bank: Bank) -> None:
    duty = bank.duty()
    with pytest.raises(ValueError, match="person or a role"):
        change_owner(duty_id=duty.pk, reason="x", by="HB", at=day(1))
    with pytest.raises(NoReason):
        change_owner(duty_id=duty.pk, to_staff_id="M2", reason="", by="HB", at=day(1))
    cancel(duty_ids=[duty.pk], reason="x", by="HB", at=day(1))
    with pytest.raises(DutyIsFinal):
        change_owner(duty_id=duty.pk, to_staff_id="M2", reason="x", by="HB", at=day(1))


def test_handing_over_to_the_same_owner_is_nothing(bank: Bank) -> None:
    change_owner(duty_id=bank.duty().pk, to_staff_id="M1", reason="", by="HB", at=day(1))
    assert DutyEvent.objects.count() == 0


def test_a_new_due_time_moves_the_lapse_and_keeps_the_old_one(bank: Bank) -> None:
    duty = change_due(
        duty_id=bank.duty(due_provisional=True).pk,
        due_at=day(7),
        reason="2027 年日历已发布",
        by="system:calendar",
        at=day(1),
        clock={"unit": "working_days", "n": 5},
    )
    duty.refresh_from_db()
    assert (duty.due_at, duty.lapses_at, duty.due_provisional, duty.clock["n"]) == (day(7), day(7), False, 5)
    assert DutyEvent.objects.get().detail["before"] == day(5).isoformat()
    assert lapse_due(by="system:jobs", at=day(6, 20)).missed == 0


def test_what_is_owed_until_done_never_lapses_by_a_new_due_time(bank: Bank) -> None:
    duty = change_due(duty_id=bank.duty(lapses_at=None).pk, due_at=day(7), reason="顺延", by="HB", at=day(1))
    duty.refresh_from_db()
    assert duty.lapses_at is None


def test_the_same_due_time_is_nothing(bank: Bank) -> None:
    change_due(duty_id=bank.duty().pk, due_at=day(5), reason="", by="HB", at=day(1))
    assert DutyEvent.objects.count() == 0

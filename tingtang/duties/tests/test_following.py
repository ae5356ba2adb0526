"""What a post owes follows the post: given, ended, run out, or left with the bank; at once, and with its history."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tingtang.audit.models import Entry
from tingtang.duties.actions import Opening, change_owner, follow_posts, open_duty
from tingtang.duties.actions.following import REASON
from tingtang.duties.answering import answering, line_at
from tingtang.duties.models import Duty, DutyEvent
from tingtang.duties.tests.ledger import Bank, day, institution, staff
from tingtang.live.models import OutboxEvent
from tingtang.organisation.actions import end_extra_post, give_extra_post
from tingtang.organisation.models import ExtraPost, Institution, Staff
from tingtang.organisation.positions import Position

pytestmark = [pytest.mark.postgres]


@pytest.fixture
def bank(each_database: str) -> Bank:
    return Bank()


def _owed(kind: str, place: Institution, subject: str = "X1", **changes: Any) -> Duty:
    fields = {"period_on": date(2026, 11, 23), "institution_id": place.pk, "due_at": day(9), **changes}
    return open_duty(opening=Opening(kind=kind, subject_id=subject, **fields), by="system:x", at=day(0))[0]


def _give(person: Staff, position: Position, place: Institution, first: int = 0, last: int | None = None) -> ExtraPost:
    return give_extra_post(
        by="HB", at=day(0), staff=person, position=position, institution=place,
        from_on=day(first).date(), to_on=None if last is None else day(last).date(),
    )  # fmt: skip


def _owner(duty: Duty) -> str:
    duty.refresh_from_db()
    return duty.owner_staff_id or duty.owner_role


def _leave(person: Staff) -> None:
    Staff.objects.filter(pk=person.pk).update(to_on=day(-1).date())


def test_what_was_opened_in_a_vacancy_is_owed_by_the_branch_head_who_is_given_the_place(bank: Bank) -> None:
    private = institution("PB", bank.province, "private_bank")
    duty = _owed("booking.month_end_report", private)
    assert _owner(duty) == "outlet_head"
    post = _give(bank.branch_head, Position.BRANCH_HEAD, private)
    assert _owner(duty) == "branch_head"
    end_extra_post(by="HP", at=day(3), post=post, last_on=day(2).date())
    assert _owner(duty) == "branch_head", "nobody heads the place: it stays with the post that had it"
    staff("H9", private, Position.OUTLET_HEAD)
    follow_posts(by="system:night", at=day(4))
    assert _owner(duty) == "outlet_head"
    moved = [(event.by, event.detail["before"]["role"], event.detail["after"]["role"]) for event in
             DutyEvent.objects.filter(duty=duty.pk).order_by("pk")]  # fmt: skip
    assert moved == [("HB", "outlet_head", "branch_head"), ("system:night", "branch_head", "outlet_head")]


def test_what_the_lobby_owes_goes_to_the_head_while_there_is_no_lobby_manager_and_comes_back(bank: Bank) -> None:
    keeper = staff("L1", bank.outlet, Position.LOBBY_MANAGER)
    duty = _owed("material.withdraw", bank.outlet)
    own = _owed("licence.renew", bank.outlet)
    _leave(keeper)
    follow_posts(by="system:night", at=day(1))
    assert (_owner(duty), _owner(own)) == ("outlet_head", "outlet_head")
    _give(bank.manager, Position.LOBBY_MANAGER, bank.outlet)
    assert (_owner(duty), _owner(own)) == ("lobby_manager", "outlet_head")


def test_a_checklist_of_a_position_and_the_duties_of_a_case_stay(bank: Bank) -> None:
    duties = [_owed("checklist.lobby_manager.day", bank.outlet), _owed("complaint.result", bank.other_outlet, "1.1")]
    _leave(bank.other_head)
    before = [_owner(one) for one in duties]
    assert follow_posts(by="system:night", at=day(1)) == 0
    assert [_owner(one) for one in duties] == before


def test_what_names_the_head_goes_to_the_next_one_when_the_post_ends(bank: Bank) -> None:
    acting = _give(bank.manager, Position.BRANCH_HEAD, bank.outlet)
    duty = _owed("quota.answer", bank.outlet, owner_staff_id="M1")
    kept = _owed("contact.private", bank.outlet, "C1", owner_staff_id="M1")
    end_extra_post(by="HB", at=day(2), post=acting, last_on=day(1).date())
    assert (_owner(duty), _owner(kept)) == ("HB", "M1")
    event = DutyEvent.objects.get(duty=duty.pk)
    assert (event.by, event.detail["reason"], event.detail["before"]["staff"]) == ("HB", REASON, "M1")
    entry = Entry.objects.get(action="duty.follow_post")
    assert entry.detail == {"moved": 1, "to": "HB", "reason": REASON}
    topics = set(OutboxEvent.objects.filter(name="duty.handed_over").values_list("topic", flat=True))
    assert {"staff:M1", "staff:HB"} <= topics


def test_who_heads_the_level_itself_takes_over_from_the_one_above_at_once(bank: Bank) -> None:
    duty = _owed("quota.answer", bank.outlet, owner_staff_id="HB")
    _give(bank.head, Position.BRANCH_HEAD, bank.outlet)
    assert _owner(duty) == "H1"


def test_a_post_that_begins_later_moves_nothing_until_its_day(bank: Bank) -> None:
    duty = _owed("quota.answer", bank.outlet, owner_staff_id="HB")
    _give(bank.head, Position.BRANCH_HEAD, bank.outlet, first=2, last=3)
    assert _owner(duty) == "HB"
    follow_posts(by="system:jobs", at=day(2))
    assert _owner(duty) == "H1"
    follow_posts(by="system:jobs", at=day(4))
    assert _owner(duty) == "HB"


def test_what_a_head_handed_to_somebody_stays_there_while_they_work_here(bank: Bank) -> None:
    duty = _owed("quota.answer", bank.branch, owner_staff_id="HB")
    change_owner(duty_id=duty.pk, to_staff_id="HP", reason="由部门答复", by="HB", at=day(0))
    follow_posts(by="system:jobs", at=day(1))
    assert _owner(duty) == "HP"
    _leave(bank.province_officer)
    follow_posts(by="system:jobs", at=day(1))
    assert _owner(duty) == "HB"


def test_what_somebody_owed_who_left_the_bank_is_owed_by_their_post_or_their_head(bank: Bank) -> None:
    task = _owed("meeting.task", bank.outlet, "1", owner_staff_id="M1")
    record = _owed("away_service.reported", bank.outlet, "2", owner_staff_id="M1")
    contact = _owed("contact.private", bank.outlet, "C1", owner_staff_id="M1")
    visit = _owed("visit.daily", bank.outlet, "M1", owner_staff_id="M1")
    _leave(bank.manager)
    assert follow_posts(by="system:night", at=day(1)) == 2
    assert [_owner(one) for one in (task, record)] == ["outlet_head", "outlet_head"]
    assert [_owner(one) for one in (contact, visit)] == ["M1", "M1"], "customers are handed over; a visit was theirs"
    assert follow_posts(by="system:night", at=day(1)) == 0


def test_nobody_up_the_tree_leaves_it_with_who_works_here(bank: Bank) -> None:
    duty = _owed("quota.answer", bank.outlet, owner_staff_id="H1")
    _leave(bank.branch_head)
    follow_posts(by="system:night", at=day(1))
    assert _owner(duty) == "H1"
    _leave(bank.head)
    follow_posts(by="system:night", at=day(1))
    assert _owner(duty) == "branch_head"


def test_other_places_are_not_looked_at(bank: Bank) -> None:
    duty = _owed("material.withdraw", bank.other_outlet)
    _give(bank.manager, Position.DEPUTY_HEAD, bank.outlet)
    assert _owner(duty) == "lobby_manager"


@pytest.mark.parametrize(
    ("role", "owner", "held", "answers"),
    [
        ("outlet_head", "outlet_head", {"branch_head"}, "branch_head"),
        ("outlet_head", "outlet_head", {"lobby_manager"}, None),
        ("outlet_head", "lobby_manager", {"lobby_manager", "outlet_head"}, "lobby_manager"),
        ("branch_head", "branch_head", {"outlet_head"}, None),
        ("branch_head", "outlet_head", {"outlet_head", "branch_head"}, "outlet_head"),
        ("lobby_manager", "lobby_manager", {"branch_head"}, "branch_head"),
        ("inspector", "inspector", {"outlet_head"}, None),
    ],
)
def test_who_answers_at_a_place(role: str, owner: str, held: set[str], answers: str | None) -> None:
    assert answering(line_at(role, owner), held) == answers

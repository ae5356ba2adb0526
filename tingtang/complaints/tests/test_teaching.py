"""Lessons told to the staff where they happened (A35.7): few, confirmed by each, never telling of a secret case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tingtang.audit.models import Entry
from tingtang.complaints import actions
from tingtang.complaints.errors import BadInput, WrongState
from tingtang.complaints.lessons import places, pupils, to_learn, told_below
from tingtang.complaints.models import Complaint, Learner, Lesson, Repeat, Teaching
from tingtang.complaints.tests.desk import MONDAY, Desk
from tingtang.complaints.tests.test_secrecy import viewer
from tingtang.duties.models import Duty
from tingtang.organisation.models import Leave
from tingtang.shared.times import business_date

pytestmark = pytest.mark.postgres
LATER = MONDAY + timedelta(days=40)
ROLL = ["L1", "T1", "W1"]


def closed(desk: Desk, **fields: Any) -> Complaint:
    case = desk.answered(**fields)
    return actions.close(complaint_id=case.pk, text="客户满意", by="D1", at=LATER)


def published(desk: Desk, case: Complaint) -> Lesson:
    said = {"title": "挂失一次告知", "story": "客户跑了三趟", "lesson": "材料一次说清"}
    lesson = actions.write_lesson(complaint_id=case.pk, by="D1", at=LATER, **said)
    return actions.decide_lesson(lesson_id=lesson.pk, approved=True, answer="", by="HB1", at=LATER)


def all_learn(lesson: Lesson, *people: str) -> None:
    for who in people:
        actions.learn(lesson_id=lesson.pk, staff_id=who, at=LATER + timedelta(hours=1))


def told() -> list[tuple[str, str]]:
    """(who owes it at which outlet, how it stands) of every telling."""
    found = Duty.objects.filter(kind="complaint.lesson_told").order_by("pk")
    return [(duty.owner_staff_id or duty.owner_role, duty.state) for duty in found]


def test_a_published_lesson_is_told_once_every_hand_has_confirmed_it(desk: Desk) -> None:
    lesson = published(desk, closed(desk))
    teaching = Teaching.objects.get()
    [duty] = Duty.objects.filter(kind="complaint.lesson_told")
    assert (duty.institution_id, duty.owner_role or duty.owner_staff_id, duty.inputs["title"]["value"]) == (
        "O1", "outlet_head", "挂失一次告知",
    )  # fmt: skip
    assert sorted(one.staff.pk for one in pupils(teaching, LATER)) == ROLL
    assert [one.lesson for one in to_learn(viewer("T1"))] == [lesson]
    all_learn(lesson, "L1", "T1", "T1")
    assert to_learn(viewer("T1")) == []
    with pytest.raises(BadInput, match="员工W1"):
        actions.tell_staff(teaching_id=teaching.pk, how="晨会讲解", by="H1", at=LATER)
    with pytest.raises(BadInput):
        actions.tell_staff(teaching_id=teaching.pk, how=" ", by="H1", at=LATER)
    Leave.objects.create(
        staff_id="W1", deputy_id="D1", first_on=business_date(LATER), last_on=business_date(LATER) + timedelta(days=9)
    )  # who is on leave holds nobody up
    actions.tell_staff(teaching_id=teaching.pk, how="晨会讲解并演练", by="H1", at=LATER + timedelta(hours=2))
    assert [state for _, state in told()] == ["met"]
    with pytest.raises(WrongState):
        actions.tell_staff(teaching_id=teaching.pk, how="再讲", by="H1", at=LATER)
    all_learn(lesson, "W1")  # back from leave: confirmed late is still confirmed
    assert Learner.objects.count() == 3
    assert Entry.objects.filter(action="complaint.lesson_learned").count() == 3
    with pytest.raises(WrongState):
        actions.learn(lesson_id=lesson.pk, staff_id="HB1", at=LATER)  # it is not told there


def test_it_is_told_again_when_it_happened_again_and_never_twice_at_a_time(desk: Desk) -> None:
    lesson = published(desk, closed(desk))
    first, second = desk.case(at=LATER), desk.case(at=LATER)
    actions.link_repeat(lesson_id=lesson.pk, complaint_id=first.pk, by="D1", at=LATER)
    assert Teaching.objects.count() == 1  # the first telling is still open
    all_learn(lesson, *ROLL)
    actions.tell_staff(teaching_id=Teaching.objects.get().pk, how="晨会", by="H1", at=LATER)
    after = LATER + timedelta(days=1)
    actions.link_repeat(lesson_id=lesson.pk, complaint_id=second.pk, by="D1", at=after)
    actions.link_repeat(lesson_id=lesson.pk, complaint_id=second.pk, by="D1", at=after)
    assert [(state) for _, state in told()] == ["met", "open"]
    assert to_learn(viewer("T1")) != []  # learned before, and asked again
    third = desk.case(at=after)
    Repeat.objects.create(lesson=lesson, complaint=third)
    seen = places(viewer("HB1"), list(told_below(viewer("HB1"), lesson, after)))
    assert [(one.confirmed, one.people, one.again) for one in seen] == [(0, 3, 0), (3, 3, 1)]
    assert not told_below(viewer("T1"), lesson, after)


@pytest.mark.parametrize("fields", [{"customer_id": "C2"}, {"concerned": ["H1"]}, {"institution_id": "B1"}])
def test_nobody_is_told_where_that_would_tell_of_a_case(desk: Desk, fields: dict[str, Any]) -> None:
    """A confidential case, one about the head of the outlet, one of a place without tellers and counters."""
    case = desk.case(**fields)
    lesson = published(desk, closed(desk))
    before = Teaching.objects.count()
    actions.tell_staff(teaching_id=_learned(lesson), how="晨会", by="H1", at=LATER + timedelta(days=1))
    actions.link_repeat(lesson_id=lesson.pk, complaint_id=case.pk, by="HB1", at=LATER + timedelta(days=2))
    assert Teaching.objects.count() == before == 1


def _learned(lesson: Lesson) -> int:
    all_learn(lesson, *ROLL)
    return int(Teaching.objects.get(lesson=lesson).pk)


def test_the_database_refuses_a_telling_of_a_secret_of_a_draft_or_undone(desk: Desk) -> None:
    lesson = published(desk, closed(desk))
    teaching = Teaching.objects.get()
    secret = Repeat.objects.create(lesson=lesson, complaint=desk.case(customer_id="C2"))
    Teaching.objects.filter(pk=teaching.pk).update(told_at=LATER, told_by="H1", how="晨会")
    draft = Lesson.objects.create(
        complaint=desk.case(), place_id="O1", title="草稿", story="草稿", lesson="草稿", business="account",
        cause="attitude", written_by="D1", written_at=LATER,
    )  # fmt: skip
    wrong: list[dict[str, Any]] = [
        {"lesson": lesson, "institution_id": "O1", "repeat": secret, "opened_at": LATER},
        {"lesson": draft, "institution_id": "O1", "opened_at": LATER},
        {"lesson": lesson, "institution_id": "O3", "opened_at": LATER},
        {"lesson": lesson, "institution_id": "O1", "opened_at": LATER, "told_at": LATER},
    ]
    for fields in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Teaching.objects.create(**fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Teaching.objects.filter(pk=teaching.pk).update(told_at=None, told_by="", how="")
    Learner.objects.create(teaching=teaching, staff_id="T1", at=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Learner.objects.all().delete()

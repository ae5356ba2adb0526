"""Pages of lessons as outlets learn them: one confirms for oneself, the head has the roll and says how it was told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tingtang.complaints import actions
from tingtang.complaints.models import Learner, Teaching
from tingtang.complaints.tests.desk import Desk
from tingtang.desk.tests.test_complaints import body, client_of

NOW = timezone.now() - timedelta(minutes=5)
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def desk(db: None) -> Desk:
    return Desk(signed=True, at=NOW)


def published(desk: Desk) -> int:
    """A lesson of a case at O1, approved and to be told there."""
    then = NOW - timedelta(days=60)
    case = desk.case(at=then)
    actions.take_in_hand(complaint_id=case.pk, staff_id="D1", by="H1", at=then)
    desk.answer(case, at=then)
    desk.deliver(case, at=then)
    actions.close(complaint_id=case.pk, text="客户满意", by="D1", at=NOW)
    said = {"title": "挂失一次告知", "story": "客户跑了三趟", "lesson": "材料一次说清"}
    lesson = actions.write_lesson(complaint_id=case.pk, by="D1", at=NOW, **said)
    actions.decide_lesson(lesson_id=lesson.pk, approved=True, answer="", by="HB1", at=NOW)
    return int(lesson.pk)


def test_each_confirms_with_their_own_hand_and_then_the_head_says_how_it_was_told(desk: Desk) -> None:
    lesson = published(desk)
    page, teaching = f"/complaints/library/{lesson}", Teaching.objects.get()
    told = f"/complaints/teachings/{teaching.pk}/told"
    teller, head = client_of("T1"), client_of("H1")
    assert "待学习的案例" in body(teller.get("/complaints/library/mine", headers=FRAGMENT))
    assert "待告知员工的案例" in body(head.get("/complaints/library"))
    assert "员工L1" not in body(teller.get(page))  # who has not confirmed is the head's to know
    assert "员工L1" in body(head.get(page))
    assert head.post(told, {"how": "晨会"}).status_code == 422
    for who in ("T1", "L1", "W1"):
        assert client_of(who).post(f"{page}/learned").status_code == 302
    assert "您已确认学习" in body(teller.get(page))
    assert "挂失一次告知" not in body(teller.get("/complaints/library/mine", headers=FRAGMENT))
    assert client_of("S1").post(f"{page}/learned").status_code == 409  # it is not told there
    assert teller.post(told, {"how": "晨会"}).status_code == 403
    assert head.post(told, {"how": ""}).status_code == 422
    assert head.post(told, {"how": "晨会讲解并演练"}).status_code == 302
    assert "晨会讲解并演练" in body(head.get(page))
    assert head.post(told, {"how": "再讲"}).status_code == 409
    assert "各网点学习" in body(client_of("HB1").get(page))
    assert "3 / 3" in body(client_of("HB1").get(page))
    assert Learner.objects.count() == 3


def test_the_library_counts_no_repeat_that_a_reader_must_not_know_of(desk: Desk) -> None:
    lesson = published(desk)
    secret = desk.case(customer_id="C2")
    actions.link_repeat(lesson_id=lesson, complaint_id=secret.pk, by="H1", at=NOW)
    assert "再次发生" not in body(client_of("T1").get("/complaints/library"))
    assert "再次发生 1 次" in body(client_of("H1").get("/complaints/library"))
    seen = {who: body(client_of(who).get(f"/complaints/library/{lesson}")) for who in ("T1", "HB1", "H1")}
    assert {who for who, said in seen.items() if "1 次" in said} == {"H1"}
